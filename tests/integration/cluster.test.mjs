// Several nodes on one log in a real Redis: one board everywhere, and nothing acknowledged lost or counted twice while nodes, Redis and what lies between
// them fail. NORTHSTAR_CLUSTER_ROUNDS says how many failures, NORTHSTAR_CLUSTER_SEED repeats a run's load and moments.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { randomOf } from '../../scripts/demo-company/random.mjs';
import { createNode, inStep, metric, positionOf, settled_ms, startNodes } from './support/cluster.mjs';
import { failUnderLoad } from './support/failures.mjs';
import { testPlan } from './support/plan.mjs';
import { northstar } from './support/process.mjs';
import { startProxy, startRedis, startSentinel } from './support/redis.mjs';
import { until } from './support/server.mjs';

const rounds = Number(process.env.NORTHSTAR_CLUSTER_ROUNDS ?? 10);
const seed = process.env.NORTHSTAR_CLUSTER_SEED ?? String(randomInt(2 ** 31));

const deal = (id, owner, amount, more = {}) => ({ id, source: 'crm', type: 'deal.won', occurred_at: '2026-03-10T10:00:00+08:00', owner, amount, version: 1, ...more });

test('an event given to any node is on every node, at the same position', async (t) => {
  const redis = await startRedis(t);
  const nodes = await startNodes(t, redis.url, 3);
  assert.equal((await nodes[0].client.post(deal('D1', 'anna', '100'))).accepted, 1);
  assert.equal((await nodes[1].client.post(deal('D2', 'ben', '20'))).accepted, 1);
  assert.equal((await nodes[2].client.post(deal('D1', 'cai', '50', { version: 2 }))).replaced, 1);
  assert.equal((await nodes[1].client.post(deal('D1', 'cai', '50', { version: 2 }))).duplicate, 1);
  await inStep(nodes);
  for (const node of nodes) {
    assert.equal(await node.client.actual('acme', 'revenue', '2026-03'), '70.00');
    assert.equal(await positionOf(node), await positionOf(nodes[0]));
  }
  const [epoch] = (await positionOf(nodes[0])).split(':');
  assert.equal(await redis.ask('GET', '{northstar}:epoch'), epoch);
});

test('while Redis is away events are answered as queued, the node says so, and they count on its return', async (t) => {
  const redis = await startRedis(t, { args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
  const nodes = await startNodes(t, redis.url, 2);
  await nodes[0].client.post(deal('D1', 'anna', '100'));
  await redis.kill();
  const answer = await nodes[0].client.send(JSON.stringify([deal('D2', 'ben', '20'), { id: 'x' }]));
  assert.equal(answer.status, 202);
  assert.equal(answer.json.queued, 1);
  assert.equal(answer.json.rejected[0].index, 1);
  const ready = await nodes[0].client.get('/readyz');
  assert.equal(ready.status, 200);
  assert.match(ready.text, /degraded/);
  assert.equal(await nodes[0].client.actual('acme', 'revenue', '2026-03'), '100.00');
  await nodes[0].kill();
  await redis.start();
  await nodes[0].start();
  await inStep(nodes);
  for (const node of nodes) assert.equal(await node.client.actual('acme', 'revenue', '2026-03'), '120.00');
});

test('a Redis that comes back empty is filled again, and a node that comes new has the whole board', async (t) => {
  const redis = await startRedis(t);
  const nodes = await startNodes(t, redis.url, 2);
  for (let i = 0; i < 20; i++) await nodes[i % 2].client.post(deal(`D${i}`, 'anna', '10'));
  await inStep(nodes);
  const before = await positionOf(nodes[0]);
  await redis.kill();
  await redis.start();
  await inStep(nodes);
  const third = createNode(t, redis.url);
  await third.start();
  await inStep([...nodes, third]);
  assert.equal(await third.client.actual('acme', 'revenue', '2026-03'), '200.00');
  assert.notEqual((await positionOf(third)).split(':')[0], before.split(':')[0], 'positions of before the loss are not gone on from');
});

test('a plan applied on one node is in force on all, and a node with another plan file does not start', async (t) => {
  const redis = await startRedis(t);
  const nodes = await startNodes(t, redis.url, 2);
  await nodes[0].client.post(deal('D1', 'anna', '100'));
  const changed = { ...testPlan(), organisation: 'Renamed' };
  const answer = await nodes[0].client.send(JSON.stringify(changed), { path: '/api/v1/plan?reason=renamed' });
  assert.equal(answer.status, 200, answer.text);
  await until('the other node has it', async () => (await metric(nodes[1], 'northstar_plan_version')) === 2, settled_ms);
  assert.equal(await nodes[1].client.actual('acme', 'revenue', '2026-03'), '100.00');
  const other = createNode(t, redis.url, { plan: { ...testPlan(), organisation: 'Somebody else' } });
  await assert.rejects(other.start(), /differs from the recorded one/);
});

test('colleagues read the figure of the wall in Redis', async (t) => {
  const redis = await startRedis(t);
  const nodes = await startNodes(t, redis.url, 2);
  await nodes[0].client.post(deal('D1', 'anna', '100.25'));
  await nodes[1].client.post(deal('D2', 'ben', '20'));
  await inStep(nodes);
  const read = () => redis.ask('HGET', '{northstar}:cells', 'acme|revenue||2026-03');
  await until('the counter is there', async () => (await read()) === '12025', settled_ms);
  await nodes[1].client.post(deal('D1', 'anna', '0.25', { version: 2 }));
  await until('the counter follows', async () => (await read()) === '2025', settled_ms);
  await until('the watermark is the position', async () => (await redis.ask('GET', '{northstar}:watermark')) === (await positionOf(nodes[0])), settled_ms);
  await redis.kill();
  await redis.start();
  await until('a Redis that lost them has them again', async () => (await read()) === '2025', settled_ms);
  await inStep(nodes);
  await nodes[0].client.post(deal('D3', 'anna', '1'));
  await until('the counter follows behind the loss too', async () => (await read()) === '2125', settled_ms);
  await until('and so does the watermark', async () => (await redis.ask('GET', '{northstar}:watermark')) === (await positionOf(nodes[1])), settled_ms);
});

test('when Sentinels make another server the master the nodes follow, and nothing acknowledged is lost', async (t) => {
  const master = await startRedis(t, { args: ['--appendonly', 'no'] });
  const replica = await startRedis(t, { args: ['--replicaof', '127.0.0.1', String(master.port)] });
  const sentinels = [await startSentinel(t, master.port, 2), await startSentinel(t, master.port, 2), await startSentinel(t, master.port, 2)];
  await until('the sentinels know the replica', async () => {
    const known = await Promise.all(sentinels.map((s) => s.ask('SENTINEL', 'replicas', 'main')));
    const others = await Promise.all(sentinels.map((s) => s.ask('SENTINEL', 'sentinels', 'main')));
    return known.every((k) => k.length === 1) && others.every((o) => o.length === 2);
  }, settled_ms);
  const nodes = await startNodes(t, `redis-sentinel://${sentinels.map((s) => `127.0.0.1:${s.port}`).join(',')}/main`, 2);
  for (let i = 0; i < 10; i++) await nodes[i % 2].client.post(deal(`D${i}`, 'anna', '10'));
  // What the replica has not heard of is lost with the master.
  await replica.ask('REPLICAOF', '127.0.0.1', '1').catch(() => {});
  for (let i = 10; i < 20; i++) await nodes[i % 2].client.post(deal(`D${i}`, 'anna', '10'));
  await master.kill();
  await replica.ask('REPLICAOF', 'NO', 'ONE');
  let last;
  await until('events count again', async () => {
    last = await nodes[0].client.send(JSON.stringify(deal('D20', 'anna', '10')));
    return last.status === 200;
  }, settled_ms);
  await inStep(nodes);
  for (const node of nodes) assert.equal(await node.client.actual('acme', 'revenue', '2026-03'), '210.00');
});

test('a node that was away while the log was trimmed takes the ledger of another one, and a new node does so too', async (t) => {
  const redis = await startRedis(t);
  const nodes = await startNodes(t, redis.url, 2, { args: ['--log-entries-kept', '3'] });
  await nodes[1].client.post(deal('D0', 'anna', '1'));
  await nodes[1].kill('SIGTERM');
  await redis.ask('DEL', '{northstar}:nodes');  // as if it had not been heard of for a minute
  for (let i = 1; i <= 20; i++) await nodes[0].client.post(deal(`D${i}`, 'anna', '10'));
  await until('the log is trimmed', async () => {
    const [[first]] = await redis.ask('XRANGE', '{northstar}:log', '-', '+', 'COUNT', '1');
    return Number(first.split('-')[0]) > 10;
  }, settled_ms);
  const third = createNode(t, redis.url);
  await Promise.all([nodes[1].start(), third.start()]);
  const all = [...nodes, third];
  await inStep(all);
  for (const node of all) {
    assert.equal(await node.client.actual('acme', 'revenue', '2026-03'), '201.00');
    assert.equal(await positionOf(node), await positionOf(nodes[0]));
  }
  assert.match(nodes[1].run.errors, /copy_taken state=whole/);
  assert.equal((await third.client.post(deal('D3', 'anna', '10'))).duplicate, 1, 'what was known stays known');
  await third.kill('SIGTERM');
  const verdict = await northstar(['verify', '--data', third.data]);
  assert.equal(verdict.code, 0, verdict.output + verdict.errors);
});

test('a server that was alone becomes the first node of a log, and nothing of its past is lost', async (t) => {
  const alone = createNode(t, '');
  await alone.start();
  for (let i = 0; i < 10; i++) await alone.client.post(deal(`D${i}`, 'anna', '10'));
  await alone.kill('SIGTERM');
  const redis = await startRedis(t);
  const first = createNode(t, redis.url, { folder: alone.folder });
  await first.start();
  await inStep([first]);
  const second = createNode(t, redis.url);
  await second.start();
  await inStep([first, second]);
  assert.equal((await second.client.post(deal('D3', 'anna', '10'))).duplicate, 1);
  assert.equal((await second.client.post(deal('D3', 'cai', '15', { version: 2 }))).replaced, 1);
  await inStep([first, second]);
  for (const node of [first, second]) assert.equal(await node.client.actual('acme', 'revenue', '2026-03'), '105.00');
  const other = createNode(t, '');
  await other.start();
  await other.client.post(deal('X1', 'anna', '10'));
  await other.kill('SIGTERM');
  const mixed = createNode(t, redis.url, { folder: other.folder });
  await mixed.start();
  await until('it is refused', () => /another one than this data folder/.test(mixed.run.errors), settled_ms);
  assert.equal((await mixed.run.ended).code, 1);
  await first.kill('SIGTERM');
  const back = createNode(t, '', { folder: alone.folder });
  await assert.rejects(back.start(), /part of a shared log/);
});

test('a token made on one node lets in on all, also on a node that comes new, and is revoked on all', async (t) => {
  const redis = await startRedis(t);
  const nodes = [1, 2].map(() => createNode(t, redis.url));
  const made = await northstar(['token', 'add', 'boss', '--role', 'admin', '--data', nodes[0].data]);
  const boss = made.output.trim();
  for (const node of nodes) await node.start();
  const status = async (node, token) => (await node.client.get('/api/v1/cells', { token })).status;
  const all = (token, wanted) => until(`${wanted} on all`, async () => (await Promise.all(nodes.map((node) => status(node, token)))).every((s) => s === wanted), settled_ms);
  assert.equal(await status(nodes[1], boss), 200, 'known before the first screen may ask');
  await all(undefined, 401);
  const made_here = await nodes[1].client.send(JSON.stringify({ name: 'eve', role: 'viewer' }), { path: '/api/v1/tokens', token: boss });
  assert.equal(made_here.status, 201, made_here.text);
  const eve = made_here.json.token;
  await all(eve, 200);
  await redis.kill();
  await redis.start();
  assert.equal((await northstar(['token', 'revoke', 'eve', '--data', nodes[0].data])).code, 0);
  await all(eve, 401);
  const third = createNode(t, redis.url);
  await third.start();
  nodes.push(third);
  await all(boss, 200);
  await all(eve, 401);
});

test('what needs the log is refused while it is away, by name', async (t) => {
  const redis = await startRedis(t);
  const [node] = await startNodes(t, redis.url, 1);
  await redis.kill();
  await until('it has noticed', async () => (await metric(node, 'northstar_shared_log_in_step')) === 0, settled_ms);
  const answer = await node.client.send(JSON.stringify({ ...testPlan(), organisation: 'Renamed' }), { path: '/api/v1/plan?reason=renamed' });
  assert.equal(answer.status, 503, answer.text);
  assert.match(answer.json.detail, /out of reach/);
});

// ---- many failures under load

function createFailures(random, nodes, redis, ways) {
  const anyNode = () => random.pick(nodes);
  return {
    'a node is killed and comes back': async () => {
      const node = anyNode();
      await node.kill();
      await pause(random.int(0, 300));
      await node.start();
    },
    'a node stands still for a while': async () => {
      const node = anyNode();
      node.run.child.kill('SIGSTOP');
      await pause(random.int(50, 1_500));
      node.run.child.kill('SIGCONT');
    },
    'Redis is killed and has lost everything': async () => {
      await redis.kill();
      await pause(random.int(0, 800));
      await redis.start();
    },
    'Redis is killed and comes back from its file': async () => {
      await redis.ask('CONFIG', 'SET', 'appendonly', 'yes');
      await pause(random.int(100, 500));
      await redis.kill();
      await redis.start();
      await redis.ask('CONFIG', 'SET', 'appendonly', 'no');
    },
    'Redis stands still for a while': async () => {
      redis.pause();
      await pause(random.int(50, 1_500));
      redis.resume();
    },
    'a node is cut off from Redis': async () => {
      const way = random.pick(ways);
      way.cut();
      await pause(random.int(50, 1_500));
      way.heal();
    },
    'a node hears nothing from Redis': async () => {
      const way = random.pick(ways);
      way.stall();
      await pause(random.int(50, 1_500));
      way.heal();
    },
    'a node is killed while Redis is away': async () => {
      const node = anyNode();
      await redis.kill();
      await pause(random.int(0, 200));
      await node.kill();
      await redis.start();
      await node.start();
    },
  };
}

test(`after ${rounds} failures under load all nodes show exactly what was acknowledged (NORTHSTAR_CLUSTER_SEED=${seed})`, { timeout: 120_000 + rounds * 20_000 }, async (t) => {
  const random = randomOf(`${seed}/failures`);
  const redis = await startRedis(t);
  const ways = await Promise.all([1, 2, 3].map(() => startProxy(t, redis.port)));
  const nodes = ways.map((way) => createNode(t, way.url, { args: ['--checkpoint-every', '2000'] }));
  await Promise.all(nodes.map((node) => node.start()));

  await failUnderLoad(t, { nodes, random, seed, rounds, failures: createFailures(random, nodes, redis, ways) });
});

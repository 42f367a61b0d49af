// What is told outside: celebrations and alerts by webhook, signed, once, also when the node that tells them dies.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { createNode, inStep, settled_ms } from './support/cluster.mjs';
import { startRedis } from './support/redis.mjs';
import { until } from './support/server.mjs';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** Somebody who is told: what came, and what is answered. */
async function startListener(t) {
  const listener = { told: [], answer: () => 204 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => { body += bytes; });
    request.on('end', () => {
      const status = listener.answer();
      const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers;
      const mac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64');
      listener.told.push({ id, status, is_signed: signature === `v1,${mac}`, ...JSON.parse(body) });
      response.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  listener.args = ['--webhook', `http://127.0.0.1:${server.address().port}/in`, '--webhook-secret', secret];
  t.after(() => { server.closeAllConnections?.(); server.close(); });
  return listener;
}

const large = (id) => ({ id, source: 'crm', type: 'deal.won', occurred_at: new Date().toISOString(), owner: 'anna', amount: '900000', customer: '甲公司' });
const deals = (listener) => listener.told.filter((n) => n.type === 'northstar.celebrate' && n.status === 204).map((n) => n.data.id);

test('a server alone tells each celebration once, signed, and tries again when nobody listens', async (t) => {
  const listener = await startListener(t);
  const server = createNode(t, '', { args: listener.args });
  await server.start();
  await server.client.post(large('D1'));
  await until('it is told', () => deals(listener).length === 1, settled_ms);
  const [first] = listener.told;
  assert.ok(first.is_signed);
  assert.match(first.id, /^[0-9a-f]{32}$/);
  assert.deepEqual([first.data.id, first.data.unit, first.data.value, first.data.customer], ['crm:D1', 'anna', 900000, '甲公司']);
  listener.answer = () => 400;
  await server.client.post(large('D2'));
  await until('it was tried', () => listener.told.length === 2, settled_ms);
  listener.answer = () => 204;
  await server.client.post([large('D1'), large('D3')]);
  await until('the next one is told', () => deals(listener).includes('crm:D3'), settled_ms);
  assert.deepEqual(deals(listener), ['crm:D1', 'crm:D3'], 'what is refused is passed over, and nothing is told twice');
});

test('of three nodes one tells; when it dies another one goes on, and every celebration is told', async (t) => {
  const listener = await startListener(t);
  const redis = await startRedis(t);
  const nodes = [1, 2, 3].map(() => createNode(t, redis.url, { args: listener.args }));
  await Promise.all(nodes.map((node) => node.start()));
  const silent = createNode(t, redis.url);
  await silent.start();
  await inStep(nodes);
  await silent.client.post(large('D1'));
  await until('it is told', () => deals(listener).length === 1, settled_ms);
  // Nobody listens while three more come; then whoever tells is killed.
  listener.answer = () => 503;
  await silent.client.post([large('D2'), large('D3')]);
  await until('it was tried', () => listener.told.some((n) => n.status === 503), settled_ms);
  const before = listener.told.length;
  const turn = Number(await redis.ask('GET', '{northstar}:telling:turn'));
  for (const node of nodes.slice(0, 2)) await node.kill();
  listener.answer = () => 204;
  await until('the others are told', () => deals(listener).length === 3, settled_ms);
  assert.deepEqual(deals(listener).sort(), ['crm:D1', 'crm:D2', 'crm:D3']);
  assert.ok(listener.told.every((n) => n.is_signed));
  const ids = listener.told.slice(before).map((n) => n.id);
  assert.equal(new Set(ids).size, ids.length, 'no celebration arrived twice');
  assert.ok(Number(await redis.ask('GET', '{northstar}:telling:turn')) >= turn);
});

test('an address or a secret that cannot be used is refused at the start', async (t) => {
  const wrong = createNode(t, '', { args: ['--webhook', 'ftp://127.0.0.1/'] });
  await assert.rejects(wrong.start(), /--webhook: expected http/);
  const weak = createNode(t, '', { args: ['--webhook', 'http://127.0.0.1/', '--webhook-secret', 'abc'] });
  await assert.rejects(weak.start(), /--webhook-secret: expected whsec_/);
});

// Within a network namespace of its own (partition.test.mjs): Redis and the clients are here, each node is on a host with two ways. A way that is down loses what is sent, and
// nobody is told.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { randomOf } from '../../../scripts/demo-company/random.mjs';
import { createNode } from './cluster.mjs';
import { failUnderLoad } from './failures.mjs';
import { northstar, temporaryFolder } from './process.mjs';
import { startRedis } from './redis.mjs';

const { NORTHSTAR_CLUSTER_ROUNDS: rounds, NORTHSTAR_CLUSTER_SEED: seed } = process.env;
const run = (line) => execFileSync(line.split(' ')[0], line.split(' ').slice(1));

/** A host `h1` with the ways `r1` to Redis and `c1` to its clients; addresses of the ranges for examples (RFC 5737). */
function createHost(n) {
  run(`ip netns add h${n}`);
  run(`ip -n h${n} link set lo up`);
  const address = { r: '198.51.100', c: '203.0.113' };
  for (const way of ['r', 'c']) {
    run(`ip link add name ${way}${n} type veth peer name ${way} netns h${n}`);
    run(`ip addr add ${address[way]}.${4 * n + 1}/30 dev ${way}${n}`);
    run(`ip link set ${way}${n} up`);
    run(`ip -n h${n} addr add ${address[way]}.${4 * n + 2}/30 dev ${way}`);
    run(`ip -n h${n} link set ${way} up`);
  }
  return { n, redis: `${address.r}.${4 * n + 1}`, host: `${address.c}.${4 * n + 2}`, within: ['ip', 'netns', 'exec', `h${n}`] };
}

const silence = (host, ways) => ways.forEach((way) => run(`ip -n h${host.n} link set ${way} down`));
const heal = (host, ways) => ways.forEach((way) => run(`ip -n h${host.n} link set ${way} up`));

function createFailures(random, hosts, nodes, redis) {
  const silent = async (some, ways, ms) => {
    some.forEach((host) => silence(host, ways));
    await pause(ms);
    some.forEach((host) => heal(host, ways));
  };
  return {
    'a node does not reach Redis': () => silent([random.pick(hosts)], ['r'], random.int(100, 3_000)),
    'two nodes do not reach Redis': () => silent(hosts.filter((host) => host !== hosts[random.int(0, 2)]), ['r'], random.int(100, 2_000)),
    'no node reaches Redis': () => silent(hosts, ['r'], random.int(100, 2_000)),
    'a host is gone from everybody': () => silent([random.pick(hosts)], ['r', 'c'], random.int(100, 2_000)),
    'a node is cut off for so long that its connections are given up': () => silent([random.pick(hosts)], ['r'], 8_000),
    'a node is killed while it does not reach Redis': async () => {
      const n = random.int(0, 2);
      silence(hosts[n], ['r']);
      await pause(random.int(50, 800));
      await nodes[n].kill();
      heal(hosts[n], ['r']);
      await nodes[n].start();
    },
    'Redis has lost everything while a node does not reach it': async () => {
      const host = random.pick(hosts);
      silence(host, ['r']);
      await redis.kill();
      await redis.start();
      await pause(random.int(100, 1_500));
      heal(host, ['r']);
    },
  };
}

test('partitions under load', async (t) => {
  run('mount -t tmpfs tmpfs /run');
  run('ip link set lo up');
  const random = randomOf(`${seed}/partitions`);
  const redis = await startRedis(t, { args: ['--bind', '0.0.0.0', '--protected-mode', 'no'] });
  const hosts = [1, 2, 3].map(createHost);
  // One token that all know: what is not on a node's own machine has to show one.
  const first = join(temporaryFolder(), 'data');
  const made = await northstar(['token', 'add', 'load', '--role', 'admin', '--data', first]);
  const token = made.output.trim().split(/\s+/).at(-1);
  const nodes = hosts.map(({ host, within, redis: seen }) => createNode(t, `redis://${seen}:${redis.port}`, { host, within, token, args: ['--checkpoint-every', '2000'] }));
  for (const node of nodes) {
    mkdirSync(node.data, { recursive: true });
    cpSync(first, node.data, { recursive: true });
  }
  await Promise.all(nodes.map((node) => node.start()));
  await failUnderLoad(t, { nodes, random, seed, rounds: Number(rounds), failures: createFailures(random, hosts, nodes, redis), token });
});

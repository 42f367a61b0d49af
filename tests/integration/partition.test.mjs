// Nodes on hosts of their own, each with a way to Redis and a way to its clients that can go silent: network namespaces within one of this test's own, where nothing outside is
// reached. NORTHSTAR_CLUSTER_ROUNDS and NORTHSTAR_CLUSTER_SEED as in cluster.test.mjs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const rounds = Number(process.env.NORTHSTAR_CLUSTER_ROUNDS ?? 10);
const seed = process.env.NORTHSTAR_CLUSTER_SEED ?? String(randomInt(2 ** 31));
// As anybody where that is allowed, else as root.
const ways = [['--user', '--map-root-user', '--net', '--mount', '--kill-child'], ['--net', '--mount', '--kill-child']];
const alone = ways.find((way) => spawnSync('unshare', [...way, 'sh', '-c', 'mount -t tmpfs tmpfs /run && ip netns add h1 && ip link add name r1 type veth peer name r netns h1']).status === 0);

test(`after ${rounds} partitions of the network under load all nodes show exactly what was acknowledged (NORTHSTAR_CLUSTER_SEED=${seed})`, {
  skip: alone ? false : 'this system lets nobody make a network namespace', timeout: 120_000 + rounds * 20_000,
}, (t) => {
  const world = fileURLToPath(new URL('./support/partition_world.mjs', import.meta.url));
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const run = spawnSync('unshare', [...alone, process.execPath, '--test', '--test-reporter=tap', world],
    { encoding: 'utf8', env: { ...env, NORTHSTAR_CLUSTER_ROUNDS: String(rounds), NORTHSTAR_CLUSTER_SEED: seed } });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  assert.match(run.stdout, /# pass 1/);
  t.diagnostic(run.stdout.match(/# seed .*/)?.[0] ?? '');
});

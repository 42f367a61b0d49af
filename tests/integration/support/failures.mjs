// One failure after the other while clients go on working; then every node must show exactly what was acknowledged.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { inStep } from './cluster.mjs';
import { differences, readCells, rules } from './counting.mjs';
import { fold } from './fold.mjs';
import { createClient } from './kill_load.mjs';
import { northstar } from './process.mjs';

/** `failures`: by name, what happens and is over when it resolves. `token`: what the clients show, if they must. */
export async function failUnderLoad(t, { nodes, random, seed, rounds, failures, token }) {
  let over = false;
  const clients = [['batch-1', 60], ['batch-2', 200], ['single-1', 1], ['single-2', 1], ['single-3', 1]].map(([name, batch]) => createClient(name, seed, batch, () => {}, token));
  const endpoint = async () => {
    for (;;) {
      const up = nodes.filter((node) => node.url);
      if (up.length > 0) return random.pick(up).url;
      await pause(10);
    }
  };
  const working = clients.map((client) => client.work(endpoint, () => over));
  const failed = Promise.race(working.map((work) => work.then(() => new Promise(() => {}))));
  failed.catch(() => {});
  const done = [];
  for (let round = 0; round < rounds; round++) {
    await Promise.race([failed, pause(random.int(100, 700))]);
    const name = random.pick(Object.keys(failures));
    done.push(name);
    await failures[name]();
  }
  over = true;
  await Promise.all(working);
  await inStep(nodes);

  const acknowledged = clients.flatMap((client) => [...client.acknowledged.values()]);
  const uncertain = clients.flatMap((client) => [...client.uncertain.values()]);
  const told = await Promise.all(nodes.map((node) => readCells(node.client)));
  for (const other of told) assert.deepEqual(other, told[0], 'all nodes show the same');
  const stored = [];
  for (const event of uncertain) if ((await nodes[0].client.post(event)).duplicate === 1) stored.push(event);
  assert.ok(acknowledged.length > 10 * rounds, `only ${acknowledged.length} acknowledged: no load`);
  assert.deepEqual(differences(told[0], fold([...acknowledged, ...stored], rules)).slice(0, 10), []);
  for (const node of nodes) {
    await node.kill('SIGTERM');
    const verdict = await northstar(['verify', '--data', node.data]);
    assert.equal(verdict.code, 0, verdict.output + verdict.errors);
  }
  t.diagnostic(`seed ${seed}: ${done.join(', ')}; ${acknowledged.length} events acknowledged, ${uncertain.length} uncertain of which ${stored.length} were stored`);
}

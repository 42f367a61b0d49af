// Kills the server with -9 at random moments under load, again and again, and then counts: every acknowledged event exactly once,
// every other at most once. NORTHSTAR_KILL_ROUNDS says how often (scripts/kill9 100), NORTHSTAR_KILL_SEED repeats a run's load and moments.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { randomOf } from '../../scripts/demo-company/random.mjs';
import { differences, readCells, rules } from './support/counting.mjs';
import { fold } from './support/fold.mjs';
import { createClient } from './support/kill_load.mjs';
import { testPlan } from './support/plan.mjs';
import { northstar, said, start, temporaryFolder, writeJson } from './support/process.mjs';
import { clientOf, until } from './support/server.mjs';

const rounds = Number(process.env.NORTHSTAR_KILL_ROUNDS ?? 12);
const seed = process.env.NORTHSTAR_KILL_SEED ?? String(randomInt(2 ** 31));

/** A server that is started again and again on one folder; `endpoint()` waits while there is none. */
function mortalServer(random) {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  const args = ['serve', '--plan', writeJson(folder, 'plan.json', testPlan()), '--data', data, '--listen', '127.0.0.1:0'];
  let run;
  let url = null;
  let waiting = [];
  return {
    data,
    endpoint: () => (url ? Promise.resolve(url) : new Promise((resolve) => { waiting.push(resolve); })),
    /** Resolves when it listens. */
    async spawn() {
      // Often enough that it also dies while it saves its counters, and starts from counters that are not the newest.
      run = start([...args, '--checkpoint-every', String(random.pick([100, 2_000, 200_000]))], { cwd: folder });
      const [, port] = await said(run, /listening address=\S+ port=(\d+)/);
      url = `http://127.0.0.1:${port}`;
      for (const tell of waiting.splice(0)) tell(url);
    },
    async kill() {
      url = null;
      run.child.kill('SIGKILL');
      await run.ended;
    },
  };
}

/** Counts answers, and lets one await the next so many. */
function answerCounter() {
  let waiting = [];
  let count = 0;
  return {
    tell() {
      count += 1;
      waiting = waiting.filter(({ at, resolve }) => at > count || resolve());
    },
    after: (more) => new Promise((resolve) => { waiting.push({ at: count + more, resolve }); }),
  };
}

async function liveThroughRounds(server, random, clients, answers) {
  let over = false;
  await server.spawn();
  const working = clients.map((client) => client.work(server.endpoint, () => over));
  // A client that fails ends the test at once instead of being noticed after the last round.
  const failed = Promise.race(working.map((work) => work.then(() => new Promise(() => {}))));
  failed.catch(() => {});
  for (let round = 0; round < rounds; round++) {
    // Some answers, so that there is load, and some milliseconds more, so that it is any moment between two of them.
    await Promise.race([failed, answers.after(random.int(1, 80))]);
    await pause(random.int(0, 30));
    await server.kill();
    // Now and then it dies while it is starting, too.
    for (; random.chance(0.25); await server.kill()) await Promise.race([server.spawn().catch(() => {}), pause(random.int(0, 40))]);
    await server.spawn();
  }
  over = true;
  await Promise.all(working);
}

/** Asks about each uncertain event by sending it once more: a duplicate was there already. Returns those that were. */
async function findStored(post, clients) {
  const stored = [];
  for (const client of clients) {
    for (const event of client.uncertain.values()) {
      const { duplicate } = await post(event);
      if (duplicate === 1) stored.push(event);
    }
  }
  return stored;
}

test(`after ${rounds} kills under load every acknowledged event is counted exactly once and no other twice (NORTHSTAR_KILL_SEED=${seed})`, { timeout: 60_000 + rounds * 10_000 }, async (t) => {
  const random = randomOf(`${seed}/moments`);
  const server = mortalServer(random);
  t.after(() => server.kill().catch(() => {}));
  const answers = answerCounter();
  const clients = [['batch-1', 60], ['batch-2', 60], ['batch-3', 400], ['single-1', 1], ['single-2', 1], ['single-3', 1]]
    .map(([name, batch]) => createClient(name, seed, batch, answers.tell));
  await liveThroughRounds(server, random, clients, answers);

  const client = clientOf(await server.endpoint());
  await until('ready', async () => (await client.get('/readyz')).status === 200);
  const told = await readCells(client);
  const acknowledged = clients.flatMap(({ acknowledged }) => [...acknowledged.values()]);
  const stored = await findStored((event) => client.post(event), clients);
  for (let i = 0; i < acknowledged.length; i += 5_000) {
    const again = acknowledged.slice(i, i + 5_000);
    assert.equal((await client.post(again)).duplicate, again.length, 'what was acknowledged is known');
  }
  const told_at_last = await readCells(client);
  await server.kill();

  assert.ok(acknowledged.length > 20 * rounds, `only ${acknowledged.length} acknowledged: no load`);
  assert.deepEqual(differences(told, fold([...acknowledged, ...stored], rules)).slice(0, 10), []);
  const all = [...acknowledged, ...clients.flatMap(({ uncertain }) => [...uncertain.values()])];
  assert.deepEqual(differences(told_at_last, fold(all, rules)).slice(0, 10), [], 'after everything was sent again');

  const verdict = await northstar(['verify', '--data', server.data]);
  assert.equal(verdict.code, 0, verdict.output + verdict.errors);
  const [requests, broken, uncertain] = ['requests', 'broken'].map((key) => clients.reduce((sum, one) => sum + one[key], 0)).concat(all.length - acknowledged.length);
  t.diagnostic(`seed ${seed}: ${rounds} kills, ${requests} requests, ${broken} broken off, ${acknowledged.length} events acknowledged, ${uncertain} uncertain of which ${stored.length} were stored`);
});

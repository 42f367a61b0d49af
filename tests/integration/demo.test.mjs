// The demo company against the real server: its plan is sound, its year counts once however often it is told, and its board moves.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { boardOf, openFeed } from './support/feed.mjs';
import { northstar, repository, temporaryFolder } from './support/process.mjs';
import { startServer } from './support/server.mjs';

const demo = join(repository, 'scripts/demo');
const run = promisify(execFile);
const plan_file = join(temporaryFolder(), 'plan.json');
await run(demo, ['plan', plan_file]);
const plan = JSON.parse(readFileSync(plan_file, 'utf8'));

test('the demo\'s plan passes the plan check without fault or doubt, in any year', async () => {
  for (const now of [undefined, '2025-03-01T12:00:00+08:00', '2027-06-01T12:00:00+08:00', '2030-12-31T12:00:00+08:00']) {
    if (now) await run(demo, ['plan', plan_file, '--now', now]);
    const { code, output, errors } = await northstar(['plan', 'check', plan_file]);
    assert.equal(code, 0, output + errors);
    assert.doesNotMatch(output + errors, /^(fault|doubt)/m);
  }
});

test('the demo\'s year counts once however often it is told, and every unit has a target', { timeout: 240_000 }, async (t) => {
  const server = await startServer(t, { plan });
  const args = ['play', '--once', '--server', server.url, '--now', new Date(Date.now() - 60_000).toISOString()];
  const first = await run(demo, args);
  assert.match(first.stderr, /accepted \d+/);
  assert.doesNotMatch(first.stderr, /rejected|quarantined/);
  const query = { metric: ['revenue', 'deals', 'leads', 'visits', 'win_rate'], period: ['year', 'month'], descend: 1 };
  const figures = async () => (await server.cells(query)).map(({ unit, metric, period, actual, target }) => ({ unit, metric, period, actual, target }));
  const before = await figures();
  for (const { unit, metric, period, target } of before) if (unit !== 'unassigned') assert.notEqual(target, null, `${unit} ${metric} ${period}`);
  const again = await run(demo, args);
  assert.match(again.stderr, /duplicate \d+\n/);
  assert.doesNotMatch(again.stderr, /accepted|replaced/);
  assert.deepEqual(await figures(), before);
});

test('the live play moves the board, never with the future, and waits through a restart of the server', { timeout: 120_000 }, async (t) => {
  const server = await startServer(t, { plan });
  const child = spawn(demo, ['play', '--server', server.url, '--speed', '20'], { stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text) => { told += text; });
  const playing = new Promise((resolve, reject) => {
    child.stderr.on('data', () => { if (/playing live/.test(told)) resolve(); });
    child.once('close', () => reject(new Error(told)));
  });
  await playing;
  const feed = await openFeed(t, server);
  feed.subscribe('beichen');
  const board = boardOf(await feed.next('snapshot'));
  for (let i = 0; i < 5; i++) board.apply(await feed.next('delta'));
  assert.doesNotMatch((await server.get('/api/v1/quarantine')).text, /in_the_future/);
  assert.equal((await server.stop()).code, 0);
  const second = await startServer(t, { plan, folder: server.folder, listen: `127.0.0.1:${server.port}` });
  const viewer = await openFeed(t, second);
  viewer.subscribe('beichen');
  await viewer.next('snapshot');
  await viewer.next('delta', ({ news }) => news?.length > 0, 30_000);
});

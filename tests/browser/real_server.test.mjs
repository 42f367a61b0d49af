// The wall against the real server: the whole way of a sale, from the POST to the glass, and the bad days of a process.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testPlan } from '../integration/support/plan.mjs';
import { northstar, patience, temporaryFolder } from '../integration/support/process.mjs';
import { sale, startServer } from '../integration/support/server.mjs';
import { axeSource, launchBrowser } from './support/packages.mjs';
import { accessibilityFaults, layoutFaults, lostFeed, mainFigure, moment, openPage, openWall, until, waitForStatus } from './support/pages.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser.close());

/** A sale of this minute, so that it counts in every running period. */
const now = (id, facts) => sale(id, { occurred_at: new Date().toISOString(), ...facts });
const year = '?period=year';
const figureIs = (page, text) => until(async () => (await mainFigure(page)) === text, 5000, `the figure ${text}`);

test('a sale that is posted stands on the wall, corrected and taken back as the source says', async (t) => {
  const server = await startServer(t);
  const { page, faults, close } = await openWall(browser, `${server.url}/wall${year}`);
  assert.equal(await mainFigure(page), '¥0');

  const startMs = performance.now();
  await server.post([now('D-1', { amount: '128000.50', customer: '星河科技' })]);
  await figureIs(page, '¥12.800万');
  console.log(`# POST to page: ${Math.round(performance.now() - startMs)} ms, asking included`);
  assert.match(await page.locator('.deal').first().innerText(), /Anna[\s\S]*¥12\.8万[\s\S]*星河科技/);
  await until(async () => (await page.locator('.rank-row .row-name').first().innerText()) === 'Anna', 5000, 'the leaderboard');
  await until(async () => /order_to_glass_seconds_count\{[^}]*\} [1-9]/.test((await server.get('/metrics')).text), 5000, 'the acknowledgement in /metrics');

  await server.post([now('D-1', { amount: '60000', version: 2 })]);
  await figureIs(page, '¥6.0000万');
  assert.match(await page.locator('.deal').first().innerText(), /更正/);
  await server.post([{ ...now('D-1'), type: 'void', version: 3 }]);
  await figureIs(page, '¥0');
  assert.match(await page.locator('.deal').first().innerText(), /已撤回/);
  await close();
  assert.deepEqual(faults, []);
});

test('killed, the wall greys and keeps its picture; started again, it lives within a second and has missed nothing', async (t) => {
  const folder = temporaryFolder();
  const first = await startServer(t, { folder });
  const { page, faults, close } = await openWall(browser, `${first.url}/wall${year}`, { expects: lostFeed });
  await first.post([now('D-1', { amount: '50000' })]);
  await figureIs(page, '¥5.0000万');
  await first.kill();
  await waitForStatus(page, 'stale');
  assert.equal(await mainFigure(page), '¥5.0000万');
  assert.match(await page.innerText('feed-status'), /数据停在 \d\d:\d\d/);

  const healed = moment(page, 'live');
  const second = await startServer(t, { folder, listen: `127.0.0.1:${first.port}` });
  const readyMs = Date.now();
  const tookMs = (await healed) - readyMs;
  assert.ok(tookMs <= 1000 * patience, `live ${tookMs} ms after the server was ready`);
  console.log(`# live ${tookMs} ms after the server was ready again`);
  await second.post([now('D-2', { amount: '50000' })]);
  await figureIs(page, '¥10.000万');
  await close();
  assert.deepEqual(faults, []);
});

test('with tokens, a wall with one shows its scope, and a wall without shows its code', async (t) => {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  const { output } = await northstar(['token', 'add', '--name', 'lobby', '--role', 'display', '--unit', 'east', '--data', data]);
  const token = output.match(/[A-Za-z0-9_.~+/=-]{20,}/)[0];
  const server = await startServer(t, { folder });
  const welcome = await openWall(browser, `${server.url}/wall${year}#token=${token}`);
  assert.equal(await welcome.page.innerText('.title-scope'), '华东');
  await welcome.page.waitForSelector('trend-chart canvas');
  await welcome.close();

  const stranger = await openPage(browser, `${server.url}/wall?lang=en`);
  await stranger.page.waitForSelector('wall-pairing[data-phase="code"]');
  assert.match(await stranger.page.innerText('wall-pairing'), /This screen is not paired yet/);
  await stranger.close();
});

test('a scope that does not exist is named, and the wall does not pretend to be live', async (t) => {
  const server = await startServer(t);
  const { page, close } = await openPage(browser, `${server.url}/wall?scope=moon`);
  await until(async () => (await page.innerText('.problem')).includes('moon'), 5000, 'the words');
  assert.equal(await page.getAttribute('.wall', 'data-feed'), 'waiting');
  await close();
});

test('names and customers from outside are text on the wall', async (t) => {
  const evil = '<b onmouseover=alert(1)>x</b>';
  const plan = testPlan();
  plan.units.find(({ id }) => id === 'anna').name = evil;
  const server = await startServer(t, { plan });
  const { page, faults, close } = await openWall(browser, `${server.url}/wall${year}`);
  await server.post([now('D-1', { amount: '50000', customer: evil })]);
  await until(async () => (await page.locator('.deal-who').count()) === 1, 5000, 'the deal');
  assert.equal(await page.locator('.deal-who').innerText(), evil);
  assert.equal(await page.locator('.wall b').count(), 0);
  await close();
  assert.deepEqual(faults, []);
});

test('every period, both themes and both languages fit and are accessible on real figures', async (t) => {
  const server = await startServer(t);
  await server.post([now('D-1', { amount: '9000000' }), now('D-2', { amount: '800000', owner: 'cai' }), now('D-3', { amount: '70', owner: 'nobody' })]);
  const axe = axeSource();
  for (const query of ['?period=year', '?period=quarter&theme=light', '?period=month&lang=en', '?period=week&lang=en&theme=light', '?period=day', '?period=year&scope=east', '?period=year&metric=deals']) {
    const { page, faults, close } = await openWall(browser, `${server.url}/wall${query}`);
    await page.waitForTimeout(600);
    assert.deepEqual(await layoutFaults(page), [], query);
    assert.deepEqual(await accessibilityFaults(page, axe), [], query);
    await close();
    assert.deepEqual(faults, [], query);
  }
});

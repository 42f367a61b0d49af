// The desk against the real server: figures that follow the sales, branches, details, the time machine, phones.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testPlan } from '../integration/support/plan.mjs';
import { sale, startServer } from '../integration/support/server.mjs';
import { deskFaults, openDesk } from './support/desk.mjs';
import { axeSource, launchBrowser } from './support/packages.mjs';
import { accessibilityFaults, lostFeed, until } from './support/pages.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser.close());

const now = (id, facts) => sale(id, { occurred_at: new Date().toISOString(), ...facts });
const cell = (page, unit, column) => page.locator(`tr:has(.name-button[data-unit="${unit}"]) .column-${column} .cell-text`).innerText();
const is = (page, unit, column, text) => until(async () => (await cell(page, unit, column)) === text, 5000, `${unit} ${column} ${text}`);

test('a sale moves its row and every row above it; an arrow key opens a branch', async (t) => {
  const server = await startServer(t);
  const { page, faults, close } = await openDesk(browser, `${server.url}/live?period=year`);
  await server.post([now('D-1', { amount: '128000' })]);
  await is(page, 'acme', 'actual', '¥12.80万');
  await is(page, 'anna', 'actual', '¥12.80万');
  await page.locator('.name-button[data-unit="east"]').focus();
  await page.keyboard.press('ArrowLeft');
  await until(async () => (await page.locator('.name-button[data-unit="anna"]').count()) === 0, 3000, 'the closed branch');
  await page.keyboard.press('ArrowRight');
  await until(async () => (await page.locator('.name-button[data-unit="anna"]').count()) === 1, 3000, 'the open branch');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Anna');
  await page.getByRole('button', { name: '缺口' }).click();
  assert.match(page.url(), /sort=gap\.desc/);
  await close();
  assert.deepEqual(faults, []);
});

test('the pane tells which records moved a number, and follows them', async (t) => {
  const server = await startServer(t);
  await server.post([now('D-1', { amount: '50000', customer: '星河科技' })]);
  const { page, faults, close } = await openDesk(browser, `${server.url}/live?period=year`);
  await page.locator('.name-button[data-unit="anna"]').focus();
  await page.keyboard.press('Enter');
  await until(async () => /星河科技/.test(await page.innerText('.why-rows')), 5000, 'the record');
  assert.match(await page.innerText('.why-row'), /Anna[\s\S]*\+¥5\.000万/);
  await server.post([now('D-1', { amount: '60000', version: 2 })]);
  await until(async () => (await page.innerText('.why-rows')).includes('更正'), 15_000, 'the correction');
  await page.keyboard.press('Escape');
  await until(async () => !(await page.locator('unit-detail').isVisible()), 3000, 'the closed pane');
  await close();
  assert.deepEqual(faults, []);
});

test('the time machine says that it is not now, shows what had occurred, and comes back', async (t) => {
  const server = await startServer(t);
  await server.post([sale('D-1', { amount: '7000000', occurred_at: '2026-03-10T10:00:00+08:00' }), now('D-2', { amount: '50000' })]);
  const { page, faults, close } = await openDesk(browser, `${server.url}/live?period=2026&as_of=2026-03-11T00:00:00Z`);
  await is(page, 'acme', 'actual', '¥700.0万');
  assert.match(await page.innerText('.moment-strip'), /这不是现在：这是 2026年3月11日 08:00 的情况/);
  await page.getByRole('button', { name: '回到现在' }).click();
  await is(page, 'acme', 'actual', '¥705.0万');
  assert.equal(await page.locator('.moment-strip').isVisible(), false);
  await close();
  assert.deepEqual(faults, []);
});

test('killed, the desk greys and says since when; started again it lives', async (t) => {
  const server = await startServer(t);
  const { page, faults, close } = await openDesk(browser, `${server.url}/live?period=year`, { expects: lostFeed });
  await server.kill();
  await page.waitForSelector('main[data-feed="stale"]');
  assert.match(await page.innerText('feed-status'), /数据停在 \d\d:\d\d/);
  await startServer(t, { folder: server.folder, listen: `127.0.0.1:${server.port}` });
  await page.waitForSelector('main[data-feed="live"]');
  await close();
  assert.deepEqual(faults, []);
});

test('of a long tree only the rows in sight are in the page; keys and the wheel reach every one of them', async (t) => {
  const plan = testPlan();
  plan.units.push(...Array.from({ length: 500 }, (_, index) => ({ id: `p${index}`, name: `第${index}号`, kind: 'rep', parent: 'west' })));
  const server = await startServer(t, { plan });
  const { page, faults, close } = await openDesk(browser, `${server.url}/live?period=year`, { width: 1280, height: 800 });
  await page.locator('.name-button[data-unit="west"]').focus();
  await page.keyboard.press('ArrowRight');
  await until(async () => (await page.getAttribute('table.live-rows', 'aria-rowcount')) > 500, 3000, 'the open branch');
  const inPage = () => page.locator('tbody:not(.live-space) tr').count();
  assert.ok(await inPage() < 100, `${await inPage()} rows`);
  const names = () => page.evaluate(() => document.activeElement.textContent);
  for (let step = 0; step < 120; step += 1) await page.keyboard.press('ArrowDown');
  assert.match(await names(), /^第1[01]\d号$/);
  assert.ok(await inPage() < 100);
  const held = await names();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await until(async () => (await page.locator('.name-button[data-unit="p499"]').count()) === 1, 3000, 'the last row');
  assert.ok(await page.locator('.name-button[data-unit="p499"]').isVisible());
  assert.equal(await names(), held, 'the row that holds the keyboard stays');
  await server.post([now('D-1', { owner: 'p499', amount: '5000' })]);
  await is(page, 'p499', 'actual', '¥5000');
  await page.locator('.name-button[data-unit="p499"]').hover();
  assert.equal(await page.locator('tr:has(.name-button[data-unit="p499"]) .column-actual .cell-text').getAttribute('title'), '¥5,000.00');
  await close();
  assert.deepEqual(faults, []);
});

test('the desk fits and is accessible, also with names, targets and totals that nobody expects', async (t) => {
  const plan = testPlan();
  const people = Array.from({ length: 500 }, (_, index) => ({ id: `p${index}`, name: `第${index}号销售代表`, kind: 'rep', parent: 'west' }));
  Object.assign(plan.units.find(({ id }) => id === 'anna'), { name: '阿卜杜勒-拉赫曼·穆罕默德（含港澳台及海外直营事业部）🚀 فريق المبيعات الإقليمي' });
  plan.units.push(...people);
  plan.targets.push({ unit: 'cai', metric: 'revenue', period: String(new Date().getFullYear()), value: '0' });
  const server = await startServer(t, { plan });
  await server.post([now('D-1', { amount: '1200000000000' }), now('R-1', { type: 'refund.issued', owner: 'cai', amount: '90000' })]);
  for (const [query, width] of [['', 1920], ['&theme=light&lang=en&unit=anna&metric=all', 1920], ['&unit=east&theme=light', 360], ['&lang=en', 360]]) {
    const { page, faults, close } = await openDesk(browser, `${server.url}/live?period=year${query}`, { width, height: 1000 });
    await page.waitForTimeout(500);
    assert.deepEqual(await deskFaults(page), [], query);
    assert.deepEqual(await accessibilityFaults(page, axeSource()), [], query);
    await close();
    assert.deepEqual(faults, [], query);
  }
});

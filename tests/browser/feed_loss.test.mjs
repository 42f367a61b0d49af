// The feed lost in three ways, on every page that shows running figures: grey with the age in words within 15 s, alive within
// a second of its return.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { patience } from '../integration/support/process.mjs';
import { sale, startServer } from '../integration/support/server.mjs';
import { axeSource, launchBrowser } from './support/packages.mjs';
import { accessibilityFaults, lostFeed, moment, openPage } from './support/pages.mjs';
import { Proxy } from './support/proxy.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser.close());

const figures = { wall: '.main-figure .figure', live: '.column-actual .cell-text', standup: '.part-yesterday .figure', me: '.me-figure .figure', admin: '.list-lag', report: '.report-key .figure' };
const addresses = { wall: '/wall?period=year', live: '/live?period=year', standup: '/standup?period=year', me: '/me?unit=anna&period=year', admin: '/admin', report: '/report?period=year&lang=zh' };

async function openAll(url) {
  const pages = [];
  for (const [name, address] of Object.entries(addresses)) {
    const { page, faults, close } = await openPage(browser, `${url}${address}`, { width: 1280, height: 800, expects: lostFeed });
    await page.waitForSelector('main[data-ready][data-feed="live"]');
    await page.waitForSelector(figures[name]);
    pages.push({ name, page, faults, close, color: () => page.locator(figures[name]).first().evaluate((element) => getComputedStyle(element).color) });
  }
  for (const one of pages) one.alive = await one.color();
  return pages;
}

/** All pages turn to `kind`; how long each took, by clocks inside the pages. */
async function turns(pages, kind, act) {
  const awaited = pages.map(({ page }) => moment(page, kind));
  // The observers must stand before anything happens.
  await Promise.all(pages.map(({ page }) => page.evaluate(() => undefined)));
  const fromMs = await act() ?? Date.now();
  return (await Promise.all(awaited)).map((atMs) => atMs - fromMs);
}

async function greysAndHeals(pages, what, lose, giveBack) {
  const fromMs = Date.now();
  const greyed = await turns(pages, 'stale', async () => { await lose(); return fromMs; });
  for (const [index, { name, page, color, alive }] of pages.entries()) {
    assert.ok(greyed[index] <= 15_000 * patience, `${what}: /${name} grey after ${greyed[index]} ms`);
    assert.notEqual(await color(), alive, `${what}: the figure of /${name}`);
    assert.match(await page.innerText('feed-status'), /数据停在 \d\d:\d\d/, `${what}: /${name}`);
  }
  if (what === 'cut') for (const { name, page } of pages) assert.deepEqual(await accessibilityFaults(page, axeSource()), [], `/${name} grey`);
  const healed = await turns(pages, 'live', giveBack);
  for (const [index, { name, color, alive }] of pages.entries()) {
    assert.ok(healed[index] <= 1000 * patience, `${what}: /${name} healed after ${healed[index]} ms`);
    assert.equal(await color(), alive, `${what}: the figure of /${name}`);
  }
  console.log(`# ${what}: grey after ${Math.max(...greyed)} ms, healed after ${Math.max(...healed)} ms at most`);
}

test('a stalled proxy, a cut network and a killed server grey every page within 15 s; each heals within a second of the return', async (t) => {
  const server = await startServer(t);
  await server.post([sale('D-1', { occurred_at: new Date().toISOString(), amount: '50000' })]);
  const proxy = await new Proxy(server.port).start();
  t.after(() => proxy.end());
  const pages = await openAll(proxy.url);
  await greysAndHeals(pages, 'stalled', () => proxy.stall(), () => proxy.flow());
  await greysAndHeals(pages, 'cut', () => proxy.cut(), () => proxy.start(proxy.port).then(() => undefined));
  await greysAndHeals(pages, 'killed', () => server.kill(), async () => {
    await startServer(t, { folder: server.folder, listen: `127.0.0.1:${server.port}` });
    return Date.now();
  });
  await Promise.all(pages.map(({ close }) => close()));
  for (const { name, faults } of pages) assert.deepEqual(faults, [], `/${name}`);
});

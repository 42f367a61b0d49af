// Good news on real walls over a bad network, and what becomes of it when the deal does not hold.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testPlan } from '../integration/support/plan.mjs';
import { sale, startServer } from '../integration/support/server.mjs';
import { axeSource, launchBrowser } from './support/packages.mjs';
import { accessibilityFaults, layoutFaults, lostFeed, openWall, until } from './support/pages.mjs';
import { Proxy } from './support/proxy.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser.close());

const plan = testPlan({ celebrate: { from: '100000' }, milestones: [] });
const deal = (id, facts = {}) => sale(id, { occurred_at: new Date().toISOString(), amount: '288000', customer: '星河科技', ...facts });

/** Notes each time good news begins. */
async function openCounting(url, expects = null) {
  const opened = await openWall(browser, `${url}/wall?period=year`, { expects });
  await opened.page.evaluate(() => {
    const card = document.querySelector('deal-celebration');
    globalThis.begun = [];
    let was = card.hidden;
    new MutationObserver(() => {
      if (was && !card.hidden) globalThis.begun.push(card.innerText);
      was = card.hidden;
    }).observe(card, { attributes: true, attributeFilter: ['hidden'] });
  });
  return { ...opened, begun: () => opened.page.evaluate(() => globalThis.begun.length) };
}

test('a wall whose network fails as a deal closes celebrates it all the same, and once', async (t) => {
  const server = await startServer(t, { plan });
  const proxy = await new Proxy(server.port).start();
  t.after(() => proxy.end());
  const near = await openCounting(server.url);
  const far = await openCounting(proxy.url, lostFeed);
  const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  for (const [times, lose, giveBack] of [[1, () => proxy.stall(), () => proxy.flow()], [2, () => proxy.cut(), () => proxy.start(proxy.port)]]) {
    await lose();
    await server.post([deal(`D-${times}`)]);
    await pause(300);
    await giveBack();
    for (const wall of [near, far]) await until(async () => (await wall.begun()) === times, 4000, `celebration ${times}`);
    for (const wall of [near, far]) await until(async () => !(await wall.page.locator('deal-celebration').isVisible()), 9000, 'its end');
  }
  await proxy.cut();
  await proxy.start(proxy.port);
  await far.page.waitForSelector('.wall[data-feed="live"]');
  await pause(1500);
  for (const wall of [near, far]) assert.equal(await wall.begun(), 2);
  assert.deepEqual([near.faults, far.faults], [[], []]);
  for (const wall of [near, far]) await wall.close();
});

test('a deal that was celebrated and is edited, refunded or taken back is corrected on the wall in plain words', async (t) => {
  const server = await startServer(t, { plan });
  const { page, faults, close } = await openCounting(server.url);
  const correction = page.locator('deal-correction');
  const corrected = async (words, rows) => {
    await server.post(rows);
    await until(async () => (await correction.isVisible()) && words.test(await correction.innerText()), 5000, String(words));
    assert.equal(await page.locator('deal-celebration').isVisible(), false);
    assert.ok(await page.locator('.main-figure').isVisible());
  };
  await server.post([deal('D-1')]);
  await until(() => page.locator('deal-celebration').isVisible(), 5000, 'the celebration');
  await corrected(/更正[\s\S]*Anna[\s\S]*¥288,000\.00 · 星河科技：现为 ¥120,000\.00/, [deal('D-1', { amount: '120000', version: 1 })]);
  assert.deepEqual(await accessibilityFaults(page, axeSource()), []);
  assert.deepEqual(await layoutFaults(page), []);
  await corrected(/¥120,000\.00 · 星河科技：现归 Ben/, [deal('D-1', { amount: '120000', owner: 'ben', version: 2 })]);
  await corrected(/Ben[\s\S]*¥120,000\.00 · 星河科技：退款 ¥20,000\.00/, [deal('R-1', { type: 'refund.issued', amount: '20000', owner: 'ben' })]);
  await corrected(/¥120,000\.00 · 星河科技 已撤回/, [{ ...deal('D-1', { version: 3 }), type: 'void' }]);
  await page.setViewportSize({ width: 360, height: 740 });
  await until(async () => !(await correction.isVisible()), 12_000, 'the end of the corrections');
  assert.deepEqual(faults, []);
  await close();
});

test('a deal that is taken back before its moment is not celebrated at all', async (t) => {
  const server = await startServer(t, { plan });
  const { page, begun, close } = await openCounting(server.url);
  await server.post([deal('D-1'), deal('D-2', { amount: '300000', customer: '远图' })]);
  await server.post([{ ...deal('D-1', { version: 1 }), type: 'void' }]);
  await until(async () => (await begun()) === 1, 15_000, 'the other one');
  assert.match(await page.innerText('deal-celebration'), /远图/);
  assert.equal(await page.locator('deal-correction').isVisible(), false);
  await close();
});

// The scenes of the wall, its remote control and its good news, on a feed that the test plays by hand.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeSource, launchBrowser } from './support/packages.mjs';
import { accessibilityFaults, layoutFaults, mainFigure, openWall, until } from './support/pages.mjs';
import { SampleBoard, sampleUnits } from './support/sample_board.mjs';
import { SampleServer } from './support/sample_server.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser.close());

const scenes = ['board', 'teams', 'pk', 'milestones', 'trend'];
const milestone = (at, facts = {}) => ({ unit: 'beichen', metric: 'revenue', period: '2026-11', at, reward: `奖励 ${at}`, reached: false, reached_at_ms: null, reversed_at_ms: null, ...facts });

async function onWall({ query, screen = {}, board = {} }, run) {
  const server = await new SampleServer(new SampleBoard(board)).start();
  server.board.milestones = [milestone(0.5, { reached: true, reached_at_ms: server.board.now() - 9e7 }), milestone(1), milestone(1.2), milestone(1.5), milestone(2, { reward: '全员三亚年会与家属同游'.repeat(3) })];
  const { page, faults, close } = await openWall(browser, `${server.url}/wall?seconds=3600&night=off&${query}`, screen);
  try {
    await run(page, server);
  } finally {
    await close();
    await server.vanish();
  }
  assert.deepEqual(faults, []);
}

const sceneOf = (page) => page.getAttribute('.stage', 'data-scene');

test('the keys of a remote control turn the scenes and hold them; the vital figure stays', async () => {
  await onWall({ query: `scenes=${scenes}` }, async (page) => {
    const figure = await mainFigure(page);
    await page.waitForSelector('trend-chart:not([hidden])', { state: 'attached' });
    const seen = [];
    for (let turn = 0; turn < scenes.length; turn += 1) {
      seen.push(await sceneOf(page));
      const before = seen.at(-1);
      await page.keyboard.press('ArrowRight');
      await until(async () => (await sceneOf(page)) !== before, 5000, 'the next scene');
      assert.equal(await mainFigure(page), figure);
    }
    assert.deepEqual([...seen].sort(), [...scenes].sort());
    await page.keyboard.press('ArrowLeft');
    await until(async () => (await sceneOf(page)) === seen.at(-1), 5000, 'the former scene');
    await page.keyboard.press('Enter');
    await until(async () => (await page.innerText('scene-marks')).includes('已暂停'), 5000, 'the word for paused');
  });
});

for (const [kind, board] of Object.entries({ 'as usual': {}, 'with very long names and below zero': { attained: -0.1, units: sampleUnits().map((unit) => ({ ...unit, name: `${unit.name}（含港澳台及海外直营事业部）🚀 مبيعات` })) } })) {
  test(`every scene of a board ${kind} fits, and is accessible`, async () => {
    for (const [width, height] of [[1920, 1080], [1080, 1920], [360, 740]]) {
      await onWall({ query: `scenes=${scenes}&theme=${width === 1920 ? 'light' : 'dark'}`, screen: { width, height }, board }, async (page) => {
        await page.waitForSelector('trend-chart:not([hidden])', { state: 'attached' });
        for (const _ of scenes) {
          const name = await sceneOf(page);
          assert.deepEqual(await layoutFaults(page), [], `${name} ${width}`);
          if (height !== 1920) assert.deepEqual(await accessibilityFaults(page, axeSource()), [], name);
          await page.keyboard.press('ArrowRight');
          await until(async () => (await sceneOf(page)) !== name, 5000, 'the next scene');
        }
      });
    }
  });
}

test('good news is told over the stage once, in its time, and not again after a reconnect', async () => {
  await onWall({ query: 'scenes=board' }, async (page, server) => {
    const shown = () => page.locator('deal-celebration').isVisible();
    const news = (id, ms) => ({ type: 'celebrate', id, unit: 'rep1', text: '签下 ¥288万', at_ms: server.board.now() + ms });
    const first = news('crm:D-1', 300);
    server.broadcast(first);
    await until(shown, 5000, 'the celebration');
    assert.match(await page.innerText('deal-celebration'), /喜报[\s\S]*签下 ¥288万/);
    assert.ok(await page.locator('.main-figure').isVisible());
    assert.deepEqual(await accessibilityFaults(page, axeSource()), []);
    server.broadcast(first);
    await until(async () => !(await shown()), 12_000, 'its end');
    server.broadcast({ ...first, at_ms: server.board.now() + 100 });
    server.broadcast(news('crm:D-0', -60_000));
    await page.waitForTimeout(600);
    assert.equal(await shown(), false);
    await page.setViewportSize({ width: 360, height: 740 });
    server.broadcast(news('crm:D-2', 100));
    await until(shown, 5000, 'the second celebration');
    const { y, height } = await page.locator('deal-celebration').boundingBox();
    assert.ok(y > 0 && y + height <= 741, `on a phone it stands at ${y} … ${y + height}`);
    server.broadcast({ ...server.board.delta('beichen', [{ id: 'crm:D-2', offset: 9, type: 'void', unit: 'rep1', occurred_at_ms: 0 }]) });
    await until(async () => !(await shown()), 3000, 'the end of what was taken back');
  });
});

test('good news in whose midst the network fails plays on to its end, though the figures that come back are older', async () => {
  await onWall({ query: 'scenes=board' }, async (page, server) => {
    const shown = () => page.locator('deal-celebration').isVisible();
    const snapshotOf = server.board.snapshot.bind(server.board);
    server.broadcast({ type: 'celebrate', id: 'crm:D-1', unit: 'rep1', text: '签下 ¥288万', at_ms: server.board.now() + 100 });
    await until(shown, 5000, 'the celebration');
    server.board.epoch = 'another';
    server.board.snapshot = (scope) => ({ ...snapshotOf(scope), at_ms: server.board.now() - 4000 });
    const hiddenAfterMs = page.evaluate(() => new Promise((resolve) => {
      const beganMs = performance.now();
      new MutationObserver(() => resolve(performance.now() - beganMs)).observe(document.querySelector('deal-celebration'), { attributes: true, attributeFilter: ['hidden'] });
    }));
    server.cut();
    await until(async () => server.clients.size > 0 && [...server.clients][0].scopes.length > 1, 5000, 'the wall again');
    assert.ok(await hiddenAfterMs > 4000, 'it ended before its time');
    await page.waitForTimeout(4500);
    assert.equal(await shown(), false);
  });
});

test('the settings of a screen open by key, try the gong, remember the choice and close again', async () => {
  await onWall({ query: 'lang=en' }, async (page) => {
    await page.keyboard.press('s');
    await page.getByLabel('Strike a gong with good news').check();
    await page.getByText('Try the gong').click();
    await until(async () => /Struck|blocks sound/.test(await page.innerText('.wall-dialog')), 5000, 'a word about the sound');
    assert.deepEqual(await accessibilityFaults(page, axeSource()), []);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.wall-dialog').isVisible(), false);
    assert.equal(await page.evaluate(() => localStorage.getItem('northstar.gong')), 'on');
  });
});

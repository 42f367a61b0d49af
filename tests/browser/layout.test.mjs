// The wall on every screen and with every kind of board: nothing cut, nothing over anything else.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launchBrowser } from './support/packages.mjs';
import { layoutFaults, openWall, until } from './support/pages.mjs';
import { SampleBoard, sampleUnits } from './support/sample_board.mjs';
import { SampleServer } from './support/sample_server.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser.close());

const long = (unit) => ({ ...unit, name: `${unit.name}（含港澳台及海外直营事业部）` });
const manyTeams = [...sampleUnits(), ...Array.from({ length: 12 }, (_, index) => ({ id: `extra${index}`, name: `第${index + 1}战区`, kind: 'region', parent: 'beichen' }))];

const boards = {
  'as usual': {},
  'below zero': { attained: -0.1 },
  'with a target of zero': { target: 0 },
  'without a target': { target: null },
  'far over the target': { attained: 1.4 },
  'in the millions of millions': { target: 1.5e12 },
  'with very long names': { units: sampleUnits().map(long) },
  'of many teams': { units: manyTeams },
  'without a contest': { contest: false },
};
// 4K is 1080p in larger dots: what fits one fits the other.
const screens = { '1080p': [1920, 1080], 'the logical screen': [960, 540], upright: [1080, 1920], 'a tablet': [768, 1024], 'an old beamer': [1024, 768], 'a wide screen': [2560, 1080], 'a phone': [360, 740] };

/** Opens the wall of one sample board, and closes all of it whatever happens. */
async function onWall(board, options, run) {
  const server = await new SampleServer(new SampleBoard(board)).start();
  const { page, faults, close } = await openWall(browser, `${server.url}/wall`, options);
  try {
    await run(page, server);
  } finally {
    await close();
    await server.vanish();
  }
  assert.deepEqual(faults, []);
}

const settled = (page) => page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));

for (const [kind, board] of Object.entries(boards)) {
  test(`a board ${kind} fits every screen in both languages`, async () => {
    await onWall(board, {}, async (page, server) => {
      for (const language of ['zh', 'en']) {
        await page.goto(`${server.url}/wall?lang=${language}`);
        await page.waitForSelector('.wall[data-ready]');
        await page.waitForSelector('trend-chart canvas');
        for (const [screen, [width, height]] of Object.entries(screens)) {
          await page.setViewportSize({ width, height });
          // The page fits its figures after the resize.
          await settled(page);
          assert.deepEqual(await layoutFaults(page), [], `${screen}, ${language}`);
        }
      }
    });
  });
}

test('the main figure is at least 96 pt on the logical screen, and grows with the screen', async () => {
  await onWall({}, {}, async (page) => {
    const size = () => page.locator('.main-figure .figure-text').evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    for (const [width, height, least] of [[960, 540, 128], [1920, 1080, 256], [3840, 2160, 512], [1080, 1920, 240]]) {
      await page.setViewportSize({ width, height });
      await until(async () => (await size()) >= least, 15_000, `a figure of ${least} px`);
    }
  });
});

test('who asks for reduced motion sees no animation', async () => {
  for (const [reducedMotion, animation] of [['reduce', 'none'], ['no-preference', 'deal-arrives']]) {
    await onWall({}, { reducedMotion }, async (page, server) => {
      server.deal('rep1', 1000);
      await until(async () => (await page.locator('.deal[data-new]').count()) > 0, 15_000, 'the deal');
      assert.equal(await page.locator('.deal[data-new]').first().evaluate((element) => getComputedStyle(element).animationName), animation);
    });
  }
});

// The wall in a real browser, on a feed that the test plays by hand: what a server does only on bad days.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeSource, launchBrowser } from './support/packages.mjs';
import { accessibilityFaults, lostFeed, mainFigure, moment, openPage, openWall, patience, until, waitForStatus } from './support/pages.mjs';
import { SampleBoard, sampleUnits } from './support/sample_board.mjs';
import { SampleServer } from './support/sample_server.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser.close());

/** Runs a test on a server and a wall of its own, which must end without a fault on the page. */
async function onWall({ board = {}, query = '', screen = {} }, run) {
  const server = await new SampleServer(new SampleBoard(board)).start();
  try {
    const { page, faults, close } = await openWall(browser, `${server.url}/wall${query}`, screen);
    try {
      await run(server, page);
    } finally {
      await close();
    }
    assert.deepEqual(faults, []);
  } finally {
    await server.vanish();
  }
}

test('a deal moves the main figure at once, and the wall acknowledges what it painted', async () => {
  await onWall({}, async (server, page) => {
    assert.equal(await mainFigure(page), '¥4382.5万');
    server.deal('rep3', 50_000);
    const tookMs = await until(async () => (await mainFigure(page)) === '¥4387.5万', 15_000, 'the new figure');
    const position = server.board.position();
    await until(() => server.received.some((message) => message.type === 'painted' && message.position === position), 15_000, 'the acknowledgement');
    const painted = server.received.find((message) => message.type === 'painted' && message.position === position);
    assert.ok(Math.abs(painted.at_ms - server.board.now()) < 3000, 'the acknowledgement is in server time');
    console.log(`# a deal was on the page after ${Math.round(tookMs)} ms`);
  });
});

test('the wall asks for its scope, then for every unit that has people below, of one metric only', async () => {
  await onWall({}, async (server) => {
    const asked = server.received.filter(({ type }) => type === 'subscribe');
    assert.deepEqual(asked[0], { type: 'subscribe', scopes: [] });
    assert.deepEqual(asked[1], { type: 'subscribe', scopes: ['beichen', 'huadong', 'huanan', 'huabei'], metrics: ['revenue'] });
  });
});

test('a killed server greys the figures with their age in words, the picture stays, and it heals within a second', async () => {
  await onWall({ screen: { expects: lostFeed } }, async (server, page) => {
    const figure = await mainFigure(page);
    const color = () => page.locator('.main-figure .figure').evaluate((element) => getComputedStyle(element).color);
    const before = await color();
    // Only a beat proves that nothing of the last position is missing; without one the wall asks for everything.
    server.broadcast(server.board.beat());
    await page.waitForTimeout(200);
    await server.vanish();
    await waitForStatus(page, 'stale');
    assert.equal(await mainFigure(page), figure);
    assert.notEqual(await color(), before);
    assert.match(await page.innerText('feed-status'), /数据停在 15:42/);
    await page.waitForTimeout(6000);
    const healed = moment(page, 'live');
    await server.start();
    const backMs = Date.now();
    const tookMs = (await healed) - backMs;
    assert.ok(tookMs <= 1000 * patience, `healed after ${tookMs} ms`);
    assert.equal(await color(), before);
    assert.ok(server.received.some(({ type, position }) => type === 'subscribe' && position === server.board.position()), 'it resumes where it was');
    console.log(`# healed ${Math.round(tookMs)} ms after the server was back`);
  });
});

test('a feed that only falls silent greys the figures within 15 s too', async () => {
  await onWall({ query: '?lang=en' }, async (server, page) => {
    server.silent = true;
    const silentMs = Date.now();
    const tookMs = (await moment(page, 'stale')) - silentMs;
    assert.ok(tookMs <= 15_000 * patience, `grey after ${tookMs} ms`);
    assert.match(await page.innerText('feed-status'), /As of 15:42/);
    server.silent = false;
    await waitForStatus(page, 'live');
    console.log(`# grey ${(tookMs / 1000).toFixed(1)} s after the last word`);
  });
});

test('a new epoch brings new figures instead of mixing them with the old', async () => {
  await onWall({ screen: { expects: lostFeed } }, async (server, page) => {
    await server.vanish();
    server.board = new SampleBoard({ epoch: 'another', attained: 0.2 });
    await server.start();
    await until(async () => (await mainFigure(page)) !== '¥4382.5万', 5000, 'the new picture');
    assert.equal(await mainFigure(page), '¥1328.0万');
  });
});

test('frames that do not fit are answered by asking for a snapshot', async () => {
  await onWall({}, async (server, page) => {
    const before = server.received.length;
    server.broadcast({ ...server.board.delta('beichen'), cells: [{ n: 777, actual: 1 }] });
    await until(() => server.received.slice(before).some(({ type, position }) => type === 'subscribe' && position === undefined), 15_000, 'a fresh subscription');
    assert.equal(await mainFigure(page), '¥4382.5万');
  });
});

test('names are text, whatever they look like', async () => {
  const units = sampleUnits();
  units[1].name = '<img src=x onerror=alert(1)>';
  await onWall({ board: { units } }, async (_server, page) => {
    assert.equal(await page.locator('.team-row .row-name').first().innerText(), '<img src=x onerror=alert(1)>');
    assert.equal(await page.locator('.wall img').count(), 0);
  });
});

test('an edit and a void correct the ticker in place', async () => {
  await onWall({}, async (server, page) => {
    const item = server.deal('rep7', 88_000);
    const first = page.locator('.deal').first();
    await until(async () => (await first.innerText()).includes('¥8.80万'), 15_000, 'the deal');
    server.publish([{ ...item, amount: 66_000, edit: true }]);
    await until(async () => /¥6\.60万[\s\S]*更正/.test(await first.innerText()), 15_000, 'the correction');
    server.publish([{ ...item, type: 'void', edit: true }]);
    await until(async () => /¥6\.60万[\s\S]*已撤回/.test(await first.innerText()), 15_000, 'the withdrawal');
  });
});

test('the exact figure is one click or key away', async () => {
  await onWall({}, async (_server, page) => {
    assert.match(await page.locator('.main-figure button').getAttribute('title'), /^¥43,825,8\d\d\.\d\d$/);
    await page.locator('.main-figure button').click();
    assert.match(await mainFigure(page), /^¥43,825,8\d\d\.\d\d$/);
    await page.keyboard.press('Enter');
    assert.equal(await mainFigure(page), '¥4382.5万');
  });
});

test('hundreds of deals leave the page as small as it was', async () => {
  await onWall({}, async (server, page) => {
    await page.waitForSelector('trend-chart canvas');
    const count = () => page.evaluate(() => document.querySelectorAll('*').length);
    const before = await count();
    for (let index = 0; index < 200; index += 1) server.deal(`rep${1 + (index % 40)}`, 500);
    await until(async () => (await mainFigure(page)) === '¥4392.5万', 30_000, 'the last deal');
    assert.equal(await count(), before);
  });
});

test('a thousand changing cells leave the main thread more than half free', async () => {
  const units = [{ id: 'root', name: '总部', kind: 'company' }];
  for (let team = 0; team < 25; team += 1) {
    units.push({ id: `t${team}`, name: `第${team + 1}组`, kind: 'team', parent: 'root' });
    for (let rep = 0; rep < 40; rep += 1) units.push({ id: `t${team}r${rep}`, name: `组员${rep + 1}`, kind: 'rep', parent: `t${team}` });
  }
  await onWall({ board: { units } }, async (server, page) => {
    const session = await page.context().newCDPSession(page);
    // In the thread's own time, so that a busy machine does not count.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busyS = async () => {
      const metrics = new Map((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
      return metrics.get('ScriptDuration') + metrics.get('LayoutDuration') + metrics.get('RecalcStyleDuration');
    };
    await page.waitForTimeout(500);
    const scopes = [...server.clients][0].scopes;
    const before = await busyS();
    const startMs = performance.now();
    let ticks = 0;
    while (performance.now() - startMs < 3000) {
      for (const leaf of server.board.leaves) server.board.actuals.set(leaf.id, server.board.actuals.get(leaf.id) + 1);
      server.board.offset += 1;
      ticks += 1;
      // A frame is made once a scope, as the real server does.
      for (const scope of scopes) server.broadcast(server.board.delta(scope));
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const seconds = (performance.now() - startMs) / 1000;
    const share = ((await busyS()) - before) / seconds;
    console.log(`# ${server.board.leaves.length} cells, ${Math.round(ticks / seconds)} ticks a second: main thread busy ${Math.round(share * 100)} %`);
    assert.ok(share < 0.5, `busy ${share}`);
  });
});

test('a token leaves the address, is the first word on the feed and travels with requests', async () => {
  const server = await new SampleServer(new SampleBoard()).start();
  const { page, close } = await openPage(browser, 'about:blank');
  await page.goto(`${server.url}/wall?lang=en#token=sesame`);
  await page.waitForSelector('.wall[data-ready]');
  assert.equal(new URL(page.url()).hash, '');
  assert.deepEqual(server.received[0], { type: 'auth', token: 'sesame' });
  await until(() => server.authorizations.length > 0, 15_000, 'a request');
  assert.equal(server.authorizations[0], 'Bearer sesame');
  await page.reload();
  await page.waitForSelector('.wall[data-ready]');
  assert.deepEqual(server.received.filter(({ type }) => type === 'auth').length, 2, 'a reload remembers it');
  await close();
  await server.vanish();
});

test('no page has an accessibility fault, live or stale, dark or light, in Chinese or English', async () => {
  const axe = axeSource();
  for (const query of ['', '?theme=light', '?lang=en', '?lang=en&theme=light']) {
    await onWall({ query, screen: { expects: lostFeed } }, async (server, page) => {
      assert.deepEqual(await accessibilityFaults(page, axe), [], `live ${query}`);
      await server.vanish();
      await waitForStatus(page, 'stale');
      assert.deepEqual(await accessibilityFaults(page, axe), [], `stale ${query}`);
      await server.start();
      await waitForStatus(page, 'live');
    });
  }
  const server = await new SampleServer(new SampleBoard()).start();
  for (const theme of ['dark', 'light']) {
    const { page, faults, close } = await openPage(browser, `${server.url}/?theme=${theme}`);
    assert.deepEqual(await accessibilityFaults(page, axe), [], `front page, ${theme}`);
    assert.deepEqual(faults, []);
    await page.click('a.index-wall >> nth=0');
    await page.waitForSelector('.wall[data-ready]');
    await close();
  }
  await server.vanish();
});

// Row 12: a thousand cells that change with every tick, on the wall and at the desk, in a real browser without a graphics card.

import { launchBrowser } from '../../browser/support/packages.mjs';
import { openPage } from '../../browser/support/pages.mjs';
import { framesOf, summary, traced } from '../../browser/support/frames.mjs';
import { openBranches, play, thousandServer, ticksOf } from '../../browser/support/thousand.mjs';

/** The server's own tick: more than one delta in it never comes. */
const tickMs = 25;
const warmUpTicks = 80;
const displayMs = 1000 / 60;

async function measured(bench, browser, path) {
  const server = await thousandServer();
  const { page, close } = await openPage(browser, `${server.url}${path}`);
  try {
    await page.waitForSelector('[data-ready]');
    if (path.startsWith('/live')) await openBranches(page);
    await page.waitForTimeout(1500);
    const [client] = [...server.clients];
    const ticks = ticksOf(server.board, client.scopes, warmUpTicks + (bench.quick ? 80 : 320));
    await play([client.socket], ticks.slice(0, warmUpTicks), tickMs);
    // Every frame of the display is asked for, as something that moves would.
    await page.evaluate(() => { const turn = () => requestAnimationFrame(turn); turn(); });
    return summary(framesOf(await traced(browser, () => play([client.socket], ticks.slice(warmUpTicks), tickMs))), displayMs);
  } finally {
    await close();
    await server.vanish();
  }
}

export async function run(bench) {
  const browser = await launchBrowser();
  try {
    for (const [name, path] of [['wall', '/wall?night=off'], ['live, all 1,026 rows open', '/live']]) {
      const { work, script, style, layout, paint, fps, dropped, frames } = await measured(bench, browser, path);
      const add = (figure, value, unit, bound) => bench.report.add({ row: 12, name: `${name}: ${figure}`, value, unit, bound });
      add('main thread per frame, p50', work.p50, 'ms');
      add('main thread per frame, p95', work.p95, 'ms');
      add('main thread per frame, p99', work.p99, 'ms', ['<=', 16.7]);
      add('of it script / style / layout / paint, p50', [script, style, layout, paint].map(({ p50 }) => p50).reduce((sum, part) => sum + part, 0), 'ms');
      add('frames seen', fps, '1/s');
      add('frames dropped', (100 * dropped) / (frames + dropped), '%');
    }
  } finally {
    await browser.close();
  }
}

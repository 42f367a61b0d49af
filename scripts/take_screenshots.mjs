// Starts the server on the demo company's plan, on a clock of its own, plays the year so far into it and photographs the
// pages: for docs/images the wall before and after a sale, its scenes, upright, on a phone, and with the server killed, then the pages
// behind it; with --all every page on every screen in both themes and languages.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../tests/browser/support/packages.mjs';
import { openDesk } from '../tests/browser/support/desk.mjs';
import { openPage, openWall, until, waitForStatus } from '../tests/browser/support/pages.mjs';

const repository = fileURLToPath(new URL('..', import.meta.url));
const binary = process.env.NORTHSTAR_BINARY ?? join(repository, 'build/release/northstar');
const everything = process.argv.includes('--all');
const named = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
if (everything && named === undefined) throw new Error('--all wants a folder: its pictures are too many for docs/images');
const images = resolve(named ?? join(repository, 'docs/images'));
/** A Friday afternoon, the same in every picture. */
const clock = '2026-11-20T15:00:00+08:00';
const folder = mkdtempSync(join(tmpdir(), 'northstar-screenshots-'));
const screens = { full: { width: 1920, height: 1080 }, large: { width: 3840, height: 2160 }, upright: { width: 1080, height: 1920 }, phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 }, small: { width: 960, height: 540 } };
/** Long enough for a new deal's mark to fade and for the chart to be drawn. */
const settleMs = 4000;

/** Takes the server's clock to `clock`, from where it goes on; its timers stay real. */
function clockOfItsOwn() {
  const library = join(folder, 'shifted_clock.so');
  run('cc', '-shared', '-fPIC', '-O1', '-o', library, join(repository, 'tests/browser/support/shifted_clock.c'));
  return { LD_PRELOAD: library, NORTHSTAR_CLOCK_SHIFT_S: String(Math.round((Date.parse(clock) - Date.now()) / 1000)), TZ: 'UTC' };
}

function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: repository, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status}`);
}

/** Resolves with the server's address once it listens. */
function listening(server) {
  return new Promise((found, failed) => {
    let text = '';
    server.stderr.setEncoding('utf8').on('data', (more) => {
      text += more;
      const match = /event=listening address=(\S+) port=(\d+)/.exec(text);
      if (match !== null) found(`http://${match[1]}:${match[2]}`);
    });
    server.once('exit', (code) => failed(new Error(`the server ended with ${code}:\n${text}`)));
    server.once('error', failed);
  });
}

async function photograph(page, name, options = {}) {
  const path = join(images, `${name}.png`);
  await page.screenshot({ path, ...options });
  console.log(`${path}  ${Math.round(statSync(path).size / 1024)} KiB`);
}

async function picture(browser, url, name, query, screen, options) {
  const { page, close } = await openWall(browser, `${url}/wall${query === '' ? '?' : `${query}&`}night=off`, screens[screen]);
  await page.waitForTimeout(settleMs);
  await photograph(page, name, options);
  await close();
}

/** A page behind the wall, after the keys that lead to what is shown. */
async function desk(browser, url, name, address, screen, keys = [], options = {}) {
  const { page, close } = await openDesk(browser, `${url}${address}`, screens[screen]);
  for (const key of keys) await page.keyboard.press(key);
  await page.waitForTimeout(settleMs);
  await photograph(page, name, options);
  await close();
}

async function desks(browser, url) {
  await desk(browser, url, 'live', '/live?unit=east', 'desk');
  await desk(browser, url, 'live-phone-en', '/live?lang=en&theme=light', 'phone');
  await desk(browser, url, 'standup', '/standup', 'desk', ['Space', 'Space', 'Space']);
  await desk(browser, url, 'me-phone', '/me?unit=song-jia', 'phone', [], { fullPage: true });
  await desk(browser, url, 'report', '/report', 'desk', [], { fullPage: true });
  await desk(browser, url, 'admin-light-en', '/admin?lang=en&theme=light', 'desk');
}

const nowOf = async (url) => (await (await fetch(`${url}/api/v1/cells?period=year`)).json())[0].as_of;

/** One large sale, so that the difference is seen without looking for it. */
async function postSale(url) {
  const units = await (await fetch(`${url}/api/v1/cells?period=year&descend=1`)).json();
  const owner = units.map(({ unit }) => unit).filter((unit) => unit !== 'unassigned').at(-1);
  const sale = { id: 'SCREENSHOT-1', type: 'deal.won', occurred_at: await nowOf(url), owner, amount: '2880000', customer: '远望集团' };
  const answer = await fetch(`${url}/api/v1/events`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(sale) });
  if (!answer.ok) throw new Error(await answer.text());
}

async function beforeAndAfter(browser, url) {
  const walls = [];
  for (const [screen, prefix] of [['full', 'wall'], ['large', 'wall-4k']]) walls.push({ prefix, ...(await openWall(browser, `${url}/wall?night=off`, screens[screen])) });
  await walls[0].page.waitForTimeout(settleMs);
  await photograph(walls[0].page, 'wall-before');
  await postSale(url);
  for (const { page } of walls) await until(async () => (await page.innerText('deal-ticker')).includes('远望集团'), 5000, 'the sale on the wall');
  // A sale of this size is celebrated; the picture of the day after it is taken when that is over.
  const celebrates = () => walls[0].page.locator('deal-celebration').isVisible();
  await until(celebrates, 5000, 'the celebration');
  await walls[0].page.waitForTimeout(settleMs / 2);
  await photograph(walls[0].page, 'wall-celebration');
  await until(async () => !(await celebrates()), 15_000, 'its end');
  await walls[0].page.waitForTimeout(settleMs);
  for (const { page, prefix, close } of walls) {
    await photograph(page, `${prefix}-after`);
    await close();
  }
}

/** Every page: its address, and the keys that lead to what is shown. */
const pages = {
  wall: '/wall?night=off', 'wall-teams': '/wall?night=off&scenes=teams', 'wall-pk': '/wall?night=off&scenes=pk', 'wall-milestones': '/wall?night=off&scenes=milestones', 'wall-trend': '/wall?night=off&scenes=trend',
  live: '/live?unit=east', standup: ['/standup', 'Space'], 'standup-lights': ['/standup', 'Space', 'Space'], 'standup-actions': ['/standup', 'Space', 'Space', 'Space'], 'standup-commitments': ['/standup', ...Array(5).fill('Space')],
  me: '/me?unit=song-jia', report: '/report', admin: '/admin', index: '/', login: '/login',
};
const matrix = { phone: [360, 740], '1080p': [1920, 1080], '4k': [3840, 2160] };

/** Whoever may see everything is not asked to sign in: from here on nobody may without a token. */
async function closeTheDoor(url) {
  spawnSync(binary, ['token', 'add', 'office', '--role', 'admin', '--data', join(folder, 'data')], { stdio: 'ignore' });
  await until(async () => (await fetch(`${url}/api/v1/cells`)).status === 401, 5000, 'a server that asks for a token');
}

async function photographAll(browser, url) {
  for (const [name, page] of Object.entries(pages)) {
    if (name === 'login') await closeTheDoor(url);
    const [address, ...keys] = [page].flat();
    for (const [screen, [width, height]] of Object.entries(matrix)) {
      for (const theme of ['light', 'dark']) {
        for (const lang of ['zh', 'en']) await photographOne(browser, `${url}${address}${address.includes('?') ? '&' : '?'}theme=${theme}&lang=${lang}`, `${name}-${screen}-${theme}-${lang}`, { width, height }, keys);
      }
    }
  }
}

async function photographOne(browser, url, name, size, keys) {
  const { page, close } = await openPage(browser, url, size);
  await page.waitForSelector('main[data-ready], main.index, main.login', { timeout: 20_000 }).catch(() => console.log(`${name} did not become ready`));
  for (const key of keys) await page.keyboard.press(key);
  await page.waitForTimeout(settleMs / 2);
  await photograph(page, name, { fullPage: size.width === matrix.phone[0] });
  await close();
}

async function forDocs(browser, url, server) {
  await picture(browser, url, 'wall-light-en', '?lang=en&theme=light', 'full');
  await picture(browser, url, 'wall-quarter', '?period=quarter', 'full');
  for (const scene of ['teams', 'pk', 'milestones']) await picture(browser, url, `wall-${scene}`, `?scenes=${scene}`, 'small');
  await desks(browser, url);
  await picture(browser, url, 'wall-upright', '', 'upright');
  await picture(browser, url, 'wall-phone', '', 'phone', { fullPage: true });
  await beforeAndAfter(browser, url);
  const { page, close } = await openWall(browser, `${url}/wall?night=off`, screens.full);
  await page.waitForTimeout(settleMs);
  server.kill('SIGKILL');
  await waitForStatus(page, 'stale');
  await photograph(page, 'wall-feed-lost');
  await close();
}

mkdirSync(images, { recursive: true });
run('scripts/demo', 'plan', join(folder, 'plan.json'), '--now', clock);
const server = spawn(binary, ['serve', '--plan', join(folder, 'plan.json'), '--data', join(folder, 'data'), '--listen', '127.0.0.1:0', '--web', join(repository, 'web')], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...clockOfItsOwn() } });
const browser = await launchBrowser();
try {
  const url = await listening(server);
  run('scripts/demo', 'play', '--server', url, '--once', '--now', clock);
  if (everything) await photographAll(browser, url);
  else await forDocs(browser, url, server);
} finally {
  server.kill('SIGKILL');
  await browser.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

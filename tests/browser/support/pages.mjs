// Opens pages as a screen would, and gathers what a page must never have: errors, and things the policy forbids.

/** A slow or crowded machine may be given more time. */
export const patience = Number(process.env.NORTHSTAR_TEST_PATIENCE ?? 1);

/** What the browser reports by itself where a test takes the server or the network away. */
export const lostFeed = /net::ERR_(CONNECTION|EMPTY_RESPONSE|SOCKET)|WebSocket connection to/;

/** Whatever the page writes to the console as an error or a warning, but for what the test itself brings about. @param {RegExp | null} expects */
export function gatherFaults(page, expects = null) {
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && expects?.test(message.text()) !== true) faults.push(`${message.text()} (${message.location().url})`);
  });
  return faults;
}

export async function openPage(browser, url, { width = 1920, height = 1080, expects = null, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000 * patience);
  const faults = gatherFaults(page, expects);
  const { origin } = new URL(url);
  page.on('request', (request) => { if (origin !== 'null' && !request.url().startsWith(origin) && !/^(data|blob|wss?):/.test(request.url())) faults.push(`asks elsewhere: ${request.url()}`); });
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}

export async function openWall(browser, url, options) {
  const opened = await openPage(browser, url, options);
  await opened.page.waitForSelector('.wall[data-ready]');
  return opened;
}

export const mainFigure = (page) => page.locator('.main-figure .figure-text').innerText();

/** When the wall next turns to `kind`, by this machine's clock: noted inside the page, so that asking costs no time. */
export function moment(page, kind) {
  return page.evaluate((wanted) => new Promise((resolve) => {
    const wall = document.querySelector('main');
    const look = () => { if (wall.dataset.feed === wanted) resolve(Date.now()); };
    new MutationObserver(look).observe(wall, { attributes: true });
    look();
  }), kind);
}
export const waitForStatus = (page, kind) => page.waitForSelector(`main[data-feed="${kind}"]`);

/** Waits until `probe` says true; the time it took in ms. */
export async function until(probe, timeoutMs, what) {
  const startMs = performance.now();
  while (!(await probe())) {
    if (performance.now() - startMs > timeoutMs * patience) throw new Error(`${what} did not happen within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - startMs;
}

/** axe-core's findings, each with the first place it was found in. */
export async function accessibilityFaults(page, axe) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  });
}

/** What is drawn outside the screen, cut off, or over its neighbour. */
export function layoutFaults(page) {
  return page.evaluate(() => {
    const faults = [];
    const scrolls = getComputedStyle(document.body).overflowY !== 'hidden';
    const visible = (element) => element.checkVisibility() && element.getClientRects().length > 0
      && element.closest('.visually-hidden, .light-word, .ticker-title') === null;
    const box = (element) => element.getBoundingClientRect();
    const name = (element) => `${element.tagName.toLowerCase()}.${element.className} "${element.textContent.slice(0, 20)}"`;
    for (const element of document.querySelectorAll('.wall *')) {
      if (!visible(element) || element.closest('svg') !== null) continue;
      const { left, right, top, bottom } = box(element);
      const cut = element.closest('.deal, .row-person, .title-scope') !== null;
      if (!cut && (left < -1 || right > innerWidth + 1)) faults.push(`wider than the screen: ${name(element)}`);
      if (!scrolls && (top < -1 || bottom > innerHeight + 1)) faults.push(`higher than the screen: ${name(element)}`);
    }
    const blocks = [...document.querySelectorAll('.wall-head, .vitals, .main-bar, .stage, deal-ticker')].filter(visible);
    for (const [index, block] of blocks.entries()) {
      const next = blocks[index + 1];
      if (next !== undefined && box(block).bottom > box(next).top + 2) faults.push(`${name(block)} reaches into ${name(next)}`);
    }
    const stage = document.querySelector('.stage');
    for (const panel of stage.querySelectorAll('.row, contest-bar, .trend-canvas, .milestone')) {
      if (visible(panel) && box(panel).bottom > box(stage).bottom + 2) faults.push(`falls out of the stage: ${name(panel)}`);
    }
    const figure = document.querySelector('.main-figure .figure-text');
    if (box(figure).right > box(document.querySelector('.main-figure')).right + 2) faults.push('the main figure is cut');
    return [...new Set(faults)].slice(0, 5);
  });
}

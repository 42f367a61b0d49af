// An organisation nobody would draw: 500 people, names without end, in letters that run the other way, targets of nothing, totals
// below it, and a million of millions. Every page holds its layout on a phone, at 1080p and at 4K, and stays accessible.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sale, startServer } from '../integration/support/server.mjs';
import { deskFaults } from './support/desk.mjs';
import { hardPlan, hardSales } from './support/hard_company.mjs';
import { axeSource, launchBrowser } from './support/packages.mjs';
import { accessibilityFaults, layoutFaults, openPage } from './support/pages.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser.close());

/** Together every page in both themes and languages, and on all three screens. */
const screens = [['theme=dark&lang=zh', 360, 740], ['theme=light&lang=en', 1920, 1080], ['theme=light&lang=zh', 3840, 2160], ['theme=dark&lang=en', 1920, 1080]];
const many = (count) => Array(count).fill('Space');
const pages = {
  'the wall': ['/wall?night=off&period=year'],
  'the wall of one team below zero': ['/wall?night=off&period=year&scope=team3'],
  'the wall by progress': ['/wall?night=off&period=month&ranking=improved'],
  'the desk': ['/live?period=year'],
  'the desk with a pane': ['/live?period=year&unit=team0&metric=all'],
  'yesterday': ['/standup?period=year', ...many(1)],
  'reds and yellows': ['/standup?period=year', ...many(2)],
  'actions': ['/standup?period=year', ...many(3)],
  'milestones': ['/standup?period=year', ...many(4)],
  'commitments': ['/standup?period=year', ...many(5)],
  'a person of a million of millions': ['/me?unit=p0&period=year'],
  'a person below zero': ['/me?unit=p3&period=year'],
  'the report': ['/report'],
  'the report of a year': [`/report?period=${new Date().getFullYear()}`],
  'administration': ['/admin'],
  'the front door': ['/'],
};

test('every page holds its layout and has no accessibility fault, console error or foreign request', async (t) => {
  const server = await startServer(t, { plan: hardPlan() });
  await server.post(hardSales().map((facts, index) => sale(`H-${index}`, { occurred_at: new Date().toISOString(), ...facts })));
  for (const [name, [address, ...keys]] of Object.entries(pages)) {
    if (process.env.ONLY && !process.env.ONLY.split(",").includes(name)) continue;
    await t.test(name, async () => {
      for (const [query, width, height] of screens) {
        const where = `${name}, ${query} ${width}`;
        const { page, faults, close } = await openPage(browser, `${server.url}${address}${address.includes('?') ? '&' : '?'}${query}`, { width, height });
        await page.waitForSelector(address === '/' ? 'main' : 'main[data-ready]');
        for (const key of keys) await page.keyboard.press(key);
        await page.waitForTimeout(500);
        assert.deepEqual(await (address.startsWith('/wall') ? layoutFaults(page) : deskFaults(page)), [], where);
        assert.deepEqual(await accessibilityFaults(page, axeSource()), [], where);
        await close();
        assert.deepEqual(faults, [], where);
      }
    });
  }
});

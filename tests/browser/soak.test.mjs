// Weeks on the wall: a day's events at speed leave the page as small as it was. scripts/soak plays it longer, and on the real server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launchBrowser } from './support/packages.mjs';
import { growth, growthText } from './support/page_size.mjs';
import { SampleDay, soak } from './support/soak.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser.close());

const seconds = 65;

test('24 hours of deals, scenes, good news, cut networks and a midnight leave the wall as small as it was', async () => {
  const { samples, faults } = await soak(browser, new SampleDay(), seconds);
  const found = growth(samples);
  console.log(`# ${samples.length} samples, first third → last third: ${growthText(found)}`);
  assert.deepEqual(found.faults, []);
  assert.deepEqual(faults, []);
});

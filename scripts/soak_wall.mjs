// The long form of tests/browser/soak.test.mjs; see scripts/soak.

import { parseArgs } from 'node:util';
import { launchBrowser } from '../tests/browser/support/packages.mjs';
import { growth, growthText } from '../tests/browser/support/page_size.mjs';
import { RealDay } from '../tests/browser/support/real_day.mjs';
import { SampleDay, soak } from '../tests/browser/support/soak.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '4' }, real: { type: 'boolean', default: false } } });
const seconds = Number(values.minutes) * 60;
if (!(seconds > 0)) throw new Error('--minutes wants a number above 0');

const told = (size, share) => console.log(JSON.stringify({ name: 'wall after a share of the day', value: Number(share.toFixed(3)), unit: '', ...size }));
const browser = await launchBrowser();
try {
  const { samples, faults } = await soak(browser, values.real ? new RealDay() : new SampleDay(), seconds, told);
  const found = growth(samples);
  console.log(`first third → last third: ${growthText(found)}`);
  for (const fault of [...found.faults, ...faults]) console.log(`fault: ${fault}`);
  process.exitCode = found.faults.length + faults.length > 0 ? 1 : 0;
} finally {
  await browser.close();
}

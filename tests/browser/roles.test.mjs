// Every page as every role: nothing is asked for that the role may not have, so that no refusal stands in the console.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testPlan } from '../integration/support/plan.mjs';
import { northstar, temporaryFolder } from '../integration/support/process.mjs';
import { sale, startServer } from '../integration/support/server.mjs';
import { launchBrowser } from './support/packages.mjs';
import { openPage } from './support/pages.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser.close());

const roles = [['display', 'east'], ['viewer', 'east'], ['viewer', null], ['manager', 'east'], ['manager', null], ['admin', 'east'], ['admin', null]];
const pages = ['/wall?period=year&scenes=board,teams,pk,milestones,trend', '/live?period=year&unit=anna', '/standup?period=year', '/me?unit=anna', '/report?month=2026-10', '/admin'];

test('no page asks for what its role may not have', async (t) => {
  const folder = temporaryFolder();
  const tokens = [];
  for (const [role, unit] of [...roles, ['admin', undefined]]) {
    const { output } = await northstar(['token', 'add', '--name', `${role}-${unit}`, '--role', role, ...(unit ? ['--unit', unit] : []), '--data', join(folder, 'data')]);
    tokens.push(output.match(/nst_[\w-]+/)[0]);
  }
  const plan = testPlan({ funnel: [{ metric: 'closed' }, { metric: 'deals' }], bonus: [{ units: 'rep', metric: 'revenue', period: 'month', tiers: [{ from: '0', rate: '0.01' }] }] });
  const server = await startServer(t, { folder, plan, token: tokens.at(-1) });
  await server.post([sale('D-1', { occurred_at: new Date().toISOString(), amount: '50000' }), sale('Q-1', { occurred_at: new Date().toISOString(), currency: 'EUR' })]);
  await Promise.all(roles.map(async ([role, unit], index) => {
    for (const path of pages) {
      const where = `${role} of ${unit ?? 'all'} at ${path}`;
      const { page, faults, close } = await openPage(browser, `${server.url}${path}#token=${tokens[index]}`, { width: 1280, height: 800 });
      const refused = [];
      page.on('response', (response) => { if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`); });
      await page.waitForSelector('main[data-ready]');
      await page.waitForLoadState('networkidle');
      assert.deepEqual([faults, refused], [[], []], where);
      await close();
    }
  }));
});

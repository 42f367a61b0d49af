// Stand-up, a person's page, the report and administration against the real server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { text } from 'node:stream/consumers';
import { testPlan } from '../integration/support/plan.mjs';
import { sale, startServer } from '../integration/support/server.mjs';
import { deskFaults, openDesk } from './support/desk.mjs';
import { axeSource, launchBrowser } from './support/packages.mjs';
import { accessibilityFaults, until } from './support/pages.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser.close());

const dayMs = 86_400_000;
const year = String(new Date().getFullYear());
const longName = '阿卜杜勒-拉赫曼·穆罕默德（含港澳台及海外直营事业部）🚀 فريق المبيعات';
const now = (id, facts) => sale(id, { occurred_at: new Date().toISOString(), ...facts });

export function fullPlan() {
  const plan = testPlan({
    funnel: [{ metric: 'closed' }, { metric: 'deals' }],
    milestones: [{ unit: 'acme', metric: 'revenue', period: 'year', at: '0.001', reward: '全员下午茶' }, { unit: 'acme', metric: 'revenue', period: 'year', at: '1', reward: '三亚年会' }],
    bonus: [{ units: 'rep', metric: 'revenue', period: 'month', tiers: [{ from: '0', rate: '0.01' }, { from: '1', rate: '0.02' }] }],
    contests: [{ id: 'pk', name: '东西大战', metric: 'revenue', period: year, units: ['east', 'west'] }],
  });
  plan.units.find(({ id }) => id === 'ben').name = longName;
  plan.targets.push({ unit: 'east', metric: 'revenue', period: year, value: '7200000', split: { periods: 'workdays', units: { anna: '0.5', ben: '0.5' } } });
  plan.targets = plan.targets.filter(({ unit, metric }) => unit !== 'acme' || metric !== 'revenue').concat({ unit: 'acme', metric: 'revenue', period: year, value: '12000000', split: { periods: 'workdays', units: { west: '0.4' } } });
  return plan;
}

/** Both themes and languages, a desk and a phone. */
export async function looksRight(browserNow, url, t, screens) {
  for (const [query, width, keys] of screens) {
    const { page, faults, close } = await openDesk(browserNow, `${url}${query}`, { width, height: 900 });
    for (const key of keys ?? []) await page.keyboard.press(key);
    await page.waitForTimeout(400);
    assert.deepEqual(await deskFaults(page), [], `${query} ${width}`);
    assert.deepEqual(await accessibilityFaults(page, axeSource()), [], `${query} ${width}`);
    await close();
    assert.deepEqual(faults, [], `${query} ${width}`);
  }
}

test('the stand-up goes through its parts by one key, and yesterday is counted by when it occurred where the ledger is younger', async (t) => {
  const server = await startServer(t, { plan: fullPlan() });
  await server.post([sale('D-1', { amount: '50000', occurred_at: new Date(Date.now() - dayMs).toISOString() }), now('D-2', { amount: '90' })]);
  const { page, faults, close } = await openDesk(browser, `${server.url}/standup?period=year`);
  await until(async () => /账本在收盘之后才开始/.test(await page.innerText('.part-head')), 5000, 'the note');
  assert.equal(await page.innerText('.part-yesterday .figure-text'), '¥5.0000万');
  const heading = () => page.innerText('.part-heading');
  const seen = [];
  for (let step = 0; step < 5; step += 1) {
    await page.keyboard.press('Space');
    await page.waitForTimeout(80);
    seen.push(await heading());
  }
  assert.deepEqual(seen, ['昨天', '红灯与黄灯', '今日行动', '里程碑与喜报', '承诺']);
  assert.match(await page.innerText('.part-commitments'), /未记录|没有红灯/);
  await page.keyboard.press('ArrowLeft');
  assert.match(await page.innerText('.part-milestones'), /三亚年会[\s\S]*还差/);
  await page.keyboard.press('ArrowLeft');
  await until(async () => (await heading()) === '今日行动', 3000, 'the part before');
  assert.match(await page.innerText('.part-actions'), /Anna/);
  await close();
  assert.deepEqual(faults, []);
  await looksRight(browser, server.url, t, [['/standup?period=year', 360, ['Space', 'Space']], ['/standup?period=year&theme=light&lang=en', 1920, ['Space', 'Space', 'Space']], ['/standup?period=year&theme=light', 1920], ['/standup?period=year', 360, ['Space', 'Space', 'Space', 'Space']], ['/standup?period=year', 360, ['Space', 'Space', 'Space', 'Space', 'Space']], ['/standup?period=year&lang=en&theme=light', 1440, ['Space', 'Space', 'Space', 'Space', 'Space']]]);
});

test('a person chooses the own name once, sees what today needs, the bonus and its deals, and it follows a sale', async (t) => {
  const server = await startServer(t, { plan: fullPlan() });
  await server.post([now('D-1', { amount: '50000', customer: '星河科技' })]);
  const { page, faults, close } = await openDesk(browser, `${server.url}/me?period=month`, { width: 360, height: 740 });
  await page.getByLabel('我是').selectOption('anna');
  await until(async () => /¥500\.00/.test(await page.innerText('.me-bonus')), 5000, 'the bonus');
  await page.getByText('背后的成交').click();
  assert.match(await page.innerText('.bonus-deals'), /D-1/);
  await server.post([now('D-2', { amount: '1000000' })]);
  await until(async () => (await page.innerText('.me-figure')) === '¥105.00万', 5000, 'the sale');
  assert.match(await page.innerText('.me-pk'), /东西大战/);
  await page.goto(`${server.url}/me?lang=en`);
  await until(async () => (await page.innerText('.desk-title')) === 'Anna', 5000, 'the remembered name');
  await close();
  assert.deepEqual(faults, []);
  await looksRight(browser, server.url, t, [['/me?unit=anna', 360], ['/me?unit=ben&theme=light&lang=en', 1280], ['/me', 360]]);
});

test('a rep\'s own token opens the own page without choosing', async (t) => {
  const { northstar, temporaryFolder } = await import('../integration/support/process.mjs');
  const folder = temporaryFolder();
  const { output } = await northstar(['token', 'add', '--name', 'anna', '--role', 'viewer', '--unit', 'anna', '--data', `${folder}/data`]);
  const token = output.match(/[A-Za-z0-9_.~+/=-]{20,}/)[0];
  const server = await startServer(t, { folder, plan: fullPlan(), token });
  const { page, faults, close } = await openDesk(browser, `${server.url}/me#token=${token}`, { width: 360, height: 740 });
  assert.equal(await page.innerText('.desk-title'), 'Anna');
  assert.equal(page.url().includes(token), false);
  await close();
  assert.deepEqual(faults, []);
});

test('the report stands on one sheet of paper, with the records that came after the close', async (t) => {
  const server = await startServer(t, { plan: fullPlan() });
  const { page, faults, close } = await openDesk(browser, `${server.url}/report?month=2026-03`, { width: 1200, height: 900 });
  await server.post([sale('D-1', { amount: '700000' }), sale('D-2', { owner: 'cai', amount: '9000' })]);
  const closed = await server.send('', { path: '/api/v1/closes?period=2026-03' });
  assert.equal(closed.status, 200, closed.text);
  await server.post([sale('D-3', { amount: '5000', customer: '迟来的客户' })]);
  await page.reload();
  await until(async () => /迟来的客户/.test(await page.innerText('main')), 10_000, 'the late record');
  assert.match(await page.innerText('main'), /结账后有变[\s\S]*¥70\.000万[\s\S]*¥70\.500万/);
  await page.emulateMedia({ media: 'print' });
  const pdf = await page.pdf({ preferCSSPageSize: true });
  assert.equal((pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length, 1);
  await close();
  assert.deepEqual(faults, []);
  await looksRight(browser, server.url, t, [['/report?month=2026-03', 360], ['/report?theme=dark&lang=en', 1280], [`/report?week=${year}-W10`, 1280]]);
});

test('an admin types targets, sees what is unassigned and what would change, and applies it with a reason', async (t) => {
  const server = await startServer(t, { plan: fullPlan() });
  await server.post([now('D-1', { owner: 'nobody', amount: '5' }), now('D-2', { currency: 'EUR' })]);
  const { page, faults, close } = await openDesk(browser, `${server.url}/admin`, { width: 1920, height: 1000 });
  const input = page.getByLabel('新目标 华东');
  await until(async () => (await input.inputValue()) === '7200000', 5000, 'the present target');
  await input.fill('7000000');
  const row = page.locator('tr', { has: page.getByLabel('新目标 公司') });
  await until(async () => /未分配 200,000/.test(await row.innerText()), 3000, 'what is unassigned');
  await page.getByRole('button', { name: '查看差异' }).click();
  await until(async () => /华东 · .* · .*年: 7,200,000 → 7,000,000/.test(await page.innerText('.diff-rows')), 5000, 'the difference');
  await page.getByLabel('为什么改').fill('下半年');
  await page.getByRole('button', { name: '生效' }).click();
  await until(async () => /第 2 版已生效/.test(await page.innerText('.admin-told')), 10_000, 'the new version');
  await until(async () => /下半年/.test(await page.innerText('.admin-lists')), 5000, 'the version in the list');
  assert.equal((await server.cell('east', 'revenue', year)).target, '7000000.00');
  await page.locator('input[type=file]').setInputFiles({ name: 't.csv', mimeType: 'text/csv', buffer: Buffer.from('\uFEFFunit,value\r\neast,6900000\r\nmoon,1\r\n') });
  await until(async () => (await input.inputValue()) === '6900000', 3000, 'the row of the file');
  assert.match(await page.innerText('.admin-told'), /不认识 1 个单元：moon/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出 CSV' }).click()]);
  assert.match(await text(await download.createReadStream()), /^unit,unit_name,metric,period,value\r\nacme,公司,revenue,\d+,12000000\r\neast,华东,revenue,\d+,6900000\r\n/);
  assert.match(await page.innerText('.admin-lists'), /没有当日汇率[\s\S]*nobody/);
  await close();
  assert.deepEqual(faults, []);
  await looksRight(browser, server.url, t, [['/admin', 360], ['/admin?lang=en&theme=light&metric=deals', 1920]]);
});

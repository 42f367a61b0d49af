// What stands on top of the cells, over HTTP: funnel, bonus, milestones, closed periods; and who may see which.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { northstar, writeJson } from './support/process.mjs';
import { onOneServer, sale, startServer, until } from './support/server.mjs';
import { testPlan } from './support/plan.mjs';

const plan = testPlan({
  funnel: [{ metric: 'closed' }, { metric: 'deals' }],
  milestones: [{ unit: 'acme', metric: 'revenue', period: '2026-03', at: '0.0001', reward: '行业峰会门票' }],
  bonus: [{ units: 'rep', metric: 'revenue', period: 'month', tiers: [{ from: 0, rate: '0.01' }, { from: '1.0', rate: '0.02' }] }],
});

onOneServer('goals', { plan }, {
  'a bonus names each deal, its amount and the tier behind it': async (server) => {
    await server.post([sale('B1', { amount: '1000' }), sale('B2', { amount: '500.50' }), sale('B3', { amount: '7', owner: 'cai' })]);
    const { json } = await server.get('/api/v1/bonus?unit=anna&period=2026-03');
    assert.equal(json.length, 1);
    assert.equal(json[0].actual, 1500.5);
    assert.equal(json[0].amount, 15.01);
    assert.deepEqual(json[0].deals.map(({ id }) => id), ['B1', 'B2']);
    assert.equal(json[0].deals.reduce((sum, { amount }) => sum + amount, 0).toFixed(2), '15.01');
    const csv = await server.get('/api/v1/bonus/deals.csv?unit=anna&period=2026-03');
    assert.equal(csv.text.trim().split('\r\n').length, 3);
    assert.equal((await server.get('/api/v1/bonus?unit=nobody')).status, 404);
  },

  'the funnel has a row for each stage': async (server) => {
    const { json } = await server.get('/api/v1/funnel?unit=acme&period=2026-03');
    assert.deepEqual(json.map(({ stage, metric }) => [stage, metric]), [[1, 'closed'], [2, 'deals']]);
    assert.equal(json[1].actual, 3);
  },

  'a milestone says when it was reached, and when it was reversed': async (server) => {
    await server.post(sale('M1', { amount: '5000' }));
    const [reached] = (await server.get('/api/v1/milestones')).json;
    assert.equal(reached.reached, true);
    assert.equal(reached.reward, '行业峰会门票');
    await server.post({ ...sale('M1', { version: 2 }), type: 'void' });
    await server.post([{ ...sale('B1', { version: 2 }), type: 'void' }, { ...sale('B2', { version: 2 }), type: 'void' }]);
    const [reversed] = (await server.get('/api/v1/milestones')).json;
    assert.deepEqual([reversed.reached, reversed.reached_at], [false, reached.reached_at]);
    assert.ok(reversed.reversed_at);
  },

  'a closed period keeps its figures beside the current ones and lists what came later': async (server) => {
    await server.post(sale('C1', { amount: '300', occurred_at: '2026-02-10T10:00:00+08:00' }));
    const close = await server.send('', { path: '/api/v1/closes?period=2026-02' });
    assert.equal(close.status, 200, close.text);
    assert.equal(close.json.period, '2026-02');
    assert.equal((await server.send('', { path: '/api/v1/closes?period=2026-02' })).status, 409);
    assert.equal((await server.send('', { path: '/api/v1/closes?period=2199' })).status, 409, 'not over');
    assert.equal((await server.send('', { path: '/api/v1/closes?period=soon' })).status, 404);
    await server.post(sale('C2', { amount: '50', occurred_at: '2026-02-11T10:00:00+08:00' }));
    const rows = (await server.get('/api/v1/closed?period=2026-02&unit=anna')).json;
    const revenue = rows.find(({ metric, slice }) => metric === 'revenue' && slice === '');
    assert.deepEqual([revenue.frozen_actual, revenue.actual, revenue.adjusted], [300, 350, true]);
    assert.deepEqual((await server.get('/api/v1/adjustments?period=2026-02')).json.map(({ id }) => id), ['C2']);
    assert.deepEqual((await server.get('/api/v1/closes')).json.map(({ period, adjustments }) => [period, adjustments]), [['2026-02', 1]]);
    assert.equal((await server.get('/api/v1/closed?period=2026-01')).status, 404);
  },
});

test('rights: a display sees the board but no records, a manager of a region only his own, and only an admin changes the plan', async (t) => {
  const server = await startServer(t, { plan });
  await server.post([sale('R1'), sale('R2', { owner: 'cai' })]);
  const tokens = {};
  for (const [name, role, unit] of [['wall', 'display', 'east'], ['eva', 'manager', 'east'], ['ada', 'admin']]) {
    const made = await northstar(['token', 'add', name, '--role', role, '--data', server.data, ...(unit ? ['--unit', unit] : [])]);
    tokens[name] = made.output.trim().split(/\s+/).find((word) => word.startsWith('nst_'));
    assert.ok(tokens[name], made.output + made.errors);
  }
  const status = async (who, path) => (await server.get(path, { token: tokens[who] })).status;
  await until('the tokens are noticed', async () => (await server.get('/api/v1/cells')).status === 401 && (await status('ada', '/api/v1/cells')) === 200);
  assert.equal(await status('wall', '/api/v1/cells?as_of=2026-03-10T12:00:00Z'), 200);
  assert.equal(await status('wall', '/api/v1/events'), 403);
  assert.equal(await status('wall', '/api/v1/explain'), 403);
  assert.equal(await status('eva', '/api/v1/events?unit=west'), 403);
  assert.deepEqual((await server.get('/api/v1/events', { token: tokens.eva })).json.map(({ id }) => id), ['R1']);
  assert.deepEqual([...new Set((await server.get('/api/v1/attainment', { token: tokens.eva })).json.map(({ unit }) => unit))].sort(), ['anna', 'ben', 'east']);
  assert.equal((await server.get('/api/v1/bonus', { token: tokens.eva })).json.some(({ unit }) => unit === 'cai'), false);
  assert.equal(await status('eva', '/api/v1/plan'), 403);
  const changed = JSON.stringify({ ...plan, locale: 'en' });
  assert.equal((await server.send(changed, { path: '/api/v1/plan?reason=x', token: tokens.eva })).status, 403);
  const file = writeJson(server.folder, 'next.json', { ...plan, locale: 'en' });
  const applied = await northstar(['plan', 'apply', file, '--server', server.url, '--token', tokens.ada, '--reason', 'in English & more']);
  assert.equal(applied.code, 0, applied.errors);
  assert.match(applied.output, /replace \/locale: "zh-CN" → "en"/);
  assert.equal((await server.get('/api/v1/plans', { token: tokens.ada })).json[1].reason, 'in English & more');
  const again = await northstar(['plan', 'apply', file, '--server', server.url, '--token', tokens.ada, '--reason', 'again']);
  assert.match(again.errors, /no difference/);
  assert.equal((await northstar(['plan', 'apply', file, '--server', server.url])).code, 2, 'no reason');
});

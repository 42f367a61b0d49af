// The board at other moments over HTTP: as_of, known_at, explain, the records that count, and the tables BI tools page through.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onOneServer, sale, startServer } from './support/server.mjs';
import { testPlan } from './support/plan.mjs';

const month = { unit: 'anna', metric: 'revenue', period: '2026-03' };
const pause = () => new Promise((resolve) => setTimeout(resolve, 3));  // so that two deliveries differ in the millisecond they were received

/** Follows Link: rel="next" and gives all rows. */
async function allPages(server, path) {
  const rows = [];
  for (let next = path; next;) {
    const answer = await server.get(next);
    assert.equal(answer.status, 200, answer.text);
    rows.push(...answer.json);
    next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  return rows;
}

onOneServer('other moments', { plan: testPlan() }, {
  'known_at shows what was known then, as_of what had occurred, and both together do both': async (server) => {
    await server.post(sale('T1', { amount: '100', occurred_at: '2026-03-10T10:00:00+08:00' }));
    await pause();
    const known = Date.now();
    await pause();
    await server.post([sale('T1', { amount: '250', version: 2, occurred_at: '2026-03-12T10:00:00+08:00' }), sale('T2', { amount: '7', occurred_at: '2026-03-11T10:00:00+08:00' })]);
    const actual = async (when) => (await server.cells({ ...month, ...when }))[0].actual;
    assert.equal(await actual({}), '257.00');
    assert.equal(await actual({ known_at: known }), '100.00');
    assert.equal(await actual({ as_of: '2026-03-11T23:59:59+08:00' }), '7.00');
    assert.equal(await actual({ as_of: '2026-03-11T23:59:59+08:00', known_at: known }), '100.00');
    assert.equal(await actual({ as_of: '2026-03-11T23:59:59 08:00' }), '7.00', 'a plus that was not escaped');
  },

  'a cell of another moment is stamped with that moment, and running periods are those of it': async (server) => {
    const rows = await server.cells({ metric: 'revenue', as_of: '2026-03-11T12:00:00+08:00' });
    assert.deepEqual(rows.map(({ period }) => period).sort(), ['2026', '2026-03', '2026-03-11', '2026-Q1', '2026-W11']);
    for (const row of rows) assert.equal(row.as_of, '2026-03-11T12:00:00.000+08:00');
  },

  'what is no instant is refused by name': async (server) => {
    for (const query of ['as_of=yesterday', 'known_at=2026-03-11', 'as_of=2026-03-11T12:00:00', 'as_of=-5', 'known_at=99999999999999']) {
      const answer = await server.get(`/api/v1/cells?${query}`);
      assert.equal(answer.status, 400, query);
      assert.match(answer.json.detail, /instant/, query);
    }
  },

  'explain gives the records that moved a cell since an instant, each with before, after and change': async (server) => {
    const since = Date.now();
    await pause();
    await server.post([sale('X1', { amount: '10' }), sale('X2', { amount: '5', owner: 'cai' })]);
    await server.post([sale('X1', { amount: '30', version: 2 })]);
    await server.post([{ id: 'X1', source: 'crm', type: 'void', occurred_at: '2026-03-10T10:00:00+08:00', version: 3 }]);
    const { json: rows } = await server.get(`/api/v1/explain?unit=anna&metric=revenue&period=2026-03&since=${since}`);
    assert.deepEqual(rows.map(({ id, outcome, change }) => [id, outcome, change]), [['X1', 'accepted', 10], ['X1', 'replaced', 20], ['X1', 'voided', -30]]);
    for (let i = 1; i < rows.length; i += 1) assert.equal(rows[i].before, rows[i - 1].after);
    assert.equal(rows.at(-1).after, (await server.get('/api/v1/cells?unit=anna&metric=revenue&period=2026-03')).json[0].actual);
    const csv = await server.get(`/api/v1/explain.csv?unit=anna&metric=revenue&period=2026-03&since=${since}`);
    assert.equal(csv.text.trim().split('\r\n').length, 4);
  },

  'records page in the order received; an edited one stands once and a voided one not at all': async (server) => {
    await server.post(Array.from({ length: 40 }, (_, i) => sale(`P${i}`, { source: 'pages', amount: String(i + 1) })));
    await server.post([sale('P3', { source: 'pages', amount: '99', version: 2 }), { ...sale('P4', { source: 'pages', version: 2 }), type: 'void' }]);
    const rows = await allPages(server, '/api/v1/events?source=pages&limit=7&source=a|b%26c');
    assert.equal(rows.length, 39);
    assert.equal(rows.at(-1).id, 'P3');
    assert.equal(rows.at(-1).amount_in_plan_currency, 99);
    assert.equal(rows.at(-1).unit, 'anna');
    const offsets = rows.map(({ offset }) => offset);
    assert.deepEqual(offsets, [...offsets].sort((a, b) => a - b));
  },

  'records are filtered by unit, type, source and period': async (server) => {
    const ids = async (query) => (await allPages(server, `/api/v1/events?${query}`)).map(({ id }) => id);
    assert.deepEqual(await ids('unit=west'), ['X2']);
    assert.deepEqual(await ids('unit=anna&period=2026-03-12'), ['T1']);
    assert.deepEqual(await ids('type=deal.lost'), []);
    assert.equal((await server.get('/api/v1/events?unit=nobody')).status, 404);
    assert.equal((await server.get('/api/v1/events?colour=red')).status, 400);
    assert.deepEqual(await ids('period=month&as_of=2026-03-11T23:59:59Z&unit=anna&source=crm'), ['T2']);
    assert.equal((await server.get('/api/v1/events?known_at=-5')).status, 400);
  },

  'targets are a row for each cell that has one, with names and dates beside it': async (server) => {
    const rows = await allPages(server, '/api/v1/targets?metric=revenue&period=2026&period=2026-Q1&limit=3');
    const of = (unit, period) => rows.find((row) => row.unit === unit && row.period === period)?.target;
    assert.equal(of('acme', '2026'), 12000000);
    assert.equal(of('east', '2026'), 7200000);
    assert.equal(of('anna', '2026'), undefined);
    assert.deepEqual(rows.map(({ unit }) => unit).filter((unit, i, all) => all.indexOf(unit) === i), ['acme', 'east', 'west']);
    assert.equal(rows[0].unit_name, '公司');
    assert.equal(rows.find(({ period }) => period === '2026-Q1').period_end, '2026-03-31');
  },

  'attainment is a row for every unit, metric and month of the year, unless fewer are named': async (server) => {
    const rows = await allPages(server, '/api/v1/attainment?metric=revenue&limit=10');
    assert.equal(rows.length, 8 * 12);
    const march = (await allPages(server, '/api/v1/attainment?unit=anna&metric=revenue&period=2026-03'))[0];
    assert.equal(march.actual, (await server.get('/api/v1/cells?unit=anna&metric=revenue&period=2026-03')).json[0].actual);
    assert.equal(march.parent, 'east');
  },

  'a table that has not changed is answered 304 to its own tag': async (server) => {
    for (const path of ['/api/v1/events?source=pages', '/api/v1/attainment?period=2026-01', '/api/v1/targets?metric=revenue', '/api/v1/targets.csv']) {
      const first = await server.get(path);
      const tag = first.headers.get('etag');
      assert.ok(tag, path);
      assert.equal((await server.get(path, { headers: { 'if-none-match': tag } })).status, 304, path);
    }
    const tag = (await server.get('/api/v1/events')).headers.get('etag');
    await server.post(sale('N1'));
    assert.equal((await server.get('/api/v1/events', { headers: { 'if-none-match': tag } })).status, 200);
  },

  'limits of a page are named': async (server) => {
    for (const query of ['limit=0', 'limit=10001', 'limit=many', 'after=-1']) assert.equal((await server.get(`/api/v1/events?${query}`)).status, 400, query);
  },
});

test('a plan sent to a running server shows its difference, becomes the next version, and old periods keep their targets', async (t) => {
  const server = await startServer(t, { plan: testPlan() });
  await server.post(sale('A1'));
  const target = async (period) => (await server.cell('acme', 'revenue', period)).target;
  const march = await target('2026-03');
  const next = testPlan();
  next.targets[0].value = '24000000';
  const dry = await server.send(JSON.stringify(next), { path: '/api/v1/plan?dry_run=1' });
  assert.deepEqual([dry.status, dry.json.version, dry.json.changed, dry.json.diff.length], [200, 1, false, 1]);
  assert.match(dry.json.diff[0], /12000000.*24000000/);
  assert.equal((await server.send(JSON.stringify(next), { path: '/api/v1/plan' })).status, 400, 'no reason');
  const done = await server.send(JSON.stringify(next), { path: '/api/v1/plan?reason=a%20better%20year' });
  assert.deepEqual([done.status, done.json.version, done.json.changed], [200, 2, true]);
  const year = await target('2026');
  assert.equal(year, new Date().getUTCFullYear() === 2026 ? '24000000.00' : '12000000.00');
  assert.equal(await target('2026-03'), march);
  const versions = (await server.get('/api/v1/plans')).json;
  assert.deepEqual(versions.map(({ version, reason }) => [version, reason]), [[1, 'first plan'], [2, 'a better year']]);
  assert.equal((await server.get('/api/v1/plan?version=1')).json.targets[0].value, '12000000');
  const broken = await server.send('{"organisation":"x"}', { path: '/api/v1/plan?reason=x' });
  assert.equal(broken.status, 422);
  assert.ok(broken.json.findings.length >= 4);
});

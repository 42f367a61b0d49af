// Real sales data in: a published CRM pipeline of 8,800 deals through `northstar import`, and every total compared to the cent with one computed
// here from the same file. The data lie beside the repository and are no part of it; where they are missing, the test is skipped and says so.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { fromMinor, divideRounded, sameDecimal } from './support/exact_json.mjs';
import { periodsOf } from './support/fold.mjs';
import { northstar, repository } from './support/process.mjs';
import { startServer } from './support/server.mjs';

const folder = resolve(repository, '../shared/data/crm-sales');
const missing = existsSync(join(folder, 'sales_pipeline.csv')) ? false : `the public data set crm-sales is not at ${folder}`;

/** The data set is plain: no quotes, no commas in fields, CRLF. */
function readCsv(name) {
  const [header, ...lines] = readFileSync(join(folder, name), 'utf8').trimEnd().split('\r\n').map((line) => line.split(','));
  return lines.map((fields) => Object.fromEntries(header.map((column, i) => [column, fields[i]])));
}

const idOf = (name) => name.toLowerCase().replaceAll(' ', '-');
const months = Array.from({ length: 12 }, (_, i) => `2017-${String(i + 1).padStart(2, '0')}`);
const periods = ['2017', '2017-Q1', '2017-Q2', '2017-Q3', '2017-Q4', ...months];

/** Company → 3 offices → 6 managers → 35 agents, who are known by their names. */
function planOf(teams, products) {
  const unique = (key) => [...new Set(teams.map((row) => row[key]))];
  const office_of = new Map(teams.map((row) => [row.manager, row.regional_office]));
  return {
    organisation: 'Hardware sales', timezone: 'America/New_York', currency: 'USD', locale: 'en',
    units: [
      { id: 'company', kind: 'company' },
      ...unique('regional_office').map((name) => ({ id: idOf(name), name, kind: 'office', parent: 'company' })),
      ...unique('manager').map((name) => ({ id: idOf(name), name, kind: 'manager', parent: idOf(office_of.get(name)) })),
      ...teams.map((row) => ({ id: idOf(row.sales_agent), name: row.sales_agent, kind: 'rep', parent: idOf(row.manager), aliases: [row.sales_agent] })),
    ],
    slices: { product: products.map(({ product }) => product) },
    metrics: [
      { id: 'revenue', kind: 'sum', of: 'amount', money: true, types: ['deal.won'] },
      { id: 'deals', kind: 'count', types: ['deal.won'] },
      { id: 'closed', kind: 'count', types: ['deal.won', 'deal.lost'] },
      { id: 'win_rate', kind: 'ratio', numerator: 'deals', denominator: 'closed' },
      { id: 'engaged', kind: 'count', types: ['deal.engaged'] },
    ],
    targets: [{ unit: 'company', metric: 'revenue', period: '2017', value: '10000000' }],
  };
}

/** The same totals by hand: `unit|metric|slice|period` → cents or count. */
function totalsOf(deals, teams) {
  const line = new Map(teams.map((row) => [row.sales_agent, [row.sales_agent, row.manager, row.regional_office, 'company'].map(idOf)]));
  const totals = new Map();
  for (const { sales_agent, product, deal_stage, engage_date, close_date, close_value } of deals) {
    const is_open = !['Won', 'Lost'].includes(deal_stage);
    const day = is_open ? engage_date : close_date;
    if (day === '') continue;
    const facts = is_open ? [['engaged', 1n]] : deal_stage === 'Lost' ? [['closed', 1n]] : [['closed', 1n], ['deals', 1n], ['revenue', BigInt(close_value) * 100n]];
    const held_by = periodsOf(`${day}T12:00:00+08:00`).filter((period) => periods.includes(period));
    for (const [metric, value] of facts) for (const unit of line.get(sales_agent)) for (const period of held_by) {
      for (const slice of ['', `product:${product === 'GTXPro' ? 'GTX Pro' : product}`]) {
        const key = `${unit}|${metric}|${slice}|${period}`;
        totals.set(key, (totals.get(key) ?? 0n) + value);
      }
    }
  }
  return totals;
}

/** What the board should say of a cell, as text. */
function expected(totals, { unit, metric, slice, period }) {
  const total = (name) => totals.get(`${unit}|${name}|${slice}|${period}`) ?? 0n;
  if (metric !== 'win_rate') return fromMinor(total(metric), metric === 'revenue' ? 2 : 0);
  return total('closed') === 0n ? null : fromMinor(divideRounded(total('deals'), total('closed'), 6), 6);
}

test('the CRM pipeline is counted to the cent per agent, manager, office, product, month and quarter', { skip: missing, timeout: 180_000 }, async (t) => {
  const [deals, teams, products] = ['sales_pipeline.csv', 'sales_teams.csv', 'products.csv'].map(readCsv);
  const plan = planOf(teams, products);
  const server = await startServer(t, { plan });
  const totals = totalsOf(deals, teams);
  const load = () => northstar(['import', join(folder, 'sales_pipeline.csv'), '--source', 'crm-sales-pipeline', '--server', server.url]);
  const query = { unit: plan.units.map(({ id }) => id), metric: plan.metrics.map(({ id }) => id), period: periods, slice: ['', ...plan.slices.product.map((name) => `product:${name}`)] };
  const figures = async () => (await server.cells(query)).map(({ unit, metric, slice, period, actual }) => ({ unit, metric, slice, period, actual }));

  const first = await load();
  const told = first.output + first.errors;
  assert.equal(first.code, 0, told);

  await t.test('every cell is the one computed from the file', async () => {
    const rows = await figures();
    assert.equal(rows.length, 45 * 5 * periods.length * 8);
    const wrong = rows.filter((row) => !sameDecimal(row.actual, expected(totals, row)));
    assert.deepEqual(wrong.slice(0, 10).map((row) => ({ ...row, expected: expected(totals, row) })), [], `${wrong.length} cells differ`);
  });

  await t.test('the published totals come out: 4,238 deals won of 6,711 closed, 10,005,534 dollars', async () => {
    assert.ok(sameDecimal(await server.actual('company', 'deals', '2017'), '4238'));
    assert.ok(sameDecimal(await server.actual('company', 'closed', '2017'), '6711'));
    assert.ok(sameDecimal(await server.actual('company', 'revenue', '2017'), '10005534'));
  });

  await t.test('nobody is unassigned, and agents without deals stand at zero', async () => {
    assert.ok(sameDecimal(await server.actual('unassigned', 'closed', '2017'), '0'));
    const idle = teams.map((row) => row.sales_agent).filter((name) => !deals.some((deal) => deal.sales_agent === name));
    assert.equal(idle.length, 5);
    for (const name of idle) {
      assert.ok(sameDecimal(await server.actual(idOf(name), 'revenue', '2017'), '0'), name);
      assert.equal(await server.actual(idOf(name), 'win_rate', '2017'), null, name);
    }
  });

  await t.test('the 500 deals without any date are told, not lost in silence', () => {
    assert.match(told.replaceAll(',', ''), /\b500\b/);
    assert.match(told.replaceAll(',', ''), /\b8300\b/);
  });

  await t.test('importing the file again changes nothing', async () => {
    const before = await figures();
    const second = await load();
    assert.equal(second.code, 0, second.output + second.errors);
    assert.match((second.output + second.errors).replaceAll(',', ''), /duplicate\D*8300|8300\D*duplicate/i);
    assert.deepEqual(await figures(), before);
  });

  await t.test('a corrected row replaces the former one', async () => {
    const row = deals.find(({ deal_stage }) => deal_stage === 'Won');
    const file = join(server.folder, 'corrected.csv');
    const header = Object.keys(row);
    writeFileSync(file, `${header.join(',')}\r\n${header.map((name) => (name === 'close_value' ? Number(row.close_value) + 1 : row[name])).join(',')}\r\n`);
    const before = await server.actual('company', 'revenue', '2017');
    const { code, output, errors } = await northstar(['import', file, '--source', 'crm-sales-pipeline', '--server', server.url]);
    assert.equal(code, 0, output + errors);
    assert.ok(sameDecimal(await server.actual('company', 'revenue', '2017'), String(Number(before) + 1)));
  });
});

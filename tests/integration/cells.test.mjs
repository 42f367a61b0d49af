// Cells out: which rows a question gives, what stands in them, and what is asked for in vain.

import assert from 'node:assert/strict';
import { divideRounded, sameDecimal, toMinor } from './support/exact_json.mjs';
import { periodsOf, withoutClock } from './support/fold.mjs';
import { testPlan } from './support/plan.mjs';
import { onOneServer, sale } from './support/server.mjs';

const cell_fields = ['unit', 'metric', 'slice', 'period', 'actual', 'target', 'expected', 'attainment', 'pace', 'gap', 'needed_today', 'forecast',
  'forecast_low', 'forecast_high', 'unallocated', 'light', 'as_of', 'source_age_s'];
const address = ({ unit, metric, slice, period }) => [unit, metric, slice, period].join('|');
const problem = /^application\/problem\+json/;

/** RFC 4180, written for the tests: rows of fields, quotes taken off. */
function parseCsv(text) {
  assert.ok(text.endsWith('\r\n'), 'the last line ends too');
  return text.slice(0, -2).split('\r\n').map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain));
}

onOneServer('cells', { plan: testPlan() }, {
  'without a filter there is a row for the root, each metric and the five running periods': async (server) => {
    const rows = await server.cells('');
    assert.equal(rows.length, 4 * 5);
    assert.deepEqual([...new Set(rows.map(({ unit }) => unit))], ['acme']);
    assert.deepEqual([...new Set(rows.map(({ slice }) => slice))], ['']);
    const [as_of] = rows.map((row) => row.as_of);
    assert.deepEqual(new Set(rows.map(({ period }) => period)), new Set(periodsOf(as_of)));
  },

  'every cell has every field of the contract, and as_of is an instant with milliseconds in the plan\'s offset': async (server) => {
    for (const row of await server.cells({ descend: 1 })) {
      assert.deepEqual(Object.keys(row), cell_fields);
      assert.match(row.as_of, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/);
      assert.ok(['green', 'yellow', 'red', 'grey'].includes(row.light), row.light);
    }
  },

  'filters can be repeated, and every cell asked for has exactly one row': async (server) => {
    const query = { unit: ['anna', 'west'], metric: ['revenue', 'deals'], period: ['2026-03', '2026-Q1', '2026-W11', '2026', '2026-03-10'], slice: ['', 'product:GTX Pro', 'segment:other'] };
    const rows = await server.cells(query);
    assert.equal(rows.length, 2 * 2 * 5 * 3);
    assert.equal(new Set(rows.map(address)).size, rows.length);
  },

  'a kind of period stands for the running one': async (server) => {
    for (const [i, kind] of ['year', 'quarter', 'month', 'week', 'day'].entries()) {
      const [row] = await server.cells({ metric: 'revenue', period: kind });
      assert.equal(row.period, periodsOf(row.as_of)[i]);
    }
  },

  'descend=1 adds all units below, and unassigned under the root only': async (server) => {
    const units = async (query) => [...new Set((await server.cells({ metric: 'deals', period: '2026', descend: 1, ...query })).map(({ unit }) => unit))].sort();
    assert.deepEqual(await units({}), ['acme', 'anna', 'ben', 'cai', 'dan', 'east', 'unassigned', 'west'].sort());
    assert.deepEqual((await units({ unit: 'east' })).filter((unit) => unit !== 'dan'), ['anna', 'ben', 'east']);
    assert.deepEqual(await units({ unit: 'anna' }), ['anna']);
  },

  'what the plan does not know is answered 404 with a problem that names it': async (server) => {
    for (const query of ['unit=nobody', 'metric=luck', 'period=2026-13', 'period=2026-Q5', 'period=yesterday', 'period=2026-02-30', 'period=2026-W54', 'slice=product:GTXPro', 'slice=colour:red', 'slice=new']) {
      const answer = await server.get(`/api/v1/cells?${query}`);
      assert.equal(answer.status, 404, query);
      assert.match(answer.headers.get('content-type'), problem, query);
      assert.equal(answer.json.status, 404);
      assert.ok(answer.json.type && answer.json.title && answer.json.detail, query);
    }
    assert.equal((await server.get('/api/v1/cells.csv?unit=nobody')).status, 404);
  },

  'one unknown name among known ones is 404 too': async (server) => {
    assert.equal((await server.get('/api/v1/cells?unit=anna&unit=nobody')).status, 404);
  },

  'the figures of a past month follow from its target and its actual': async (server) => {
    await server.post([sale('fig-1', { occurred_at: '2026-05-20T10:00:00+08:00', amount: '123456.78' })]);
    const cell = await server.cell('acme', 'revenue', '2026-05');
    const [actual, target] = [toMinor(cell.actual), toMinor(cell.target)];
    assert.equal(actual, 12_345_678n);
    assert.ok(target > 0n);
    assert.ok(sameDecimal(cell.expected, cell.target), 'all of the target is due');
    assert.equal(toMinor(cell.gap), target - actual);
    assert.equal(toMinor(cell.attainment, 6), divideRounded(actual, target, 6));
    assert.ok(sameDecimal(cell.pace, cell.attainment));
    assert.equal(cell.needed_today, null);
    assert.ok(sameDecimal(cell.forecast, cell.actual));
    assert.equal(cell.light, 'red');
  },

  'the months of a year and the members of a unit add up to its target': async (server) => {
    const months = Array.from({ length: 12 }, (_, i) => `2026-${String(i + 1).padStart(2, '0')}`);
    const sum = (rows) => rows.reduce((total, { target }) => total + toMinor(target), 0n);
    for (const unit of ['acme', 'east', 'west']) {
      assert.equal(sum(await server.cells({ unit, metric: 'revenue', period: months })), sum(await server.cells({ unit, metric: 'revenue', period: '2026' })), unit);
    }
    assert.equal(sum(await server.cells({ unit: ['east', 'west'], metric: 'revenue', period: '2026-03' })), toMinor((await server.cell('acme', 'revenue', '2026-03')).target));
  },

  'a future period has not begun: no light, nothing expected': async (server) => {
    const cell = await server.cell('acme', 'revenue', '2199-01-02');
    assert.equal(cell.light, 'grey');
    assert.ok(sameDecimal(cell.actual, '0'));
    assert.equal(cell.pace, null);
  },

  'a ratio target is the same in the periods inside, and needs nothing today': async (server) => {
    const cell = await server.cell('acme', 'win_rate', '2026-Q2');
    assert.ok(sameDecimal(cell.target, '0.5'));
    assert.ok(sameDecimal(cell.expected, '0.5'));
    assert.equal(cell.needed_today, null);
    assert.equal(cell.unallocated, null);
  },

  'cells.csv holds the same rows and digits as the JSON': async (server) => {
    const query = 'unit=acme&unit=anna&period=2026-05&period=2026&descend=1&slice=&slice=product:GTX%20Pro';
    const answer = await server.get(`/api/v1/cells.csv?${query}`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type'), /^text\/csv/);
    const [header, ...rows] = parseCsv(answer.text);
    assert.deepEqual(header, cell_fields);
    const json = await server.cells(query);
    assert.equal(rows.length, json.length);
    rows.forEach((row, i) => {
      assert.equal(row.length, cell_fields.length);
      const still = withoutClock(json[i]);
      cell_fields.forEach((name, k) => { if (name in still) assert.equal(row[k], still[name] ?? '', `${address(json[i])} ${name}`); });
    });
  },

  'daily rows add up to the month and name each of its days once': async (server) => {
    const answer = await server.get('/api/v1/daily?unit=anna&metric=revenue&period=2026-05');
    assert.equal(answer.status, 200);
    const rows = answer.json;
    assert.deepEqual(rows.map(({ day }) => day), Array.from({ length: 31 }, (_, i) => `2026-05-${String(i + 1).padStart(2, '0')}`));
    assert.equal(rows[30].cumulative, 123456.78);
    assert.equal(rows.find(({ day }) => day === '2026-05-20').actual, 123456.78);
    assert.equal(rows[18].cumulative, 0);
    assert.equal(rows.find(({ day }) => day === '2026-05-23').weight, 0);
    assert.equal((await server.get('/api/v1/daily?unit=nobody')).status, 404);
  },
});

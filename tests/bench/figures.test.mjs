import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figure, judge, median, meets } from './harness/numbers.mjs';
import { kept_with, line_of, origins_of, page_with, table_of } from './harness/report.mjs';

test('the median is the middle value, or between the two in the middle', () => {
  assert.equal(median([5]), 5);
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([10, 1, 2, 9]), 5.5);
  assert.throws(() => median([]));
});

test('figures have three digits that count, and no exponent', () => {
  const rows = [[0, '0'], [0.01336, '0.0134'], [1.5, '1.5'], [27.762, '27.8'], [177_234.4, '177,234'], [7_527_000, '7,527,000'], [null, '–']];
  for (const [value, text] of rows) assert.equal(figure(value), text);
});

test('a bound is met on its edge', () => {
  assert.equal(meets(600, ['>=', 600]), true);
  assert.equal(meets(599, ['>=', 600]), false);
  assert.equal(meets(2, ['<=', 2]), true);
  assert.equal(meets(2.01, ['<=', 2]), false);
});

test('a figure with a bound and a ratio is met only when both are', () => {
  assert.deepEqual(judge({ value: 70, peer: 100, bound: ['>=', 60], ratio_bound: ['>=', 0.7] }), { ratio: 0.7, met: true });
  assert.deepEqual(judge({ value: 69, peer: 100, bound: ['>=', 60], ratio_bound: ['>=', 0.7] }), { ratio: 0.69, met: false });
  assert.deepEqual(judge({ value: 5 }), {});
});

test('without its peer a ratio is neither met nor missed', () => {
  assert.deepEqual(judge({ value: 70, ratio_bound: ['>=', 0.7] }), {});
});

test('a line tells name, value and unit, and what it was held against', () => {
  const line = line_of({ row: 3, name: 'posts', value: 61234.5, unit: '1/s', runs: [60000, 61234.5, 62000], peer: { name: 'without fsync', value: 80000 }, bound: ['>=', 60000], ratio_bound: ['>=', 0.7] });
  assert.deepEqual(line, {
    name: 'posts', value: 61230, unit: '1/s', row: 3, runs: [60000, 61230, 62000], peer: { name: 'without fsync', value: 80000 }, ratio: 0.7654,
    target: '≥ 60,000 1/s and ≥ 0.7 × without fsync', met: true,
  });
});

test('the table has a row a figure and says what was not measured', () => {
  const table = table_of([
    line_of({ row: 1, name: 'a|b', value: 2, unit: 'ms', bound: ['<=', 1] }),
    { row: 4, name: 'viewers', value: null, unit: '', note: 'no peer here' },
  ]).split('\n');
  assert.equal(table.length, 4);
  assert.equal(table[2], '| 1 | a\\|b | ≤ 1 ms | 2 ms |  |  | **no** |');
  assert.match(table[3], /not measured: no peer here/);
});

test('a row measured again takes the place of its earlier figures, in the order of rows', () => {
  const before = [{ row: 1, name: 'a' }, { row: 3, name: 'old' }, { row: 11, name: 'c' }];
  assert.deepEqual(kept_with(before, [{ row: 3, name: 'new' }]), [{ row: 1, name: 'a' }, { row: 3, name: 'new' }, { row: 11, name: 'c' }]);
});

test('the table goes between the marks of the page, and a page without them is refused', () => {
  const page = 'head\n<!-- figures: written by scripts/bench --write -->\nold\n<!-- end of figures -->\ntail\n';
  assert.equal(page_with(page, 'new'), page.replace('old', 'new'));
  assert.throws(() => page_with('head', 'new'), /marks/);
});

test('the page tells of each row in which run it was measured', () => {
  const made = { commit: 'abc1234', seed: 7, repeats: 3, day: '2026-11-25' };
  const text = origins_of([{ row: 1, made }, { row: 1, made }, { row: 4, made }, { row: 5, made: { ...made, repeats: 1 } }]);
  assert.equal(text, 'Commit abc1234, 2026-11-25, median of 3 runs, seed 7: rows 1, 4.\nCommit abc1234, 2026-11-25, one run, seed 7: rows 5.');
});

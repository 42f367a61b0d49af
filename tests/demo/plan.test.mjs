// The demo company's plan: complete by the contract's names, its shares whole, every unit with a target, the same each time.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { companyOf } from '../../scripts/demo-company/company.mjs';
import { cut, planOf, planText, yearly } from '../../scripts/demo-company/plan.mjs';
import { planDays, weightsOf } from '../../scripts/demo-company/work_calendar.mjs';

const years = [2025, 2026, 2027, 2028, 2031];
const planIn = (year) => planOf(companyOf(year, 'test'), `${year}-11-21`);
const known_keys = ['organisation', 'timezone', 'currency', 'locale', 'calendar', 'rates', 'units', 'slices', 'metrics', 'north_star', 'targets',
  'lights', 'alerts', 'funnel', 'milestones', 'bonus', 'contests', 'celebrate'];

test('the plan has every required key and no unknown one', () => {
  const plan = planIn(2026);
  for (const key of ['organisation', 'timezone', 'currency', 'units', 'metrics']) assert.ok(plan[key], key);
  assert.deepEqual(Object.keys(plan).filter((key) => !known_keys.includes(key)), []);
});

test('the company has regions, teams and about forty reps with Chinese names and aliases of their own', () => {
  const { units } = planIn(2026);
  const of = (kind) => units.filter((unit) => unit.kind === kind);
  assert.equal(of('company').length, 1);
  assert.ok(of('region').length >= 2 && of('region').length <= 3);
  assert.equal(of('rep').length, 40);
  const ids = units.map(({ id }) => id);
  for (const { id, parent } of units) assert.ok(id === 'beichen' ? parent === undefined : ids.includes(parent), id);
  for (const { name } of of('rep')) assert.match(name, /^\p{Script=Han}{2,4}$/u);
  const names = [...ids, ...of('rep').flatMap(({ aliases }) => aliases)];
  assert.equal(new Set(names).size, names.length, 'an id or alias stands twice');
  assert.ok(of('rep').some(({ leave }) => leave?.length > 0));
});

test('the shares of every target name all direct members and add up to one', () => {
  const { units, targets } = planIn(2026);
  for (const { unit, split } of targets) {
    const members = units.filter(({ parent }) => parent === unit).map(({ id }) => id);
    assert.deepEqual(Object.keys(split.units).sort(), members.sort(), unit);
    const sum = Object.values(split.units).reduce((total, share) => total + BigInt(Math.round(Number(share) * 10_000)), 0n);
    assert.equal(sum, 10_000n, unit);
  }
});

test('every unit has exactly one target a metric, its own or a share of its parent\'s', () => {
  const { units, targets } = planIn(2026);
  for (const metric of [...Object.keys(yearly), 'win_rate']) {
    const rows = targets.filter((row) => row.metric === metric);
    const given = rows.flatMap(({ unit, split }) => [unit, ...Object.keys(split.units)]);
    assert.deepEqual([...given].sort(), units.map(({ id }) => id).sort(), metric);
  }
});

test('the teams\' targets add up to the company\'s', () => {
  const { targets, units } = planIn(2026);
  const teams = units.filter(({ kind }) => kind === 'team').map(({ id }) => id);
  for (const [metric, total] of Object.entries(yearly)) {
    const sum = targets.filter((row) => row.metric === metric && teams.includes(row.unit)).reduce((all, row) => all + Number(row.value), 0);
    assert.equal(sum, total, metric);
  }
});

test('a total cut by weights loses nothing and gives the remainder to the largest rest', () => {
  const rows = [[10, [1, 1, 1], [4, 3, 3]], [100, [50, 30, 20], [50, 30, 20]], [1, [1, 9], [0, 1]], [0, [1, 2], [0, 0]]];
  for (const [total, weights, parts] of rows) assert.deepEqual(cut(total, weights), parts);
});

test('the plan of a day is the same each time it is written, and changes within the year only by the month of its contest', () => {
  assert.deepEqual(planIn(2026), planIn(2026));
  const { contests: november, ...rest } = planIn(2026);
  const { contests: march, ...others } = planOf(companyOf(2026, 'test'), '2026-03-02');
  assert.deepEqual(rest, others);
  assert.equal(november[0].period, '2026-11');
  assert.equal(march[0].period, '2026-03');
});

test('the calendar names each day once, in order, in any year', () => {
  for (const year of years) {
    const dates = planDays(year).map(({ date }) => date);
    assert.deepEqual(dates, [...new Set(dates)].sort(), String(year));
    for (const date of dates) assert.equal(new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10), date);
  }
});

test('holidays are free, make-up days are worked and promotion days weigh more', () => {
  const weight = weightsOf([2025, 2026, 2027]);
  const days = { '2025-10-08': 0, '2025-10-11': 1, '2026-01-04': 1, '2026-02-14': 1, '2026-02-16': 0, '2026-02-24': 1, '2026-02-28': 1, '2026-09-25': 0,
    '2026-10-10': 1, '2026-11-11': 4, '2026-11-21': 0, '2026-11-23': 1, '2026-06-18': 2, '2027-02-08': 0, '2027-02-09': 1 };
  for (const [day, expected] of Object.entries(days)) assert.equal(weight(day), expected, day);
});

test('scripts/demo writes the plan as JSON that reads back the same', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'northstar-demo-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'plan.json');
  execFileSync(new URL('../../scripts/demo', import.meta.url).pathname, ['plan', file, '--now', '2026-11-21T12:00:00+08:00', '--seed', 'test'], { stdio: 'pipe' });
  assert.equal(readFileSync(file, 'utf8'), planText(planIn(2026)));
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), planIn(2026));
});

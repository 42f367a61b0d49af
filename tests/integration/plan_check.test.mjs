// `northstar plan check`: all faults and doubts of a plan at once, a line each with its JSON Pointer, and the exit codes.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { testPlan } from './support/plan.mjs';
import { northstar, temporaryFolder, writeJson } from './support/process.mjs';

const folder = temporaryFolder();
let files = 0;

async function check(plan) {
  const { code, output, errors } = await northstar(['plan', 'check', writeJson(folder, `plan-${++files}.json`, plan)]);
  return { code, lines: (output + errors).split('\n').filter((line) => line !== '') };
}

/** The plan with one thing changed. */
const changed = (change) => {
  const plan = testPlan();
  change(plan);
  return plan;
};

test('a good plan has no fault and ends with 0', async () => {
  const { code, lines } = await check(testPlan());
  assert.equal(code, 0, lines.join('\n'));
  assert.ok(!lines.some((line) => /^fault/.test(line)));
});

test('comments are allowed, and the smallest plan is complete', async () => {
  const smallest = { organisation: 'A', timezone: 'Europe/Berlin', currency: 'EUR', units: [{ id: 'a' }], metrics: [{ id: 'n', kind: 'count', types: ['deal.won'] }] };
  const { code, lines } = await check(`// a comment\n/* another */ ${JSON.stringify(smallest)}`);
  assert.equal(code, 0, lines.join('\n'));
});

const faults = [
  ['a missing required key', (p) => { delete p.timezone; }, '/timezone'],
  ['an unknown key', (p) => { p.colour = 'red'; }, '/colour'],
  ['an unknown key deep inside', (p) => { p.calendar.holidays = []; }, '/calendar/holidays'],
  ['an unknown time zone', (p) => { p.timezone = 'Asia/Beijing'; }, '/timezone'],
  ['a fiscal start that is not the 1st of a month', (p) => { p.calendar.fiscal_year_start = '04-06'; }, '/calendar/fiscal_year_start'],
  ['a second root', (p) => { p.units.push({ id: 'second', kind: 'company' }); }, '/units/7'],
  ['a parent nobody is', (p) => { p.units[3].parent = 'eats'; }, '/units/3/parent'],
  ['an id given twice', (p) => { p.units[4].id = 'anna'; }, '/units/4/id'],
  ['overlapping memberships', (p) => { p.units[6].memberships[1].from = '2026-06-30'; }, '/units/6/memberships'],
  ['a metric without types', (p) => { delete p.metrics[1].types; }, '/metrics/1'],
  ['a ratio of an unknown metric', (p) => { p.metrics[3].numerator = 'luck'; }, '/metrics/3/numerator'],
  ['a kind of metric that is none', (p) => { p.metrics[1].kind = 'average'; }, '/metrics/1/kind'],
  ['a north star that is no metric', (p) => { p.north_star = 'luck'; }, '/north_star'],
  ['a target of an unknown unit', (p) => { p.targets[0].unit = 'nobody'; }, '/targets/0/unit'],
  ['a target of a period that is none', (p) => { p.targets[0].period = '2026-13'; }, '/targets/0/period'],
  ['a target that is no decimal', (p) => { p.targets[0].value = 'much'; }, '/targets/0/value'],
  ['two targets for the same cell', (p) => { p.targets.push({ ...p.targets[0] }); }, /\/targets\/\d/],
  ['period shares that do not add up to one', (p) => { p.targets[0].split.periods = { '2026-Q1': '0.2', '2026-Q2': '0.2', '2026-Q3': '0.2', '2026-Q4': '0.2' }; }, '/targets/0/split/periods'],
  ['a rate that is no decimal', (p) => { p.rates[0].rate = 'seven'; }, '/rates/0/rate'],
  ['a day that does not exist', (p) => { p.calendar.days[0].date = '2026-02-30'; }, '/calendar/days/0/date'],
  ['a light that is no decimal', (p) => { p.lights.green = 'soon'; }, '/lights/green'],
];

for (const [what, change, pointer] of faults) {
  test(`${what} is a fault at its place, and ends with 1`, async () => {
    const { code, lines } = await check(changed(change));
    assert.equal(code, 1, lines.join('\n'));
    const found = lines.filter((line) => line.startsWith('fault'));
    assert.ok(found.some((line) => (pointer instanceof RegExp ? pointer.test(line) : line.includes(pointer))), `${pointer} in:\n${lines.join('\n')}`);
  });
}

test('all faults are told at once', async () => {
  const { code, lines } = await check(changed((p) => {
    p.colour = 'red';
    p.units[3].parent = 'eats';
    p.targets[0].value = 'much';
    p.lights.green = 'soon';
  }));
  assert.equal(code, 1);
  for (const pointer of ['/colour', '/units/3/parent', '/targets/0/value', '/lights/green']) assert.ok(lines.some((line) => line.includes(pointer)), `${pointer} in:\n${lines.join('\n')}`);
});

test('a holiday file that is not there is a doubt, not a fault', async () => {
  const { code, lines } = await check(changed((p) => { p.calendar.holiday_files = ['holidays/2031.json']; }));
  assert.equal(code, 0, lines.join('\n'));
  assert.ok(lines.some((line) => /^doubt/.test(line) && line.includes('/calendar/holiday_files/0')), lines.join('\n'));
});

test('what is no JSON is a fault that names its place', async () => {
  for (const text of ['', '{', '{"organisation":}', '[]', '"plan"']) {
    const { code, lines } = await check(text);
    assert.equal(code, 1, text);
    assert.ok(lines.length > 0, text);
  }
});

test('a file that is not there ends with 1, a command that is not understood with 2', async () => {
  assert.equal((await northstar(['plan', 'check', join(folder, 'none.json')])).code, 1);
  for (const args of [['plan', 'check'], ['plan'], ['plan', 'dance'], ['dance'], [], ['serve', '--colour', 'red'], ['serve']]) {
    const { code, errors, output } = await northstar(args, { cwd: folder });
    assert.equal(code, 2, `${args.join(' ')}: ${output}${errors}`);
    assert.ok((output + errors).length > 0, args.join(' '));
  }
});

test('a server refuses a faulty plan with the same lines and ends with 1', async () => {
  const plan = writeJson(folder, 'faulty.json', changed((p) => { p.units[3].parent = 'eats'; }));
  const { code, output, errors } = await northstar(['serve', '--plan', plan, '--data', join(folder, 'data'), '--listen', '127.0.0.1:0']);
  assert.equal(code, 1);
  assert.match(output + errors, /\/units\/3\/parent/);
});

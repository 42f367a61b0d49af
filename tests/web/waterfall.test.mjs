import assert from 'node:assert/strict';
import test from 'node:test';
import { waterfall } from '../../web/js/view/waterfall.js';

const stages = [{ metric: 'leads', actual: 100, num: 4, den: 10 }, { metric: 'visits', actual: 50, num: 1, den: 4 }, { metric: 'deals', actual: 10, num: null, den: null }];

test('the gap falls from the target over volume, each conversion and the price to the actual', () => {
  // By the plan 100 leads bring 40 visits, 10 deals, 1,000.00 each.
  const fall = waterfall({ target: 20_000, expected: 12_000, actual: 9_000.5 }, stages, { num: 20_000, den: 20 }, 2);
  assert.deepEqual(fall.steps.map(({ kind, stage, change }) => [kind, stage, Number(change)]), [
    ['later', 2, -800_000], ['volume', 0, -200_000], ['conversion', 0, 250_000], ['conversion', 1, -250_000], ['price', 2, -99_950],
  ]);
});

test('an ended period has nothing that is not due yet', () => {
  const fall = waterfall({ target: 12_000, expected: 12_000, actual: 9_000 }, stages, { num: 1000, den: 1 }, 2);
  assert.deepEqual(fall.steps.map(({ kind }) => kind), ['volume', 'conversion', 'conversion', 'price']);
});

test('whatever is rounded on the way, the steps add up to the gap, each beginning where the one before ends', () => {
  let state = 7;
  const random = (most) => { state = (state * 1664525 + 1013904223) % 4294967296; return Math.floor((state / 4294967296) * most); };
  for (let round = 0; round < 2000; round += 1) {
    const digits = random(4);
    const money = () => Number(((random(2e9) - 2e8) * (round % 9 === 0 ? 1000 : 1) / 10 ** digits).toFixed(digits));
    const many = Array.from({ length: 1 + random(4) }, () => ({ metric: 'm', actual: random(5000), num: 1 + random(900), den: 1 + random(900) }));
    const cell = { target: money(), expected: money(), actual: money() };
    const fall = waterfall(cell, many, { num: 1 + random(1e9) / 100, den: 1 + random(700) }, digits);
    const sum = fall.steps.reduce((whole, { change }) => whole + change, 0n);
    assert.equal(sum, fall.actual - fall.target);
    assert.equal(fall.target - fall.actual, BigInt(Math.round(cell.target * 10 ** digits)) - BigInt(Math.round(cell.actual * 10 ** digits)));
    fall.steps.forEach((step, index) => assert.equal(step.from, index === 0 ? fall.target : fall.steps[index - 1].to));
  }
});

test('without a rate there is no waterfall, and a stage of nothing is no fault', () => {
  const cell = { target: 100, expected: 50, actual: 0 };
  assert.equal(waterfall(cell, [{ ...stages[0], num: null }, stages[2]], { num: 1, den: 1 }, 2), null);
  assert.equal(waterfall(cell, stages, { num: null, den: null }, 2), null);
  assert.equal(waterfall(cell, stages, { num: 1, den: 0 }, 2), null);
  assert.equal(waterfall(cell, [{ ...stages[0], num: 0 }, stages[2]], { num: 1, den: 1 }, 2), null);
  const nothing = waterfall(cell, stages.map((stage) => ({ ...stage, actual: 0 })), { num: 10, den: 1 }, 2);
  assert.deepEqual(nothing.steps.map(({ kind, change }) => [kind, Number(change)]), [['later', -5000], ['volume', -5000], ['conversion', 0], ['conversion', 0], ['price', 0]]);
});

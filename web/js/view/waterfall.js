// The gap of a figure as a waterfall: what is not due yet, then what volume, each conversion and the price take away or bring.
// docs/pages.md says the formula; the steps add up to the gap to the last minor unit, whatever is rounded on the way.

/**
 * A stage of the plan's funnel, first to last, as /funnel tells it; `num` ÷ `den` is the rate to the next stage.
 * @typedef {{metric: string, actual: number, num: number | null, den: number | null}} Stage
 */
/** `from` and `to` are what the figure would be before and after this step, `change` the difference: below zero it takes away. All in minor units. @typedef {{kind: 'later' | 'volume' | 'conversion' | 'price', stage: number, from: bigint, to: bigint, change: bigint}} Step */

/** @typedef {{num: bigint, den: bigint}} Ratio */

/**
 * @param {{target: number, expected: number, actual: number}} cell
 * @param {readonly Stage[]} stages
 * @param {{num: number | null, den: number | null}} price what one unit of the last stage should bring
 * @param {number} digits of the metric
 * @returns {{target: bigint, actual: bigint, steps: Step[]} | null} null: some rate is not known
 */
export function waterfall(cell, stages, price, digits) {
  const rates = [...stages.slice(0, -1), price].map(({ num, den }) => ratioOf(num, den));
  if (stages.length === 0 || rates.some((rate) => rate === null || rate.num <= 0n)) return null;
  const [target, expected, actual] = [cell.target, cell.expected, cell.actual].map((value) => minorOf(value, digits));
  /** What each stage's own number would have brought by the plan's rates from there on. */
  const levels = stages.map((stage, index) => {
    const whole = /** @type {Ratio[]} */ (rates).slice(index).reduce((product, rate) => ({ num: product.num * rate.num, den: product.den * rate.den }), ratio(stage.actual));
    return rounded(whole.num * 10n ** BigInt(digits), whole.den);
  });
  const points = [target, expected, ...levels, actual];
  const kinds = /** @type {Step['kind'][]} */ (['later', 'volume', ...stages.slice(1).map(() => 'conversion'), 'price']);
  const steps = kinds.map((kind, index) => ({ kind, stage: kind === 'volume' ? 0 : kind === 'conversion' ? index - 2 : stages.length - 1, from: points[index], to: points[index + 1], change: points[index + 1] - points[index] }));
  // What is not due yet is no step of a period that is over.
  return { target, actual, steps: steps.filter(({ kind, change }) => kind !== 'later' || change !== 0n) };
}

/** A decimal figure as minor units: the server's figures have no more digits than their metric. @param {number} value @param {number} digits */
function minorOf(value, digits) {
  return BigInt(value.toFixed(digits).replace('.', ''));
}

/** @param {number | null} num @param {number | null} den @returns {Ratio | null} */
function ratioOf(num, den) {
  if (num === null || den === null || den === 0) return null;
  const [a, b] = [ratio(num), ratio(den)];
  return { num: a.num * b.den, den: a.den * b.num };
}

/** @param {number} value a decimal of the server @returns {Ratio} */
function ratio(value) {
  const text = value.toFixed(6);
  return { num: BigInt(text.replace('.', '')), den: 1_000_000n };
}

/** Half away from zero. @param {bigint} num @param {bigint} den above zero */
function rounded(num, den) {
  const half = den / 2n;
  return num < 0n ? -((-num + half) / den) : (num + half) / den;
}

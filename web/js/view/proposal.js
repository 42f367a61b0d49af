// What the next period would have to bring so that the year's target is still reached: a proposal, reckoned from the server's figures
// alone, and no plan. docs/pages.md says the formula.

/** @typedef {import('../feed/protocol.js').Cell} Cell */

const restsMax = 12;

/**
 * The periods of the same kind that are left of the running year behind this one, in their order; none where weeks and years do not
 * nest, or where the period is not of the running year.
 * @param {{id: string, kind: string}} period
 * @param {{id: string, start_ms: number, end_ms: number} | undefined} year the running one
 * @param {string} timeZone
 * @returns {string[]}
 */
export function periodsLeft(period, year, timeZone) {
  if (year === undefined) return [];
  if (period.kind === 'quarter') {
    const [ofYear, quarter] = [period.id.slice(0, 4), Number(period.id.slice(6))];
    return ofYear === year.id ? Array.from({ length: 4 - quarter }, (_, index) => `${ofYear}-Q${quarter + 1 + index}`) : [];
  }
  if (period.kind !== 'month') return [];
  const monthOf = (/** @type {number} */ atMs) => new Intl.DateTimeFormat('sv', { timeZone, year: 'numeric', month: '2-digit' }).format(atMs).slice(0, 7);
  const [first, last] = [monthOf(year.start_ms), monthOf(year.end_ms - 1)];
  if (period.id < first || period.id >= last) return [];
  /** @type {string[]} */
  const left = [];
  for (let [at, month] = period.id.split('-').map(Number); left.length < restsMax && (left.at(-1) ?? '') < last;) {
    [at, month] = month === 12 ? [at + 1, 1] : [at, month + 1];
    left.push(`${at}-${String(month).padStart(2, '0')}`);
  }
  return left;
}

/**
 * What is open of the year when this period ends (as forecast while it runs), shared out as the plan shares the periods left.
 * @param {readonly Cell[]} cells of one unit: the year, the period, and the periods left
 * @param {string} yearId @param {string} periodId @param {readonly string[]} left
 * @param {number} digits of the metric
 * @returns {{planned: number, proposed: number, open: number} | null} null: some target is missing, or nothing is planned to be left
 */
export function proposal(cells, yearId, periodId, left, digits) {
  const cellOf = (/** @type {string} */ id) => cells.find((cell) => cell.period === id) ?? null;
  const [year, period] = [cellOf(yearId), cellOf(periodId)];
  const targets = left.map((id) => cellOf(id)?.target ?? null);
  if (year?.target == null || year.actual === null || period === null || period.actual === null || period.forecast === null || targets.length === 0 || targets.includes(null)) return null;
  const minor = (/** @type {number} */ value) => BigInt(value.toFixed(digits).replace('.', ''));
  const planned = targets.map((target) => minor(target ?? 0));
  const whole = planned.reduce((sum, one) => sum + one, 0n);
  if (whole <= 0n) return null;
  const open = minor(year.target) - minor(year.actual) - (minor(period.forecast) - minor(period.actual));
  const proposed = open <= 0n ? 0n : (open * planned[0] + whole - 1n) / whole;
  const plain = (/** @type {bigint} */ value) => Number(value) / 10 ** digits;
  return { planned: plain(planned[0]), proposed: plain(proposed), open: plain(open) };
}

// The order of the leaderboard. Everybody's share of his own target by default, so that a small territory can
// lead; by amount where the wall asks for it. Who has no target comes after those who have one.

/** @typedef {import('../feed/protocol.js').Cell} Cell */

/**
 * Equal figures share a rank; the plan's order decides who is named first.
 * @template {{cell: Cell}} Entry
 * @param {readonly Entry[]} entries in the plan's order
 * @param {'attainment' | 'amount'} mode
 * @returns {(Entry & {rank: number})[]}
 */
export function ranked(entries, mode) {
  const keys = mode === 'amount' ? /** @type {const} */ (['actual', 'attainment']) : /** @type {const} */ (['attainment', 'actual']);
  const order = (/** @type {Entry} */ a, /** @type {Entry} */ b) => compare(a.cell[keys[0]], b.cell[keys[0]]) || compare(a.cell[keys[1]], b.cell[keys[1]]);
  const sorted = [...entries].sort(order);
  /** @type {(Entry & {rank: number})[]} */
  const result = [];
  sorted.forEach((entry, index) => {
    const before = result[index - 1];
    result.push({ ...entry, rank: before !== undefined && order(before, entry) === 0 ? before.rank : index + 1 });
  });
  return result;
}

/** Larger first, nothing last. @param {number | null} a @param {number | null} b */
function compare(a, b) {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : b - a;
}

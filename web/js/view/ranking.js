// The order of the leaderboard. Everybody's share of his own target by default, so that a small territory can
// lead; by amount where the wall asks for it. Who has no target comes after those who have one.

/** @typedef {import('../feed/protocol.js').Cell} Cell */
/** Attainments at the same point of the former period, by unit. @typedef {ReadonlyMap<string, number | null>} Earlier */

/**
 * Equal figures share a rank; the plan's order decides who is named first.
 * @template {{cell: Cell, improved?: number | null}} Entry
 * @param {readonly Entry[]} entries in the plan's order
 * @param {'attainment' | 'amount' | 'improved'} mode by `improved` the entries bring their own figure
 * @returns {(Entry & {rank: number})[]}
 */
export function ranked(entries, mode) {
  const keys = mode === 'amount' ? /** @type {const} */ (['actual', 'attainment']) : /** @type {const} */ (['attainment', 'actual']);
  const first = (/** @type {Entry} */ entry) => (mode === 'improved' ? entry.improved ?? null : entry.cell[keys[0]]);
  const order = (/** @type {Entry} */ a, /** @type {Entry} */ b) => compare(first(a), first(b)) || (mode === 'improved' ? 0 : compare(a.cell[keys[1]], b.cell[keys[1]]));
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

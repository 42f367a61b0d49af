// Where a bar ends and where its marks stand, as shares of the bar from 0 to 1. Drawing only: the figures
// themselves are the server's.

/** @typedef {import('../feed/protocol.js').Cell} Cell */
/** @typedef {{fill: number, expected: number | null, target: number | null}} Progress */

/** @param {number} value */
const share = (value) => Math.min(1, Math.max(0, value));

/**
 * The bar is as long as the target; when the target is exceeded the bar is the actual, and the target a mark in it.
 * Without a target above zero there is nothing to be a part of.
 * @param {Cell | null} cell
 * @returns {Progress}
 */
export function progress(cell) {
  const target = cell?.target ?? null;
  if (cell === null || target === null || target <= 0) return { fill: 0, expected: null, target: null };
  const actual = cell.actual ?? 0;
  const whole = Math.max(target, actual);
  return {
    fill: share(actual / whole),
    expected: cell.expected === null ? null : share(cell.expected / whole),
    target: actual > target ? target / whole : null,
  };
}

/**
 * Where the knot of a tug-of-war stands, from the left. Each side keeps a little, so that its end of the rope
 * stays visible; nobody pulls with less than nothing.
 * @param {number} left
 * @param {number} right
 */
export function knot(left, right) {
  const [a, b] = [Math.max(0, left), Math.max(0, right)];
  return a + b === 0 ? 0.5 : Math.min(0.96, Math.max(0.04, a / (a + b)));
}

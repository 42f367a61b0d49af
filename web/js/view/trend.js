// The line of the period so far, its expected curve and the period before. The rows come from the server once;
// the running day then follows the feed, so that the line ends where the big figure stands.

/** @typedef {import('../board/store.js').DailyRow} DailyRow */
/**
 * @typedef {object} Trend
 * @property {string[]} days
 * @property {(number | null)[]} actual
 * @property {(number | null)[]} expected
 * @property {(number | null)[]} previous
 * @property {number} today index of the running day, -1 when none is
 */

/**
 * @param {readonly DailyRow[]} rows
 * @param {readonly DailyRow[]} previous rows of the period before
 * @param {number | null} actual the cell's figure now
 * @returns {Trend}
 */
export function trend(rows, previous, actual) {
  const begun = rows.findLastIndex((row) => row.cumulative !== null);
  return {
    days: rows.map((row) => row.day),
    actual: rows.map((row, index) => (index === begun && actual !== null ? actual : row.cumulative)),
    expected: rows.map((row) => row.expected),
    previous: rows.map((_, index) => previous[index]?.cumulative ?? null),
    today: begun,
  };
}

/** Whether the calendar asks for nothing today. @param {readonly DailyRow[]} rows */
export function dayOff(rows) {
  const today = rows.findLast((row) => row.cumulative !== null);
  return today !== undefined && today.weight === 0;
}

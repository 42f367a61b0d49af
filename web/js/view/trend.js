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
 * @property {(number | null)[]} low the forecast's lower edge from today to the end, over the days that still count
 * @property {(number | null)[]} high
 * @property {(number | null)[]} likely
 */
/** @typedef {{forecast: number | null, forecast_low: number | null, forecast_high: number | null}} Forecast */

/**
 * @param {readonly DailyRow[]} rows
 * @param {readonly DailyRow[]} previous rows of the period before
 * @param {number | null} actual the cell's figure now
 * @param {Forecast | null} [forecast] where the server sees the period end
 * @returns {Trend}
 */
export function trend(rows, previous, actual, forecast = null) {
  const begun = rows.findLastIndex((row) => row.cumulative !== null);
  const from = actual ?? rows[begun]?.cumulative ?? null;
  const fan = (/** @type {number | null | undefined} */ to) => reach(rows, begun, from, to ?? null);
  return {
    days: rows.map((row) => row.day),
    actual: rows.map((row, index) => (index === begun && actual !== null ? actual : row.cumulative)),
    expected: rows.map((row) => row.expected),
    previous: rows.map((_, index) => previous[index]?.cumulative ?? null),
    today: begun,
    low: fan(forecast?.forecast_low), high: fan(forecast?.forecast_high), likely: fan(forecast?.forecast),
  };
}

/** From today's figure to the forecast one, drawn by the weight of the days in between. @param {readonly DailyRow[]} rows @param {number} begun @param {number | null} from @param {number | null} to */
function reach(rows, begun, from, to) {
  const left = rows.slice(begun + 1).reduce((sum, { weight }) => sum + weight, 0);
  if (from === null || to === null || begun < 0 || left <= 0) return rows.map(() => null);
  let gone = 0;
  return rows.map(({ weight }, index) => {
    if (index < begun) return null;
    if (index > begun) gone += weight;
    return from + ((to - from) * gone) / left;
  });
}

/** Whether the calendar asks for nothing today. @param {readonly DailyRow[]} rows */
export function dayOff(rows) {
  const today = rows.findLast((row) => row.cumulative !== null);
  return today !== undefined && today.weight === 0;
}

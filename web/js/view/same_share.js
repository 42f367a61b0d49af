// The moment of the former period at which as much of its working time had passed as of this one now: by the weights of its
// days, within a day by the clock. What the ranking by progress compares with.

const dayMs = 86_400_000;

/** @typedef {import('../board/store.js').DailyRow} DailyRow */

/**
 * @param {readonly DailyRow[]} previous the days of the former period
 * @param {{start_ms: number, elapsed: number}} period the running one
 * @param {readonly DailyRow[]} rows its days
 * @returns {number | null} Unix ms, whole minutes; null: the former period has no working time
 */
export function sameShareMs(previous, { start_ms: startMs, elapsed }, rows) {
  const whole = previous.reduce((sum, { weight }) => sum + weight, 0);
  if (whole <= 0 || rows.length === 0) return null;
  let left = Math.min(1, Math.max(0, elapsed)) * whole;
  const first = startMs - daysBetween(previous[0].day, rows[0].day) * dayMs;
  for (const [index, { weight }] of previous.entries()) {
    if (left <= weight && weight > 0) return Math.round((first + (index + left / weight) * dayMs) / 60_000) * 60_000;
    left -= weight;
  }
  // Shares that are cut to six digits may leave a crumb behind the last day.
  return first + previous.length * dayMs - 1;
}

/** @param {string} from @param {string} to */
const daysBetween = (from, to) => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);

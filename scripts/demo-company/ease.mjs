// Keeps the demo company near its target: reads the running month's pace from the board, as any client may, and turns it
// into `ease`. A demo left running over a night or a holiday then sells little instead of running away.

const wanted_pace = 1.02;
const strength = 12;
const every_ms = 30_000;

/** Above the wanted pace business slows down, below it picks up; both within bounds. */
export const easeOf = (pace) => Math.min(1.6, Math.max(0.05, 1 + (wanted_pace - pace) * strength));

/** Returns `ease(now_ms)`, which answers at once with the last known value and asks the board anew in the background. */
export function createEase({ server, token }) {
  const url = new URL('/api/v1/cells?metric=revenue&period=month', server);
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  let ease = 1;
  let asked_ms = -Infinity;

  async function ask() {
    const response = await fetch(url, { headers });
    if (!response.ok) return;
    const [cell] = await response.json();
    if (typeof cell?.pace === 'number') ease = easeOf(cell.pace);
  }

  return function current(now_ms) {
    if (now_ms - asked_ms >= every_ms) {
      asked_ms = now_ms;
      // A board that does not answer changes nothing: the sender waits for it anyway.
      ask().catch(() => {});
    }
    return ease;
  };
}

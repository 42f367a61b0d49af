// Fetches the rows of the trend: when the wall turns to another cell, after every snapshot, and now and then.

const refreshMs = 5 * 60_000;
const retryMs = 10_000;

/** @typedef {import('./board/store.js').DailyRow} DailyRow */
/** @typedef {{key: string, unit: string, metric: string, period: string, previous: string | null}} Wanted */

export class DailySource {
  #fetchRows;
  #onDaily;
  #setTimer;
  /** @type {Wanted | null} */
  #wanted = null;
  /** @type {any} */
  #timer = null;
  #turn = 0;

  /**
   * @param {(unit: string, metric: string, period: string) => Promise<DailyRow[]>} fetchRows
   * @param {(daily: import('./board/store.js').Daily) => void} onDaily
   * @param {(run: () => void, delayMs: number) => unknown} [setTimer]
   */
  constructor(fetchRows, onDaily, setTimer = (run, delayMs) => setTimeout(run, delayMs)) {
    this.#fetchRows = fetchRows;
    this.#onDaily = onDaily;
    this.#setTimer = setTimer;
  }

  /** @param {Wanted} wanted @param {boolean} anew even if these rows are here already */
  want(wanted, anew) {
    if (!anew && this.#wanted?.key === wanted.key) return;
    this.#wanted = wanted;
    void this.#load();
  }

  async #load() {
    const wanted = this.#wanted;
    if (wanted === null) return;
    this.#turn += 1;
    const turn = this.#turn;
    clearTimeout(this.#timer);
    const rows = await this.#fetchRows(wanted.unit, wanted.metric, wanted.period).catch(() => null);
    const previous = wanted.previous === null || rows === null ? []
      : await this.#fetchRows(wanted.unit, wanted.metric, wanted.previous).catch(() => []);
    // Somebody wanted something else meanwhile.
    if (turn !== this.#turn) return;
    if (rows !== null) this.#onDaily({ key: wanted.key, rows, previous: previous.some((row) => row.cumulative) ? previous : [] });
    this.#timer = this.#setTimer(() => void this.#load(), rows === null ? retryMs : refreshMs);
  }
}

/**
 * @param {string | null} token
 * @returns {(unit: string, metric: string, period: string) => Promise<DailyRow[]>}
 */
export function dailyFetcher(token) {
  /** @type {Record<string, string>} */
  const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
  return async (unit, metric, period) => {
    const query = new URLSearchParams({ unit, metric, period });
    const answer = await fetch(`/api/v1/daily?${query}`, { headers, cache: 'no-store' });
    if (!answer.ok) throw new Error(`daily: ${answer.status}`);
    return checkedRows(await answer.json());
  };
}

/** @param {unknown} value @returns {DailyRow[]} */
export function checkedRows(value) {
  if (!Array.isArray(value)) throw new Error('daily: not a list');
  const figure = (/** @type {unknown} */ given) => (typeof given === 'number' ? given : null);
  return value.map((row) => ({
    day: String(row.day), actual: figure(row.actual), cumulative: figure(row.cumulative),
    target: figure(row.target), expected: figure(row.expected), weight: figure(row.weight) ?? 0,
  }));
}

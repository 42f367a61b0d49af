// The courses of many rows (the sparklines): asked for one after another, kept for a while, never more than a table shows.

import { lanes } from './api.js';
import { checkedRows } from './daily_source.js';

const freshMs = 5 * 60_000;
const keptMax = 600;

/** @typedef {import('./board/store.js').DailyRow} DailyRow */

export class DailyCache {
  #api;
  #onRows;
  #lane = lanes(3);
  /** @type {Map<string, {rows: readonly DailyRow[] | null, atMs: number}>} */
  #kept = new Map();
  /** When it was last looked through for old ones. */
  #lookedMs = -Infinity;

  /** @param {import('./api.js').Api} api @param {() => void} onRows */
  constructor(api, onRows) {
    this.#api = api;
    this.#onRows = onRows;
  }

  /** The rows if they are here; else they are asked for. @param {string} unit @param {string} metric @param {string} period @param {{slice: string, asOf: string}} query @returns {readonly DailyRow[] | null} */
  rows(unit, metric, period, { slice, asOf }) {
    const key = JSON.stringify([unit, metric, period, slice, asOf]);
    const known = this.#kept.get(key);
    const nowMs = performance.now();
    if (known === undefined || (asOf === '' && nowMs - known.atMs > freshMs)) {
      if (known === undefined && !this.#hasRoom(nowMs)) return null;
      this.#kept.set(key, { rows: known?.rows ?? null, atMs: nowMs });
      this.#lane(async () => {
        const rows = await this.#api.get('daily', { unit, metric, period, slice, as_of: asOf }).then(checkedRows).catch(() => []);
        this.#kept.set(key, { rows, atMs: nowMs });
        this.#onRows();
      });
    }
    return known?.rows ?? null;
  }

  /** When it is full the old ones go; rows past the limit have no course rather than asking without end. @param {number} nowMs */
  #hasRoom(nowMs) {
    if (this.#kept.size < keptMax) return true;
    if (nowMs - this.#lookedMs < 1000) return false;
    this.#lookedMs = nowMs;
    for (const [key, { atMs }] of this.#kept) if (nowMs - atMs > freshMs) this.#kept.delete(key);
    return this.#kept.size < keptMax;
  }
}

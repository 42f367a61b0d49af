// Asks for everybody's attainment at another moment of the former period: when it is wanted first, and every few minutes, as that moment moves on.

const refreshMs = 5 * 60_000;
const retryMs = 15_000;

/** @typedef {{unit: string, metric: string, period: string, atMs: number}} WantedEarlier */

export class EarlierSource {
  #api;
  #onEarlier;
  #key = '';
  #askedMs = -Infinity;
  #waitMs = 0;

  /** @param {import('./api.js').Api} api @param {(earlier: import('./board/store.js').Earlier) => void} onEarlier */
  constructor(api, onEarlier) {
    this.#api = api;
    this.#onEarlier = onEarlier;
  }

  /** @param {WantedEarlier | null} wanted @param {number} nowMs */
  want(wanted, nowMs) {
    if (wanted === null) return;
    const { unit, metric, period, atMs } = wanted;
    const key = earlierKey(wanted);
    if (key === this.#key && nowMs - this.#askedMs < this.#waitMs) return;
    [this.#key, this.#askedMs, this.#waitMs] = [key, nowMs, refreshMs];
    this.#api.get('cells', { unit, descend: 1, metric, period, as_of: String(atMs) }).then((cells) => {
      if (this.#key !== key) return;
      this.#onEarlier({ key, attainments: new Map(cells.map((/** @type {any} */ cell) => [cell.unit, typeof cell.attainment === 'number' ? cell.attainment : null])) });
    }, () => { this.#waitMs = retryMs; });
  }
}

/** @param {{unit: string, metric: string, period: string}} wanted */
export const earlierKey = ({ unit, metric, period }) => `${unit} ${metric} ${period}`;

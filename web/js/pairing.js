// A display that waits to be paired: gets a code, shows it, asks whether somebody has confirmed it, and gets another one when it has expired.
// Knows no document, so that it can be tested with a world of its own.

const askEveryMs = 2000;
const againMs = 5000;

/** @typedef {{phase: 'asking' | 'code' | 'full' | 'away' | 'paired', code: string, untilMs: number}} Pairing */
/**
 * @typedef {object} World
 * @property {(path: string, body?: object) => Promise<{status: number, json: any}>} post status 0: no answer
 * @property {() => number} nowMs
 * @property {(run: () => void, delayMs: number) => void} later
 */

/** @type {Pairing} */
export const nothingYet = Object.freeze({ phase: 'asking', code: '', untilMs: 0 });

export class PairingCode {
  #world;
  #onChange;
  #secret = '';
  /** @type {Pairing} */
  #state = nothingYet;

  /** @param {World} world @param {(state: Pairing) => void} onChange */
  constructor(world, onChange) {
    this.#world = world;
    this.#onChange = onChange;
  }

  /** Goes on by itself until the display is paired. */
  async begin() {
    const { status, json } = await this.#world.post('pairing');
    if (status === 201 && typeof json?.code === 'string') {
      this.#secret = String(json.secret);
      this.#set({ phase: 'code', code: json.code, untilMs: this.#world.nowMs() + json.expires_in_s * 1000 });
      return this.#world.later(() => void this.#ask(), askEveryMs);
    }
    // Without any token on the server nobody needs a code: the page finds that out by loading anew.
    if (status === 409) return this.#set({ phase: 'paired', code: '', untilMs: 0 });
    this.#set({ phase: status === 429 ? 'full' : 'away', code: '', untilMs: 0 });
    this.#world.later(() => void this.begin(), againMs);
  }

  async #ask() {
    if (this.#world.nowMs() >= this.#state.untilMs) return this.begin();
    const { status, json } = await this.#world.post('pairing/claim', { secret: this.#secret });
    if (status === 200 && json?.state === 'paired') return this.#set({ ...this.#state, phase: 'paired' });
    if (status === 200 && json?.state !== 'waiting') return this.begin();
    // A server that is away may have forgotten the code; the next answer tells.
    const phase = status === 0 || status >= 500 ? 'away' : 'code';
    if (phase !== this.#state.phase) this.#set({ ...this.#state, phase });
    this.#world.later(() => void this.#ask(), askEveryMs);
  }

  /** @param {Pairing} state */
  #set(state) {
    this.#state = state;
    this.#onChange(state);
  }
}

/** @returns {World} */
export function browserWorld() {
  return {
    post: async (path, body) => {
      const request = body === undefined ? { method: 'POST' } : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
      const answer = await fetch(`/api/v1/${path}`, { cache: 'no-store', ...request }).catch(() => null);
      return answer === null ? { status: 0, json: null } : { status: answer.status, json: await answer.json().catch(() => null) };
    },
    nowMs: () => performance.timeOrigin + performance.now(),
    later: (run, delayMs) => void setTimeout(run, delayMs),
  };
}

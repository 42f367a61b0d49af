// The server's clock as this page can know it. A greeting and a beat carry the server's time of sending; they arrive
// a little later, never earlier, so of the recent ones the one with the largest difference travelled fastest and
// tells the truth best. (A snapshot's instant is that of its figures, which may be hours old: no reading of a clock.)

/** Beats of two minutes. */
const samplesMax = 24;

export class ServerClock {
  /** @type {number[]} */
  #differencesMs = [];
  #offsetMs = 0;

  /** @param {import('./protocol.js').Message} message @param {number} localMs when it arrived */
  hear(message, localMs) {
    // The server that answers a new connection may have another clock.
    if (message.type === 'hello') this.#differencesMs = [];
    if (message.type === 'hello' || message.type === 'beat') this.#observe(message.at_ms, localMs);
  }

  /** @param {number} serverMs @param {number} localMs */
  #observe(serverMs, localMs) {
    this.#differencesMs.push(serverMs - localMs);
    if (this.#differencesMs.length > samplesMax) this.#differencesMs.shift();
    this.#offsetMs = Math.max(...this.#differencesMs);
  }

  /** @param {number} localMs */
  serverMs(localMs) {
    return localMs + this.#offsetMs;
  }
}

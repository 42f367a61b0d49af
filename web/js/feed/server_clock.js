// The server's clock as this page can know it. Every message carries the server's time of sending; it arrives
// a little later, never earlier, so of the recent messages the one with the largest difference travelled
// fastest and tells the truth best.

const samplesMax = 64;

export class ServerClock {
  /** @type {number[]} */
  #differencesMs = [];
  #offsetMs = 0;

  /**
   * @param {number} serverMs what the message says
   * @param {number} localMs when it arrived
   */
  observe(serverMs, localMs) {
    this.#differencesMs.push(serverMs - localMs);
    if (this.#differencesMs.length > samplesMax) this.#differencesMs.shift();
    this.#offsetMs = Math.max(...this.#differencesMs);
  }

  /** A new connection may lead to a server with another clock. */
  forget() {
    this.#differencesMs = [];
  }

  /** @param {number} localMs */
  serverMs(localMs) {
    return localMs + this.#offsetMs;
  }
}

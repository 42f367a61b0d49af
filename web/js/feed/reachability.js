// Finds out quickly when a server can be reached again.
//
// It asks by plain HTTP requests and not by opening WebSockets: browsers slow down pages whose sockets fail
// again and again, by seconds, and just then a wall would miss its second. A new request starts before an older
// one has given up, because a request lost in a dead network learns of its return late.

import { probeDelayMs } from './retry.js';

const outstandingMax = 4;
const probeTimeoutMs = 4000;

export class Reachability {
  #environment;
  #onReached;
  #attempt = 0;
  #failures = 0;
  /** @type {unknown} */
  #timer = null;
  /** @type {Set<AbortController>} */
  #outstanding = new Set();

  /**
   * @param {import('./environment.js').Environment} environment
   * @param {(failures: number) => void} onReached called once for each start(), with the probes that failed before
   */
  constructor(environment, onReached) {
    this.#environment = environment;
    this.#onReached = onReached;
  }

  get active() {
    return this.#timer !== null;
  }

  start() {
    if (this.active) return;
    this.#attempt = 0;
    this.#failures = 0;
    this.#schedule();
  }

  /** Something hints that the network is back: ask now. */
  hurry() {
    this.start();
    this.#ask();
  }

  stop() {
    this.#environment.clearTimer(this.#timer);
    this.#timer = null;
    for (const controller of this.#outstanding) controller.abort();
    this.#outstanding.clear();
  }

  #schedule() {
    const delayMs = probeDelayMs(this.#attempt, this.#environment.random());
    this.#attempt += 1;
    this.#timer = this.#environment.setTimer(() => {
      this.#ask();
      this.#schedule();
    }, delayMs);
  }

  async #ask() {
    if (this.#outstanding.size >= outstandingMax) return;
    const controller = new AbortController();
    this.#outstanding.add(controller);
    const timeout = this.#environment.setTimer(() => controller.abort(), probeTimeoutMs);
    const reached = await this.#environment.probe(controller.signal).catch(() => false);
    this.#environment.clearTimer(timeout);
    const wanted = this.#outstanding.delete(controller);
    if (!wanted || !this.active) return;
    if (!reached) {
      this.#failures += 1;
      return;
    }
    this.stop();
    this.#onReached(this.#failures);
  }
}

// One feed connection that heals itself: opens, authenticates, subscribes, notices silence, reconnects, resumes.
// It knows nothing of cells; what it hands on has been checked by protocol.js.

import { parseMessage } from './protocol.js';
import { Reachability } from './reachability.js';
import { refusalDelayMs } from './retry.js';

/**
 * `opening` no feed yet or not any more; `open` the feed answers; `refused` it never will by itself.
 * @typedef {'opening' | 'open' | 'refused'} Phase
 */
/** @typedef {{scopes: string[], metrics?: string[], position?: string}} Subscription */
/**
 * @typedef {object} Listener
 * @property {(message: import('./protocol.js').Message) => void} onMessage
 * @property {(phase: Phase, closeCode: number) => void} onPhase
 * @property {(fresh: boolean) => Subscription} subscription what to ask for; fresh: without a position
 */

const openTimeoutMs = 4000;
/** A server that wants a token says nothing until it has one, and closes after 10 s: its word is waited for. */
const helloTimeoutMs = 12_000;
/** A beat comes every 5 s. One that is late makes the connection suspect. */
const suspectAfterMs = 6500;
const watchMs = 500;
/** A resume that brings nothing in this time is answered by asking for a snapshot. */
const resumeAnswerMs = 700;
const snapshotAnswerMs = 8000;
const closeCodesOfRefusal = new Set([1008, 4003]);
const closeCodesOfFault = new Set([1009, 4001]);

export class FeedConnection {
  #url;
  #token;
  #listener;
  #environment;
  #reachability;
  /** @type {import('./environment.js').Socket | null} */
  #socket = null;
  /** @type {Phase} */
  #phase = 'opening';
  /** @type {unknown} */
  #deadline = null;
  /** @type {unknown} */
  #watch = null;
  #heardMs = 0;
  #refusals = 0;

  /**
   * @param {string} url
   * @param {string | null} token
   * @param {Listener} listener
   * @param {import('./environment.js').Environment} environment
   */
  constructor(url, token, listener, environment) {
    this.#url = url;
    this.#token = token;
    this.#listener = listener;
    this.#environment = environment;
    this.#reachability = new Reachability(environment, (failures) => {
      // It was away for real, so its former refusals say nothing any more.
      if (failures > 0) this.#refusals = 0;
      this.#open();
    });
  }

  start() {
    this.#open();
  }

  stop() {
    this.#reachability.stop();
    this.#drop();
    this.#environment.clearTimer(this.#deadline);
  }

  /** The browser says the network is back, or the screen woke up. */
  hurry() {
    if (this.#phase !== 'refused') this.#reachability.hurry();
  }

  /** Asks again for what the listener wants now. */
  subscribe(fresh = true) {
    if (this.#socket === null) return;
    const subscription = this.#listener.subscription(fresh);
    this.#send({ type: 'subscribe', ...subscription });
    if (subscription.position === undefined) this.#setDeadline(snapshotAnswerMs, () => this.#lost(true));
    else this.#setDeadline(resumeAnswerMs, () => this.subscribe(true));
  }

  /** @param {string} position @param {number} atMs in server time */
  painted(position, atMs) {
    if (this.#phase === 'open') this.#send({ type: 'painted', position, at_ms: Math.round(atMs) });
  }

  #open() {
    this.#reachability.stop();
    this.#drop();
    this.#setPhase('opening', 0);
    const socket = this.#environment.openSocket(this.#url);
    this.#socket = socket;
    this.#setDeadline(openTimeoutMs, () => this.#lost(true));
    socket.onopen = () => {
      this.#setDeadline(helloTimeoutMs, () => this.#lost(true));
      if (this.#token !== null) this.#send({ type: 'auth', token: this.#token });
    };
    socket.onmessage = (event) => this.#take(event.data);
    socket.onclose = (event) => this.#closed(event.code);
  }

  /** @param {unknown} text */
  #take(text) {
    const { message, fault } = parseMessage(text);
    if (fault !== null) return this.#misunderstood(fault);
    this.#heardMs = this.#environment.nowMs();
    if (message === null) return;
    if (message.type === 'hello') this.subscribe(false);
    else if (message.type === 'snapshot' || message.type === 'delta') this.#answered();
    // Before the first figures of this connection a beat would make an old picture look new.
    else if (message.type === 'beat' && this.#phase !== 'open') return;
    this.#listener.onMessage(message);
  }

  #answered() {
    this.#clearDeadline();
    if (this.#phase === 'open') return;
    this.#refusals = 0;
    this.#setPhase('open', 0);
    this.#watchSilence();
  }

  /** @param {string} fault */
  #misunderstood(fault) {
    console.warn(`feed message not understood: ${fault}`);
    this.#lost(true);
  }

  /** @param {number} code */
  #closed(code) {
    if (closeCodesOfRefusal.has(code)) {
      this.#drop();
      this.#clearDeadline();
      this.#setPhase('refused', code);
    } else {
      // A socket that never opened, while probes are answered, counts as a refusal of the feed.
      this.#lost(closeCodesOfFault.has(code) || this.#phase !== 'open');
    }
  }

  /** @param {boolean} slowly the server may well be there, so do not press it */
  #lost(slowly) {
    this.#drop();
    this.#clearDeadline();
    this.#setPhase('opening', 0);
    if (!slowly || this.#refusals === 0) {
      this.#refusals += slowly ? 1 : 0;
      this.#reachability.start();
      return;
    }
    const delayMs = refusalDelayMs(this.#refusals - 1, this.#environment.random());
    this.#refusals += 1;
    this.#setDeadline(delayMs, () => this.#reachability.start());
  }

  #watchSilence() {
    this.#watch = this.#environment.setTimer(() => {
      const silentMs = this.#environment.nowMs() - this.#heardMs;
      // The socket stays while the server is asked by another way: whichever speaks first wins.
      if (silentMs > suspectAfterMs) this.#reachability.start();
      else this.#reachability.stop();
      this.#watchSilence();
    }, watchMs);
  }

  #drop() {
    this.#environment.clearTimer(this.#watch);
    if (this.#socket === null) return;
    const socket = this.#socket;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {object} message */
  #send(message) {
    this.#socket?.send(JSON.stringify(message));
  }

  /** @param {Phase} phase @param {number} closeCode */
  #setPhase(phase, closeCode) {
    if (this.#phase === phase && phase === 'opening') return;
    this.#phase = phase;
    this.#listener.onPhase(phase, closeCode);
  }

  /** @param {number} delayMs @param {() => void} run */
  #setDeadline(delayMs, run) {
    this.#clearDeadline();
    this.#deadline = this.#environment.setTimer(run, delayMs);
  }

  #clearDeadline() {
    if (this.#deadline === null) return;
    this.#environment.clearTimer(this.#deadline);
    this.#deadline = null;
  }
}

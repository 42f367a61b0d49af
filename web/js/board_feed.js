// One page's feed: connection → store → one paint a frame. Every page that shows running figures stands on this;
// what it paints is its own affair.

import { Admission } from './admission.js';
import { mainScope, wantedScopes } from './board/lookup.js';
import { initialState, reduce } from './board/store.js';
import { FeedConnection } from './feed/connection.js';
import { browserEnvironment, feedUrl } from './feed/environment.js';
import { formatPosition } from './feed/position.js';
import { ServerClock } from './feed/server_clock.js';
import { createFrame } from './frame.js';

const tickMs = 1000;
const reloadAtMostEveryMs = 30_000;

/** @typedef {import('./board/store.js').State} State */
/** @typedef {import('./feed/protocol.js').Message} Message */
/** @typedef {import('./feed/protocol.js').Snapshot} Snapshot */
/** @typedef {{localMs: number, serverMs: number}} Now */
/**
 * @typedef {object} Page
 * @property {string | null} scope the unit the page is about; null: the token's own
 * @property {(snapshot: Snapshot) => string[] | undefined} metricsOf which metrics the page wants, once it knows the plan; undefined: all
 * @property {(state: State, now: Now) => boolean | void} paint false: not all of it is on the glass yet, another frame goes on
 * @property {(message: Message, now: Now) => void} [onMessage] after the store has taken it
 * @property {() => void} [onStranger] this browser has no right to be here; when absent it is led to the sign-in
 * @property {() => boolean} [busy] somebody is in the middle of something that a reload would take away
 */

export class BoardFeed {
  #page;
  #environment = browserEnvironment(location);
  #admission;
  #serverClock = new ServerClock();
  #connection;
  /** @type {State} */
  #state = initialState;
  /** What the feed is asked for; before the first snapshot the page knows neither its metrics nor what lies below. @type {{scopes: string[], metrics?: string[]}} */
  #wanted;
  /** What the first hello said: version and pages. */
  #server = '';
  #paintedPosition = '';
  #invalidate;

  /** @param {string | null} token @param {Page} page */
  constructor(token, page) {
    this.#page = page;
    this.#admission = new Admission(token, page.onStranger);
    this.#wanted = { scopes: page.scope === null ? [] : [page.scope] };
    this.#connection = new FeedConnection(feedUrl(location), token, {
      subscription: (fresh) => ({ ...this.#wanted, ...(fresh ? {} : this.#resumePosition()) }),
      onPhase: (phase, closeCode) => {
        if (phase === 'refused') void this.#admission.check();
        this.dispatch({ type: 'phase', phase, closeCode, atMs: this.#environment.nowMs() });
      },
      onMessage: (message) => this.#take(message),
    }, this.#environment);
    this.#invalidate = createFrame(() => this.#paint(), ({ position }) => this.#painted(position));
  }

  start() {
    window.addEventListener('online', () => this.#connection.hurry());
    document.addEventListener('visibilitychange', this.#invalidate);
    // Another size has another number of rows.
    window.addEventListener('resize', this.#invalidate);
    setInterval(this.#invalidate, tickMs);
    this.#connection.start();
    void this.#admission.check();
    this.#invalidate();
  }

  /** No more feed: the page shows something else now. */
  stop() {
    this.#connection.stop();
  }

  get state() {
    return this.#state;
  }

  /** @returns {Now} */
  now() {
    const localMs = this.#environment.nowMs();
    return { localMs, serverMs: this.#serverClock.serverMs(localMs) };
  }

  /** Asks for a frame. */
  invalidate() {
    this.#invalidate();
  }

  /** @param {import('./board/store.js').Action} action */
  dispatch(action) {
    this.#state = reduce(this.#state, action);
    this.#invalidate();
  }

  /** @param {Message} message */
  #take(message) {
    if (message.type === 'reload') return this.#reloadSoon();
    // The server that answers now has other pages than the one this page came from.
    if (message.type === 'hello' && this.#server !== '' && this.#server !== message.server) this.#reloadSoon();
    if (message.type === 'hello') this.#server = message.server;
    const atMs = this.#environment.nowMs();
    this.#serverClock.hear(message, atMs);
    const wasTorn = this.#state.feed.torn;
    this.dispatch({ type: 'message', message, atMs });
    if (this.#state.feed.torn && !wasTorn) this.#connection.subscribe();
    if (message.type === 'snapshot' && message.scope === mainScope(this.#state, this.#page.scope)) this.#lookBelow(message);
    this.#page.onMessage?.(message, this.now());
  }

  #reloadSoon() {
    if (this.#page.busy?.() === true) setTimeout(() => this.#reloadSoon(), reloadAtMostEveryMs);
    else reload();
  }

  /** @param {Snapshot} snapshot of the main scope */
  #lookBelow(snapshot) {
    const metrics = this.#page.metricsOf(snapshot);
    const now = { scopes: wantedScopes(snapshot.plan.units, snapshot.scope), ...(metrics === undefined ? {} : { metrics: [...new Set(metrics)].sort() }) };
    if (JSON.stringify(now) === JSON.stringify(this.#wanted)) return;
    this.#wanted = now;
    this.dispatch({ type: 'wanted', scopes: now.scopes });
    this.#connection.subscribe();
  }

  /** A resume makes sense only when every scope is here to be resumed. */
  #resumePosition() {
    const { complete } = this.#state.progress;
    const { scopes } = this.#wanted;
    const whole = scopes.length > 0 && scopes.every((scope) => Object.hasOwn(this.#state.scopes, scope));
    return complete !== null && whole ? { position: formatPosition(complete) } : {};
  }

  #paint() {
    const whole = this.#page.paint(this.#state, this.now()) !== false;
    if (!whole) this.#invalidate();
    const { seen } = this.#state.progress;
    return { position: seen === null || !whole ? '' : formatPosition(seen) };
  }

  /** @param {string} position */
  #painted(position) {
    if (position === '' || position === this.#paintedPosition) return;
    this.#paintedPosition = position;
    this.#connection.painted(position, this.now().serverMs);
  }
}

/** New web assets: the old picture stays on the glass until the new page paints. */
function reload() {
  const last = Number(sessionStorage.getItem('northstar.reloaded_ms') ?? 0);
  const waitMs = Math.max(0, last + reloadAtMostEveryMs - Date.now()) + Math.random() * 1000;
  setTimeout(() => {
    sessionStorage.setItem('northstar.reloaded_ms', String(Date.now()));
    location.reload();
  }, waitMs);
}

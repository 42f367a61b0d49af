// 喜报: what is celebrated, when and for how long. The server says an instant, so that all screens of a room begin
// together; each id plays once; what is late (after a reconnect) or falls into quiet hours never plays. What was told and turns
// out otherwise is put right in the same queue (corrections.js).

import { within } from './hours.js';

/** @typedef {import('../feed/protocol.js').Celebrate} Celebrate */
/** @typedef {{id: string, unit: string, told: Celebrate, fromMs: number, toMs: number, correction?: import('./corrections.js').Correction}} Played */
/**
 * @typedef {object} Celebrations
 * @property {readonly Played[]} queue in the order of playing; the first may be playing now
 * @property {readonly string[]} seen ids that came, newest last
 * @property {readonly Celebrate[]} shown what has begun to play on this screen, newest last
 */

export const playMs = 7000;
const gapMs = 500;
/** Later than this it is no news any more. */
const lateMs = 3000;
/** From arriving in time to the first frame of it. */
const slackMs = 1000;
/** A start far ahead is a broken clock, not a plan. */
const aheadMs = 60_000;
/** Waiting behind the one that plays; past it the oldest that waits goes. */
const waitingMax = 5;
const seenMax = 256;
const shownMax = 32;

/** @type {Celebrations} */
export const noCelebrations = Object.freeze({ queue: [], seen: [], shown: [] });

/**
 * @param {Celebrations} state
 * @param {Celebrate} told
 * @param {{serverMs: number, quiet: readonly import('./hours.js').Span[], timeZone: string}} now
 * @returns {Celebrations}
 */
export function celebrated(state, told, { serverMs, quiet, timeZone }) {
  const { id, unit, at_ms: atMs } = told;
  if (state.seen.includes(id)) return state;
  const seen = withSeen(state, id);
  const due = atMs > serverMs - lateMs && atMs < serverMs + aheadMs;
  if (!due || within(quiet, atMs, timeZone)) return { ...state, queue: state.queue.filter(({ toMs }) => toMs > serverMs), seen };
  return queued({ ...state, seen }, { id, unit, told, fromMs: atMs, toMs: 0 }, serverMs);
}

/** @param {Celebrations} state @param {string} id */
export const withSeen = ({ seen }, id) => [...seen, id].slice(-seenMax);

/** Behind what plays and waits. @param {Celebrations} state @param {Played} added @param {number} serverMs @returns {Celebrations} */
export function queued(state, added, serverMs) {
  const queue = state.queue.filter(({ toMs }) => toMs > serverMs);
  const begun = queue.filter(({ fromMs }) => fromMs <= serverMs);
  const waiting = [...queue.slice(begun.length), added].slice(-waitingMax);
  return { ...state, queue: inTurn([...begun, ...waiting], begun.length) };
}

/** A deal that was taken back is not celebrated, nor celebrated to the end. @param {Celebrations} state @param {string} id @returns {Celebrations} */
export function withdrawn(state, id) {
  return state.queue.some((played) => played.id === id) ? { ...state, queue: state.queue.filter((played) => played.id !== id) } : state;
}

/** @param {Celebrations} state @param {number} serverMs @param {string} begunId what has begun plays on though the clock went back a little @returns {Played | null} */
export function playing(state, serverMs, begunId = '') {
  return state.queue.find(({ id, fromMs, toMs }) => (id === begunId || fromMs <= serverMs) && serverMs < toMs) ?? null;
}

/** What has had its time goes, and does not come again though another server's clock is behind. @param {Celebrations} state @param {number} serverMs @param {string} begunId @returns {Celebrations} */
export function cleared(state, serverMs, begunId) {
  const queue = state.queue.filter(({ id, fromMs, toMs }) => serverMs < toMs && (id !== begunId || serverMs > fromMs - slackMs));
  return queue.length === state.queue.length ? state : { ...state, queue };
}

/** It stands on the glass now. What could not begin in time (the page was away) does not begin at all. @param {Celebrations} state @param {Played} played @param {number} serverMs @returns {Celebrations} */
export function begun(state, played, serverMs) {
  if (serverMs - played.fromMs > lateMs + slackMs) return withdrawn(state, played.id);
  return played.correction === undefined ? { ...state, shown: [...state.shown, played.told].slice(-shownMax) } : state;
}

/** One after another, none before its own instant. @param {readonly Played[]} queue @param {number} begun how many have begun, which stay as they are */
function inTurn(queue, begun) {
  /** @type {Played[]} */
  const turns = [];
  queue.forEach((played, index) => {
    if (index < begun) return turns.push(played);
    const fromMs = Math.max(played.fromMs, (turns.at(-1)?.toMs ?? 0) + gapMs);
    return turns.push({ ...played, fromMs, toMs: fromMs + playMs });
  });
  return turns;
}

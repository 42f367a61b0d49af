// Is what stands on the wall still true? Judged from what was heard, not from what the socket believes.

/** @typedef {import('../board/store.js').Feed} Feed */
/** @typedef {'waiting' | 'live' | 'stale' | 'refused'} Freshness */

/** A beat is due every 5 s; two missing ones and a little are silence. */
export const silenceMs = 12_000;
/** A reconnect that succeeds at once is not worth a flicker. */
export const reconnectGraceMs = 1500;

/** @param {Feed} feed @param {number} nowMs local @returns {Freshness} */
export function freshness(feed, nowMs) {
  if (feed.phase === 'refused') return 'refused';
  if (feed.heardMs === null) return 'waiting';
  if (nowMs - feed.heardMs > silenceMs) return 'stale';
  if (feed.phase !== 'open' && nowMs - feed.phaseSinceMs > reconnectGraceMs) return 'stale';
  return 'live';
}

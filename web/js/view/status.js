// The line that says how old the picture is, and why, in words.

import { age, clock, clockAndDay } from './moments.js';

/** @typedef {import('../board/store.js').Feed} Feed */
/** @typedef {import('./dictionary.js').Translate} Translate */
/** @typedef {'waiting' | 'live' | 'stale' | 'refused'} StatusKind */
/** @typedef {{kind: StatusKind, text: string, detail: string}} Status */

const tokenRevoked = 4003;
/** A failover that is done at once is not worth a flicker. */
const logAwayGraceMs = 3000;

/**
 * @param {object} now
 * @param {Feed} now.feed
 * @param {import('./freshness.js').Freshness} now.freshness
 * @param {number | null} now.sourceAsOfMs where the sources, not the feed, have stopped
 * @param {number} now.serverMs
 * @param {string} now.timeZone
 * @param {string} now.locale
 * @param {Translate} now.t
 * @returns {Status}
 */
export function status({ feed, freshness, sourceAsOfMs, serverMs, timeZone, locale, t }) {
  if (freshness === 'refused') {
    return { kind: 'refused', text: t(feed.closeCode === tokenRevoked ? 'revoked' : 'refused'), detail: t('refusedHint') };
  }
  if (freshness === 'waiting' || feed.asOfMs === null) return { kind: 'waiting', text: t('connecting'), detail: '' };
  const time = clockAndDay(feed.asOfMs, serverMs, timeZone, locale);
  if (freshness === 'stale') {
    return { kind: 'stale', text: t('asOf', { time }), detail: t('age', { age: age(serverMs - feed.asOfMs, t) }) };
  }
  if (feed.logAwaySinceMs !== null && serverMs - feed.logAwaySinceMs > logAwayGraceMs) {
    return { kind: 'stale', text: t('asOf', { time: clockAndDay(feed.logAwaySinceMs, serverMs, timeZone, locale) }), detail: t('logAway') };
  }
  if (sourceAsOfMs !== null) {
    return { kind: 'stale', text: t('sourceAsOf', { time: clockAndDay(sourceAsOfMs, serverMs, timeZone, locale) }), detail: '' };
  }
  return { kind: 'live', text: t('live', { time: clock(feed.asOfMs, timeZone) }), detail: '' };
}

/**
 * When the sources behind a cell stopped, if that is why the server shows it grey.
 * @param {import('../feed/protocol.js').Cell | null} cell
 * @param {import('../board/store.js').State['sources']} sources as the last beat told them
 * @param {number | null} asOfMs
 * @returns {number | null}
 */
export function sourceStoppedMs(cell, sources, asOfMs) {
  if (cell === null || asOfMs === null || cell.light !== 'grey') return null;
  const judged = cell.target !== null && cell.actual !== null && cell.expected !== null;
  const ages = sources.flatMap(({ age_s: ageS }) => (typeof ageS === 'number' ? [ageS] : []));
  const ageS = ages.length > 0 ? Math.max(...ages) : cell.source_age_s ?? null;
  return judged && ageS !== null ? asOfMs - ageS * 1000 : null;
}

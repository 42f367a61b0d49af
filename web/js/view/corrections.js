// What was celebrated and turns out otherwise: taken back, lost, refunded, another amount, another owner, a milestone that is missed again. What
// waits is put right or dropped in silence; what the room has seen is corrected in plain words, once.

import { queued, withSeen } from './celebrations.js';
import { refunds, wins } from './ticker.js';

/** @typedef {import('../feed/protocol.js').NewsItem} NewsItem */
/** @typedef {import('../feed/protocol.js').Celebrate} Celebrate */
/** @typedef {import('./celebrations.js').Celebrations} Celebrations */
/** @typedef {'gone' | 'refunded' | 'changed' | 'missed'} Kind */
/** As it is now, or what was refunded; `owner` where no unit is his. @typedef {{kind: Kind, amount: number | null, currency: string | null, unit: string, owner: string}} Correction */

/** Heard of later than this, as after a night offline, it stands in the ticker alone. */
const lateMs = 60_000;

/** @param {Celebrations} state @param {readonly NewsItem[]} news @param {number} serverMs @returns {Celebrations} */
export function corrected(state, news, serverMs) {
  for (const item of news) {
    for (const told of toldBy(state)) {
      const correction = correctionOf(told, item);
      if (correction !== null) state = putRight(state, told, correction, { name: `${item.id}@${item.offset}`, atMs: item.at_ms ?? serverMs, serverMs });
    }
  }
  return state;
}

/** @param {Celebrations} state @param {readonly import('../feed/protocol.js').Milestone[]} milestones @param {number} serverMs @returns {Celebrations} */
export function missed(state, milestones, serverMs) {
  for (const told of toldBy(state)) {
    const now = milestones.find((one) => told.kind === 'milestone' && one.unit === told.unit && one.metric === told.metric && one.period === told.period && one.at === told.at);
    if (now === undefined || now.reached || now.reversed_at_ms == null) continue;
    state = putRight(state, told, { kind: 'missed', amount: null, currency: null, unit: told.unit, owner: '' }, { name: String(now.reversed_at_ms), atMs: now.reversed_at_ms, serverMs });
  }
  return state;
}

/** What waits, and what this screen has shown. @param {Celebrations} state @returns {Set<Celebrate>} */
const toldBy = ({ queue, shown }) => new Set([...queue.filter(({ correction }) => correction === undefined).map(({ told }) => told), ...shown]);

/** Null: what was told stands. @param {Celebrate} told @param {NewsItem} item @returns {Correction | null} */
function correctionOf(told, item) {
  const isIts = item.id === told.id;
  // What the record itself says is no correction of it.
  if (item.offset <= (told.offset ?? 0) || (told.offset === undefined && item.type !== 'void')) return null;
  const now = { amount: item.amount ?? null, currency: item.currency ?? null, unit: item.unit, owner: item.owner ?? '' };
  const amount = told.amount ?? null;
  if (isIts) {
    const lost = item.type === 'void' || (item.type !== told.event && !wins.has(item.type)) || ((amount ?? 0) > 0 && !((now.amount ?? 0) > 0));
    if (lost) return { kind: 'gone', ...now };
    return now.unit === told.unit && now.amount === amount && now.currency === (told.currency ?? null) ? null : { kind: 'changed', ...now };
  }
  // A refund names no deal: it is held to be of the same owner's deal with the same customer.
  const refundsIt = refunds.has(item.type) && item.edit !== true && item.unit === told.unit && (item.customer ?? '') !== '' && item.customer === told.customer;
  return refundsIt ? { kind: 'refunded', ...now } : null;
}

/**
 * @param {Celebrations} state @param {Celebrate} told @param {Correction} correction
 * @param {{name: string, atMs: number, serverMs: number}} by what corrects it, and when that was known
 * @returns {Celebrations}
 */
function putRight(state, told, correction, { name, atMs, serverMs }) {
  const id = `correction:${told.id}:${name}`;
  if (state.seen.includes(id)) return state;
  const isOver = correction.kind === 'gone' || correction.kind === 'missed' || (correction.kind === 'refunded' && Math.abs(correction.amount ?? 0) >= (told.amount ?? 0));
  const fresh = { ...state, seen: withSeen(state, id), shown: state.shown.filter((one) => one !== told || !isOver).map((one) => (one === told ? asNow(one, correction) : one)) };
  if (!state.shown.includes(told)) {
    const queue = fresh.queue.filter((played) => played.told !== told || !isOver);
    return { ...fresh, queue: queue.map((played) => (played.told === told ? { ...played, unit: asNow(told, correction).unit, told: asNow(told, correction) } : played)) };
  }
  // It is not celebrated to its end, and of its corrections only the newest stands.
  const rest = { ...fresh, queue: fresh.queue.filter((played) => played.told.id !== told.id) };
  return serverMs - atMs > lateMs ? rest : queued(rest, { id, unit: told.unit, told, correction, fromMs: serverMs, toMs: 0 }, serverMs);
}

/** @param {Celebrate} told @param {Correction} correction @returns {Celebrate} */
function asNow(told, { kind, unit, amount, currency }) {
  return kind === 'changed' ? { ...told, unit, amount: amount ?? undefined, currency: currency ?? undefined, value: undefined } : told;
}

// The ticker: which news a room should read, newest first, and how corrections are told. A deal taken back
// stays in its place, struck and named so; nothing turns red because somebody corrected a record. A milestone stands
// among the deals where it was reached, and struck where it was lost again.

import { figureStyle, percent } from './figures.js';
import { clockOrDay } from './moments.js';
import { unitNames } from './rows.js';

/** @typedef {import('../board/news.js').ToldItem} ToldItem */
/** @typedef {{key: string, time: string, who: string, amount: string, customer: string, note: string, state: ToldItem['state'], title: string}} TickerItem */

export const wins = new Set(['deal.won', 'order.paid']);
export const refunds = new Set(['refund.issued']);
const shownMax = 12;

/**
 * @param {readonly ToldItem[]} news oldest first
 * @param {import('./wall_view.js').Scene} scene
 * @param {number} nowMs
 * @returns {TickerItem[]}
 */
export function tickerItems(news, scene, nowMs) {
  const names = unitNames(scene);
  const rows = news.filter((item) => wins.has(item.type) || refunds.has(item.type))
    .map((item) => ({ atMs: item.at_ms ?? item.occurred_at_ms, row: tickerItem(item, names, scene, nowMs) }));
  for (const milestone of scene.scope.milestones) {
    const atMs = turnedAtMs(milestone);
    if (atMs === null) continue;
    const before = rows.findLastIndex((told) => told.atMs <= atMs);
    rows.splice(before + 1, 0, { atMs, row: milestoneItem(milestone, atMs, names, scene, nowMs) });
  }
  return rows.slice(-shownMax).reverse().map(({ row }) => row);
}

/** When it last turned; null: it was never reached. @param {import('../feed/protocol.js').Milestone} milestone */
function turnedAtMs({ reached_at_ms: reachedAtMs, reversed_at_ms: reversedAtMs }) {
  return reachedAtMs == null ? null : Math.max(reachedAtMs, reversedAtMs ?? 0);
}

/**
 * @param {import('../feed/protocol.js').Milestone} milestone @param {number} atMs @param {ReadonlyMap<string, string>} names
 * @param {import('./wall_view.js').Scene} scene @param {number} nowMs @returns {TickerItem}
 */
function milestoneItem(milestone, atMs, names, scene, nowMs) {
  const { t, locale, plan } = scene;
  return {
    key: `milestone:${milestone.unit}|${milestone.metric}|${milestone.period}|${milestone.at}`,
    time: clockOrDay(atMs, nowMs, plan.timezone),
    who: names.get(milestone.unit) ?? milestone.unit,
    amount: percent(milestone.at, locale),
    customer: t('milestone', { reward: milestone.reward }),
    note: milestone.reached ? '' : t('milestoneLost'),
    state: milestone.reached ? 'told' : 'withdrawn',
    title: '',
  };
}

/** @param {ToldItem} item @param {ReadonlyMap<string, string>} names @param {import('./wall_view.js').Scene} scene @param {number} nowMs @returns {TickerItem} */
function tickerItem(item, names, scene, nowMs) {
  const { t, settings: { language }, locale, plan } = scene;
  const style = figureStyle(language, locale, { money: true, digits: plan.minor_digits }, item.currency ?? plan.currency);
  const amount = item.amount ?? null;
  const signed = amount === null ? null : refunds.has(item.type) ? -Math.abs(amount) : amount;
  return {
    key: item.id,
    time: clockOrDay(item.occurred_at_ms, nowMs, plan.timezone),
    who: names.get(item.unit) ?? (item.owner || t('unassigned')),
    amount: signed === null ? '' : style.text(signed, 3),
    customer: item.customer ?? '',
    note: note(item, t),
    state: item.state,
    title: signed === null ? '' : style.exact(signed),
  };
}

/** @param {ToldItem} item @param {import('./dictionary.js').Translate} t */
function note(item, t) {
  if (item.state === 'withdrawn') return t('withdrawn');
  if (item.state === 'corrected') return t('corrected');
  return refunds.has(item.type) ? t('refund') : '';
}

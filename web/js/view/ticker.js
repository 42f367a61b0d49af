// The ticker: which news a room should read, newest first, and how corrections are told. A deal taken back
// stays in its place, struck and named so; nothing turns red because somebody corrected a record.

import { FigureStyle } from './figures.js';
import { clockOrDay } from './moments.js';
import { unitNames } from './rows.js';

/** @typedef {import('../board/news.js').ToldItem} ToldItem */
/** @typedef {{key: string, time: string, who: string, amount: string, customer: string, note: string, state: ToldItem['state'], title: string}} TickerItem */

const wins = new Set(['deal.won', 'order.paid']);
const refunds = new Set(['refund.issued']);
const shownMax = 12;

/**
 * @param {readonly ToldItem[]} news oldest first
 * @param {import('./wall_view.js').Scene} scene
 * @param {number} nowMs
 * @returns {TickerItem[]}
 */
export function tickerItems(news, scene, nowMs) {
  const names = unitNames(scene);
  return news.filter((item) => wins.has(item.type) || refunds.has(item.type)).slice(-shownMax).reverse()
    .map((item) => tickerItem(item, names, scene, nowMs));
}

/** @param {ToldItem} item @param {Map<string, string>} names @param {import('./wall_view.js').Scene} scene @param {number} nowMs @returns {TickerItem} */
function tickerItem(item, names, scene, nowMs) {
  const { t, settings: { language }, locale, plan } = scene;
  const style = new FigureStyle(language, locale, { money: true, digits: plan.minor_digits }, item.currency ?? plan.currency);
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

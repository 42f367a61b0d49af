// 为什么变了: the records that moved a number, newest first, in words.

import { clockAndDay } from './moments.js';
import { unitNames } from './rows.js';

/** @typedef {{key: string, time: string, what: string, who: string, customer: string, change: string, changeTitle: string, up: boolean | null, after: string}} WhyRow */

/** @type {Record<string, import('./dictionary.js').Phrase>} */
const words = { accepted: 'outcomeAccepted', replaced: 'outcomeReplaced', voided: 'outcomeVoided', released: 'outcomeReleased' };
/** @type {Record<string, import('./dictionary.js').Phrase>} */
const types = { 'deal.won': 'typeDealWon', 'order.paid': 'typeOrderPaid', 'refund.issued': 'typeRefund', 'deal.lost': 'typeDealLost', 'lead.created': 'typeLead', 'visit.done': 'typeVisit' };

/** What a record was about, as people say it; a type of one's own stays as it is. @param {string} type @param {import('./dictionary.js').Translate} t */
export const typeWord = (type, t) => (Object.hasOwn(types, type) ? t(types[type]) : type);

/** @param {readonly any[]} rows of /explain @param {import('./wall_view.js').Scene} scene @param {import('../feed/protocol.js').Metric} metric @param {number} nowMs @returns {WhyRow[]} */
export function whyRows(rows, scene, metric, nowMs) {
  const { t, plan, locale } = scene;
  const names = unitNames(scene);
  const style = scene.styleOf(metric.id);
  return rows.map((row) => {
    const change = typeof row.change === 'number' ? row.change : null;
    const event = row.kind === 'event';
    return {
      key: `${row.offset}`,
      time: clockAndDay(Date.parse(row.received_at), nowMs, plan.timezone, locale),
      what: event ? [typeWord(String(row.type), t), row.outcome === 'accepted' ? '' : t(words[row.outcome] ?? 'outcomeAccepted')].filter((word) => word !== '').join(' · ') : t('planVersion', { version: row.version ?? '', reason: row.outcome ?? '' }),
      who: event ? names.get(row.unit) ?? row.owner ?? '' : '',
      customer: row.customer ?? '',
      change: change === null || change === 0 ? t('none') : `${change > 0 ? '+' : '−'}${style.text(Math.abs(change), 4)}`,
      changeTitle: change === null ? '' : style.exact(change), up: change === null || change === 0 ? null : change > 0,
      after: typeof row.after === 'number' ? style.text(row.after, 5) : t('none'),
    };
  }).reverse();
}

// The lists of administration as texts.

import { age, clockAndDay } from './moments.js';
import { lightWord, unitNames } from './rows.js';
import { typeWord } from './why.js';

/** @typedef {{findings: readonly any[] | null, quarantine: readonly any[] | null, unmatched: readonly any[] | null, alerts: readonly any[] | null, versions: readonly any[] | null}} Lists */

const rowsMax = 100;

/** @param {Lists} lists @param {import('../board/store.js').State['sources'] | null} sources null before the first beat, which tells them @param {import('./wall_view.js').Scene} scene @param {number} nowMs */
export function adminLists(lists, sources, scene, nowMs) {
  const { t, plan, locale } = scene;
  const names = unitNames(scene);
  const time = (/** @type {string | null | undefined} */ text) => (text == null ? '' : clockAndDay(Date.parse(text), nowMs, plan.timezone, locale));
  const metric = (/** @type {string} */ id) => plan.metrics.find((one) => one.id === id)?.name ?? id;
  const some = (/** @type {readonly any[] | null} */ rows) => (rows ?? []).slice(0, rowsMax);
  /** @type {Record<string, import('./dictionary.js').Phrase>} */
  const reasons = { no_rate: 'reasonNoRate', in_the_future: 'reasonFuture', unknown_owner: 'reasonUnknownOwner', missing_owner: 'reasonMissingOwner' };
  const why = (/** @type {string} */ reason) => (Object.hasOwn(reasons, reason) ? t(reasons[reason]) : reason);
  return {
    findings: lists.findings === null ? null : findingRows(lists.findings, t),
    sources: sources === null ? null : sources.map(({ id, age_s: ageS }) => ({ key: id, name: id, lag: typeof ageS === 'number' ? t('agoText', { age: age(ageS * 1000, t) }) : t('none'), light: '' })),
    quarantine: lists.quarantine === null ? null : some(lists.quarantine).map((one) => ({
      key: String(one.offset), time: time(one.received_at), why: why(one.reason), what: typeWord(String(one.event?.type ?? ''), t), record: `${one.event?.source ?? ''} ${one.event?.id ?? ''}`.trim(), owner: one.event?.owner ?? '', amount: [one.event?.amount, one.event?.currency].filter((part) => part != null && part !== '').join(' '),
    })),
    unmatched: lists.unmatched === null ? null : some(lists.unmatched).map((one) => ({ key: `${one.owner} ${one.reason}`, owner: one.owner === '' ? t('nobody') : one.owner, why: why(one.reason), events: String(one.events), last: `${one.last_source} ${one.last_id}`, time: time(one.last_occurred_at) })),
    versions: lists.versions === null ? null : [...some([...lists.versions].reverse())].map((one) => ({ key: String(one.version), version: String(one.version), time: time(one.recorded_at), reason: one.reason })),
    alerts: lists.alerts === null ? null : some(lists.alerts).map((one, index) => ({
      key: `${one.unit} ${one.metric} ${one.period} ${one.raised_at} ${index}`, time: time(one.raised_at), name: names.get(one.unit) ?? one.unit, what: `${metric(one.metric)} · ${one.period}`, from: lightWord(one.from, t), light: one.to, lightWord: lightWord(one.to, t),
      seen: one.acknowledged_by == null ? '' : t('acknowledged', { name: one.acknowledged_by, time: time(one.acknowledged_at) }),
    })),
  };
}

/** @param {readonly any[]} findings @param {import('./dictionary.js').Translate} t */
export function findingRows(findings, t) {
  return findings.map((one, index) => ({ key: String(index), severity: t(one.severity === 'fault' ? 'fault' : 'doubt'), pointer: one.pointer ?? '', text: t('findingText', { expected: one.expected ?? '', found: one.found ?? '' }) }));
}

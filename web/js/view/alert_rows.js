// Lights that stayed changed, as rows for the desk: what has not been seen yet comes first, the newest on top.

import { clockAndDay } from './moments.js';
import { lightWord, unitNames } from './rows.js';

/** @typedef {{id: string, unit: string, metric: string, period: string, from: import('../feed/protocol.js').Light, to: import('../feed/protocol.js').Light, since: string, raised_at: string, acknowledged_by: string | null, acknowledged_at: string | null}} Alert */

const seenMax = 20;

/** @param {readonly Alert[]} alerts newest first @param {import('./wall_view.js').Scene} scene @param {number} nowMs */
export function alertRows(alerts, scene, nowMs) {
  const { t, plan, locale } = scene;
  const names = unitNames(scene);
  const time = (/** @type {string} */ text) => clockAndDay(Date.parse(text), nowMs, plan.timezone, locale);
  const row = (/** @type {Alert} */ one) => ({
    key: one.id, id: one.id, name: names.get(one.unit) ?? one.unit,
    what: `${plan.metrics.find(({ id }) => id === one.metric)?.name ?? one.metric} · ${one.period}`,
    from: one.from, fromWord: lightWord(one.from, t), to: one.to, toWord: lightWord(one.to, t), time: time(one.since),
    seen: one.acknowledged_by === null ? '' : t('acknowledged', { name: one.acknowledged_by, time: time(one.acknowledged_at ?? one.raised_at) }),
  });
  const isNew = (/** @type {Alert} */ one) => one.acknowledged_by === null;
  return { fresh: alerts.filter(isNew).map(row), seen: alerts.filter((one) => !isNew(one)).slice(0, seenMax).map(row) };
}

// Lights that stayed changed, as rows for the desk: one a cell, with what it shows now. What turned for the worse comes first, the larger unit and
// the longer period before the smaller, the figure that leads before the others, the newest on top.

import { clockAndDay } from './moments.js';
import { lightWord, unitNames } from './rows.js';

/** @typedef {import('../feed/protocol.js').Light} Light */
/** @typedef {{id: string, unit: string, metric: string, period: string, from: Light, to: Light, since: string, raised_at: string, acknowledged_by: string | null, acknowledged_at: string | null}} Alert */

const seenMax = 20;
/** @type {Record<Light, number>} */
const goodness = { green: 3, yellow: 2, red: 1, grey: 0 };
const isWorse = (/** @type {{from: Light, to: Light}} */ { from, to }) => goodness[to] < goodness[from];
const kinds = ['year', 'quarter', 'month', 'week', 'day'];

/** @param {readonly Alert[]} alerts newest first @param {import('./wall_view.js').Scene} scene @param {number} nowMs */
export function alertRows(alerts, scene, nowMs) {
  const { t, plan, locale } = scene;
  const names = unitNames(scene);
  const time = (/** @type {string} */ text) => clockAndDay(Date.parse(text), nowMs, plan.timezone, locale);
  const row = (/** @type {{alert: Alert, ids: string[]}} */ { alert, ids }) => ({
    key: alert.id, ids, name: names.get(alert.unit) ?? alert.unit,
    what: `${plan.metrics.find(({ id }) => id === alert.metric)?.name ?? alert.metric} · ${alert.period}`,
    from: alert.from, fromWord: lightWord(alert.from, t), to: alert.to, toWord: lightWord(alert.to, t), time: time(alert.since),
    seen: alert.acknowledged_by === null ? '' : t('acknowledged', { name: alert.acknowledged_by, time: time(alert.acknowledged_at ?? alert.raised_at) }),
  });
  const isNew = (/** @type {Alert} */ alert) => alert.acknowledged_by === null;
  const fresh = byCell(alerts.filter(isNew));
  const place = placeOf(scene);
  fresh.sort((a, b) => {
    const [left, right] = [place(a.alert), place(b.alert)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return at < 0 ? 0 : left[at] - right[at];
  });
  const seen = alerts.filter((alert) => !isNew(alert)).slice(0, seenMax).map((alert) => ({ alert, ids: [alert.id] }));
  return { fresh: fresh.map(row), worse: fresh.filter(({ alert }) => isWorse(alert)).length, seen: seen.map(row) };
}

/** A cell that turned more than once stands once, as it turned last; whoever has seen that has seen all. @param {readonly Alert[]} alerts newest first */
function byCell(alerts) {
  /** @type {Map<string, {alert: Alert, ids: string[]}>} */
  const cells = new Map();
  for (const alert of alerts) {
    const key = [alert.unit, alert.metric, alert.period].join('|');
    const known = cells.get(key);
    if (known === undefined) cells.set(key, { alert, ids: [alert.id] });
    else known.ids.push(alert.id);
  }
  return [...cells.values()];
}

/** What comes first, as numbers that are compared in turn. @param {import('./wall_view.js').Scene} scene */
function placeOf({ plan, metric }) {
  const parents = new Map(plan.units.map(({ id, parent }) => [id, parent]));
  const depths = new Map();
  /** @param {string | undefined} unit @returns {number} */
  const depth = (unit) => {
    if (unit === undefined || !parents.has(unit)) return 0;
    if (!depths.has(unit)) depths.set(unit, 1 + depth(parents.get(unit)));
    return depths.get(unit);
  };
  const kindOf = new Map(plan.periods.map(({ id, kind }) => [id, kinds.indexOf(kind)]));
  return (/** @type {Alert} */ alert) => [isWorse(alert) ? 0 : 1, depth(alert.unit), kindOf.get(alert.period) ?? kinds.length, alert.metric === metric.id ? 0 : 1];
}

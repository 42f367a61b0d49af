// The funnel as rows: what there is, how many of one become one of the next, and what is still needed.

import { percent } from './figures.js';
import { unitNames } from './rows.js';

/** @typedef {{key: string, metric: string, name: string, actual: string, share: number, rate: string, needed: string, today: number | null, todayText: string}} FunnelRow */

/** @param {readonly any[]} rows of /funnel, one unit's stages @param {import('./wall_view.js').Scene} scene @returns {FunnelRow[]} */
export function funnelRows(rows, scene) {
  const { t, plan, locale } = scene;
  const names = unitNames(scene);
  const most = Math.max(1, ...rows.map(({ actual }) => Number(actual) || 0));
  return rows.map((row, index) => {
    const style = scene.styleOf(row.metric);
    const next = rows[index + 1];
    const rate = typeof row.rate_to_next === 'number' && next !== undefined ? t('funnelRate', { rate: percent(row.rate_to_next, locale) }) + (row.rate_from_unit !== row.unit ? ` (${names.get(row.rate_from_unit) ?? row.rate_from_unit})` : '') : '';
    const today = typeof row.needed_today === 'number' ? row.needed_today : null;
    return {
      key: `${row.unit}|${row.metric}`, metric: row.metric, name: plan.metrics.find(({ id }) => id === row.metric)?.name ?? row.metric,
      actual: typeof row.actual === 'number' ? style.text(row.actual, 4) : t('none'), share: Math.max(0, Math.min(1, (Number(row.actual) || 0) / most)),
      rate, needed: typeof row.needed === 'number' ? t('funnelNeeded', { needed: style.text(row.needed, 5, 'up') }) : '',
      today, todayText: today === null ? t('none') : wholeOrOne(today),
    };
  });
}

/** A need of a day: a whole number from ten on, one decimal below, never less than it is. @param {number} value */
export const wholeOrOne = (value) => String(value >= 10 ? Math.ceil(value - 1e-9) : Math.ceil(value * 10 - 1e-9) / 10);

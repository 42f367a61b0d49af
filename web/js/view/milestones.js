// Milestones as a room reads them: the next one with how much is still missing, and what has been reached or lost again.

import { findCell } from '../board/lookup.js';
import { percent } from './figures.js';
import { clockAndDay, periodName } from './moments.js';
import { unitNames } from './rows.js';

/** @typedef {import('../feed/protocol.js').Milestone} Milestone */
/** @typedef {'next' | 'reached' | 'lost' | 'open'} MilestoneState */
/** @typedef {{key: string, state: MilestoneState, word: string, reward: string, what: string, missing: string, title: string, fill: number}} MilestoneRow */

const rowsMax = 6;
const kinds = ['day', 'week', 'month', 'quarter', 'year'];

/** @param {import('./wall_view.js').Scene} scene @param {number} nowMs @returns {MilestoneRow[]} the next one first */
export function milestoneRows(scene, nowMs) {
  const running = new Map(scene.plan.periods.map((period) => [period.id, period]));
  const open = scene.scope.milestones.filter(({ period }) => running.has(period));
  const rank = (/** @type {Milestone} */ milestone) => kinds.indexOf(running.get(milestone.period)?.kind ?? '') * 1e3 + milestone.at;
  const ordered = [...open].sort((a, b) => Number(a.reached) - Number(b.reached) || rank(a) - rank(b));
  const next = ordered.find((milestone) => !milestone.reached && missing(scene, milestone) !== null);
  return ordered.slice(0, rowsMax).map((milestone) => row(scene, milestone, milestone === next, nowMs));
}

/** @param {import('./wall_view.js').Scene} scene @param {Milestone} milestone */
const cellOf = (scene, { unit, metric, period }) => findCell(scene.scope, unit, metric, period) ?? findCell(scene.scopes[unit], unit, metric, period);

/** What is missing to the line; null: nobody can say. @param {import('./wall_view.js').Scene} scene @param {Milestone} milestone */
function missing(scene, milestone) {
  const cell = cellOf(scene, milestone);
  if (cell === null || cell.target === null || cell.actual === null || cell.target <= 0) return null;
  return Math.max(0, cell.target * milestone.at - cell.actual);
}

/** @param {import('./wall_view.js').Scene} scene @param {Milestone} milestone @param {boolean} next @param {number} nowMs @returns {MilestoneRow} */
function row(scene, milestone, next, nowMs) {
  const { t, plan, locale, settings } = scene;
  const style = scene.styleOf(milestone.metric);
  const cell = cellOf(scene, milestone);
  const left = missing(scene, milestone);
  const lost = !milestone.reached && milestone.reversed_at_ms != null;
  const state = milestone.reached ? 'reached' : next ? 'next' : lost ? 'lost' : 'open';
  const period = plan.periods.find(({ id }) => id === milestone.period);
  const words = { reached: 'milestoneReached', next: 'milestoneNext', lost: 'milestoneLost', open: 'milestoneOpen' };
  const metric = plan.metrics.find(({ id }) => id === milestone.metric)?.name ?? milestone.metric;
  const line = (cell?.target ?? 0) * milestone.at;
  return {
    key: `${milestone.unit}|${milestone.metric}|${milestone.period}|${milestone.at}`,
    state, word: t(/** @type {import('./dictionary.js').Phrase} */ (words[state])), reward: milestone.reward,
    what: [unitNames(scene).get(milestone.unit) ?? milestone.unit, period === undefined ? milestone.period : periodName(period, settings.language), metric, percent(milestone.at, locale)].join(' · '),
    missing: milestone.reached ? (milestone.reached_at_ms == null ? '' : clockAndDay(milestone.reached_at_ms, nowMs, plan.timezone, locale))
      : left === null ? t('none') : t('stillMissing', { value: style.text(left, 4, 'up') }),
    title: left === null || milestone.reached ? '' : style.exact(left),
    fill: milestone.reached ? 1 : line <= 0 ? 0 : Math.min(0.999, Math.max(0, (cell?.actual ?? 0) / line)),
  };
}

// What every page behind the wall is made from: the plan, the metric, the period, the styles, the cells of running periods.

import { childrenOf, findCell, mainScope, unitById } from '../board/lookup.js';
import { localeOf, translator } from './dictionary.js';
import { figureStyle } from './figures.js';
import { freshness } from './freshness.js';
import { unitName } from './rows.js';
import { status } from './status.js';
import { metricOf } from './wall_view.js';

/** @typedef {import('../board/store.js').State} State */
/** @typedef {import('../feed/protocol.js').Cell} Cell */
/** @typedef {import('../feed/protocol.js').Unit} Unit */
/** @typedef {import('./wall_view.js').Scene} DeskScene */

/** @param {State} state @param {import('../settings.js').Settings} settings @returns {DeskScene | null} null before the first snapshot */
export function deskScene(state, settings) {
  const main = mainScope(state, settings.scope);
  const scope = main === null ? undefined : state.scopes[main];
  if (main === null || scope === undefined) return null;
  const { plan } = scope;
  const metric = metricOf(plan, settings);
  if (metric === undefined) return null;
  const period = plan.periods.find(({ id, kind }) => id === settings.period || kind === settings.period) ?? namedPeriod(settings.period);
  const locale = localeOf(settings.language);
  const styleOf = (/** @type {string} */ id) => figureStyle(settings.language, locale, plan.metrics.find((known) => known.id === id) ?? metric, plan.currency);
  return { settings, locale, t: translator(settings.language), main, scope, scopes: state.scopes, plan, metric, period, style: styleOf(metric.id), styleOf };
}

const forms = /** @type {const} */ ([[/^\d{4}$/, 'year'], [/^\d{4}-Q[1-4]$/, 'quarter'], [/^\d{4}-W\d\d$/, 'week'], [/^\d{4}-\d\d$/, 'month'], [/^\d{4}-\d\d-\d\d$/, 'day']]);

/** A period that does not run, known by its id alone; the server says whether there is one. @param {string} id @returns {import('../feed/protocol.js').Period} */
export function namedPeriod(id) {
  const kind = forms.find(([form]) => form.test(id))?.[1] ?? 'month';
  return { id, kind, start_ms: 0, end_ms: 0, elapsed: 0 };
}

/** @param {import('./wall_view.js').Scene} scene */
export const isRunning = (scene) => scene.plan.periods.some(({ id }) => id === scene.period.id);

/** @param {State} state @param {DeskScene | null} scene @param {import('../board_feed.js').Now} now @param {import('../settings.js').Settings} settings */
export function deskStatus(state, scene, now, settings) {
  const known = scene === null ? (state.feed.phase === 'refused' ? 'refused' : 'waiting') : freshness(state.feed, now.localMs);
  return status({
    feed: state.feed, freshness: known, sourceAsOfMs: null, serverMs: now.serverMs,
    timeZone: scene?.plan.timezone ?? 'UTC', locale: localeOf(settings.language), t: translator(settings.language),
  });
}

/** The feed's cell of any unit below: its own scope has it, or its parent's. @param {DeskScene} scene @param {string} unit @param {string} metric @param {string} period @returns {Cell | null} */
export function liveCell(scene, unit, metric, period) {
  const own = findCell(scene.scopes[unit], unit, metric, period);
  if (own !== null) return own;
  const parent = unitById(scene.plan.units, unit)?.parent;
  return findCell(scene.scopes[parent ?? scene.main], unit, metric, period) ?? findCell(scene.scope, unit, metric, period);
}

/** @typedef {{unit: Unit, depth: number, inner: boolean}} TreeRow */
/** @type {WeakMap<readonly Unit[], Map<string, readonly TreeRow[]>>} */
const trees = new WeakMap();

/** Units below the main one, in the plan's order, each behind its parent; made once a plan. @param {DeskScene} scene @returns {readonly TreeRow[]} */
export function unitTree({ plan: { units }, main }) {
  const known = trees.get(units) ?? new Map();
  trees.set(units, known);
  if (!known.has(main)) known.set(main, treeOf(units, main));
  return known.get(main);
}

/** @param {readonly Unit[]} units @param {string} main */
function treeOf(units, main) {
  /** @type {TreeRow[]} */
  const rows = [];
  const add = (/** @type {Unit} */ unit, /** @type {number} */ depth) => {
    const children = childrenOf(units, unit.id);
    rows.push({ unit, depth, inner: children.length > 0 });
    for (const child of children) add(child, depth + 1);
  };
  add(unitById(units, main) ?? { id: main }, 0);
  return rows;
}

/** The people: units without units below. @param {DeskScene} scene @returns {Unit[]} */
export const people = (scene) => unitTree(scene).filter(({ unit, inner, depth }) => !inner && depth > 0 && unit.id !== 'unassigned').map(({ unit }) => unit);

/** @param {DeskScene} scene @param {Unit} unit */
export const nameOf = (scene, unit) => unitName(scene, unit);
export { childrenOf, unitById };

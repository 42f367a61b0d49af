// The desk's table: the target tree as rows with all texts ready, sorted among siblings, closed branches left out.

import { deskScene, deskStatus, isRunning, liveCell, unitTree } from './desk_scene.js';
import { percent } from './figures.js';
import { clock, periodName } from './moments.js';
import { progress } from './progress.js';
import { lightWord, unitName, unitNames } from './rows.js';
import { localeOf, translator } from './dictionary.js';

/** @typedef {import('../feed/protocol.js').Cell} Cell */
/** @typedef {import('../feed/protocol.js').Unit} Unit */
/** @typedef {'plan' | 'target' | 'actual' | 'attainment' | 'expected' | 'gap' | 'needed_today' | 'forecast' | 'light'} SortKey */
/** @typedef {{slice: string, asOf: string, allMetrics: boolean, sort: SortKey, descending: boolean}} LiveQuery */
/** Rows that were asked for over HTTP, by `unit|metric`; null while they are on their way. @typedef {ReadonlyMap<string, Cell> | null} Asked */
/**
 * @typedef {object} LiveRow
 * @property {string} key
 * @property {string} unit
 * @property {string} metric
 * @property {number} level
 * @property {boolean | null} expanded null: nothing below
 * @property {string} name
 * @property {string} metricName shown where all metrics are
 * @property {Record<'target' | 'actual' | 'attainment' | 'expected' | 'gap' | 'needed' | 'forecast', {text: string, title: string}>} figures
 * @property {import('../feed/protocol.js').Light} light
 * @property {string} lightWord
 * @property {import('./progress.js').Progress} progress
 * @property {number | null} actual
 */
/** A row's place in the table; its texts are made when it is in sight. @typedef {{key: string, unit: string, metric: string, level: number, expanded: boolean | null, cell: Cell | null, plan: unknown, show: () => LiveRow}} RowPlace */

export const sortKeys = /** @type {readonly SortKey[]} */ (['plan', 'target', 'actual', 'attainment', 'expected', 'gap', 'needed_today', 'forecast', 'light']);
const rowsMax = 2000;
const worst = { red: 0, yellow: 1, green: 2, grey: 3 };

/** @param {string} search @returns {LiveQuery} */
export function liveQueryFrom(search) {
  const query = new URLSearchParams(search);
  const [sort, order] = (query.get('sort') ?? 'plan').split('.');
  return {
    slice: query.get('slice') ?? '', asOf: query.get('as_of') ?? '', allMetrics: query.get('metric') === 'all',
    sort: sortKeys.find((key) => key === sort) ?? 'plan', descending: order === 'desc',
  };
}

/** Whether the feed has these figures, or they must be asked for. @param {import('./wall_view.js').Scene} scene @param {LiveQuery} query */
export const feedHas = (scene, query) => query.slice === '' && query.asOf === '' && isRunning(scene);

/**
 * @param {import('../board/store.js').State} state @param {import('../settings.js').Settings} settings @param {LiveQuery} query
 * @param {Asked} asked @param {ReadonlySet<string>} open @param {string} find @param {import('../board_feed.js').Now} now
 */
export function liveView(state, settings, query, asked, open, find, now) {
  const scene = deskScene(state, settings);
  const t = translator(settings.language);
  const { error } = state.feed;
  return {
    t, scene,
    status: deskStatus(state, scene, now, settings),
    problem: error === null ? '' : error === 'unknown_scope' ? t('unknownScope', { scope: settings.scope ?? '' }) : t('serverSays', { error }),
    title: scene === null ? '' : [unitName(scene, scene.plan.units.find(({ id }) => id === scene.main) ?? { id: scene.main }), query.allMetrics ? t('allMetrics') : scene.metric.name, periodName(scene.period, settings.language), query.slice.replace(':', ' ')].filter((part) => part !== '').join(' · '),
    moment: scene === null || query.asOf === '' ? '' : t('notNow', { moment: momentText(query.asOf, scene.plan.timezone, settings.language) }),
    rows: scene === null ? [] : rows(scene, query, asked, open, find.trim().toLowerCase()),
    waiting: scene !== null && !feedHas(scene, query) && asked === null,
  };
}

/** @param {string} asOf @param {string} timeZone @param {import('./dictionary.js').Language} language */
export function momentText(asOf, timeZone, language) {
  const atMs = Date.parse(asOf);
  if (Number.isNaN(atMs)) return asOf;
  const day = new Intl.DateTimeFormat(localeOf(language), { timeZone, year: 'numeric', month: 'long', day: 'numeric' }).format(atMs);
  return `${day} ${clock(atMs, timeZone)}`;
}

/** @param {import('./wall_view.js').Scene} scene @param {LiveQuery} query @param {Asked} asked @param {ReadonlySet<string>} open @param {string} find @returns {RowPlace[]} */
function rows(scene, query, asked, open, find) {
  const metrics = query.allMetrics ? scene.plan.metrics : [scene.metric];
  const fromFeed = feedHas(scene, query);
  const cellOf = (/** @type {string} */ unit, /** @type {string} */ metric) => (fromFeed ? liveCell(scene, unit, metric, scene.period.id) : asked?.get(`${unit}|${metric}`) ?? null);
  const tree = unitTree(scene);
  const keep = find === '' ? null : matches(tree, unitNames(scene), find);
  const shown = keep === null ? opened(tree, open) : tree.filter(({ unit }) => keep.has(unit.id));
  return ordered(shown, query, (unit) => cellOf(unit, scene.metric.id)).slice(0, rowsMax).flatMap(({ unit, depth, inner }) => metrics.map((metric, index) => {
    const expanded = inner && index === 0 ? (keep !== null || open.has(unit.id)) : null;
    const cell = cellOf(unit.id, metric.id);
    return {
      key: `${unit.id}|${metric.id}`, unit: unit.id, metric: metric.id, level: depth, expanded, cell, plan: scene.plan.units,
      show: () => liveRow(scene, unit, depth, expanded, metric, cell, query.allMetrics),
    };
  }));
}

/** The rows whose branches are open all the way up. @param {readonly import('./desk_scene.js').TreeRow[]} tree @param {ReadonlySet<string>} open */
function opened(tree, open) {
  // Below a closed branch everything is left out until the tree comes back to its level.
  let closedAt = Infinity;
  return tree.filter(({ unit, depth }) => {
    if (depth > closedAt) return false;
    closedAt = open.has(unit.id) ? Infinity : depth;
    return true;
  });
}

/** What is sought and all that stands above it. @param {ReturnType<typeof unitTree>} tree @param {ReadonlyMap<string, string>} names @param {string} find */
function matches(tree, names, find) {
  const kept = new Set();
  const parents = new Map(tree.map(({ unit }) => [unit.id, unit.parent]));
  for (const { unit } of tree) {
    if (!`${names.get(unit.id)} ${unit.id}`.toLowerCase().includes(find)) continue;
    for (let id = /** @type {string | undefined} */ (unit.id); id !== undefined && !kept.has(id); id = parents.get(id)) kept.add(id);
  }
  return kept;
}

/**
 * Siblings in the wanted order, each with its branch behind it; what has no figure comes last either way.
 * @param {ReturnType<typeof unitTree>} shown @param {LiveQuery} query @param {(unit: string) => Cell | null} cellOf
 */
function ordered(shown, query, cellOf) {
  if (query.sort === 'plan') return shown;
  /** @type {Map<string, (typeof shown)[number][]>} */
  const below = new Map();
  const ids = new Set(shown.map(({ unit }) => unit.id));
  for (const row of shown) {
    const above = row.unit.parent !== undefined && ids.has(row.unit.parent) ? row.unit.parent : '';
    const siblings = below.get(above);
    if (siblings === undefined) below.set(above, [row]);
    else siblings.push(row);
  }
  const value = (/** @type {string} */ unit) => {
    const cell = cellOf(unit);
    if (cell === null) return null;
    return query.sort === 'light' ? worst[cell.light] : /** @type {number | null} */ (cell[/** @type {'actual'} */ (query.sort)]);
  };
  const compare = (/** @type {(typeof shown)[number]} */ a, /** @type {(typeof shown)[number]} */ b) => {
    const [left, right] = [value(a.unit.id), value(b.unit.id)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return query.descending ? right - left : left - right;
  };
  /** @param {string} above @returns {(typeof shown)[number][]} */
  const add = (above) => [...below.get(above) ?? []].sort(compare).flatMap((row) => [row, ...add(row.unit.id)]);
  return add('');
}

/** @param {import('./wall_view.js').Scene} scene @param {Unit} unit @param {number} level @param {boolean | null} expanded @param {import('../feed/protocol.js').Metric} metric @param {Cell | null} cell @param {boolean} withMetric @returns {LiveRow} */
function liveRow(scene, unit, level, expanded, metric, cell, withMetric) {
  const { t, locale } = scene;
  const style = scene.styleOf(metric.id);
  const ratio = metric.kind === 'ratio';
  const amount = (/** @type {number | null | undefined} */ value, /** @type {'up' | 'down'} */ rounding = 'down') => (value === null || value === undefined ? { text: t('none'), title: '' }
    : ratio ? { text: percent(value, locale), title: String(value) } : { text: style.text(value, 4, rounding), get title() { return style.exact(value); } });
  const [low, high] = [cell?.forecast_low ?? null, cell?.forecast_high ?? null];
  const range = low !== null && high !== null && low !== high && !ratio;
  return {
    key: `${unit.id}|${metric.id}`, unit: unit.id, metric: metric.id, level, expanded, name: unitName(scene, unit), metricName: withMetric ? metric.name : '',
    figures: {
      target: amount(cell?.target), actual: amount(cell?.actual), expected: amount(cell?.expected), gap: amount(cell?.gap, 'up'), needed: amount(cell?.needed_today, 'up'),
      attainment: cell?.attainment === null || cell?.attainment === undefined ? { text: t('none'), title: '' } : { text: percent(cell.attainment, locale), title: '' },
      forecast: range ? { text: style.range(low, high, 3), get title() { return amount(cell?.forecast).title; } } : amount(cell?.forecast),
    },
    light: cell?.light ?? 'grey', lightWord: lightWord(cell?.light ?? 'grey', t), progress: progress(cell), actual: cell?.actual ?? null,
  };
}

// The desk: the target tree follows the feed; another moment, slice or former period is asked for over HTTP.

import './elements/alert_strip.js';
import { Api, ApiError } from './api.js';
import { BoardFeed } from './board_feed.js';
import { DailyCache } from './daily_cache.js';
import { LivePage } from './live_page.js';
import { settingsFrom, takeToken } from './settings.js';
import { liveCell, unitTree } from './view/desk_scene.js';
import { translator } from './view/dictionary.js';
import { detailView } from './view/detail_view.js';
import { feedHas, liveQueryFrom, liveView } from './view/live_view.js';

/** How often what the feed does not carry is asked for again, at most. */
const askEveryMs = 5000;
const whyRowsMax = 200;
const rowsAtFirstMax = 24;
const kinds = new Set(['day', 'week', 'month', 'quarter', 'year']);

const settings = settingsFrom(location.search);
const query = liveQueryFrom(location.search);
const start = new URLSearchParams(location.search);
const api = new Api(takeToken(location, sessionStorage, history));
const courses = new DailyCache(api, () => feed.invalidate());

/** Units whose branches are open; the main one opens itself. @type {Set<string>} */
const open = new Set();
let openedMain = '';
let find = '';
let selected = { unit: start.get('unit') ?? '', metric: start.get('of') ?? '', since: start.get('since') ?? 'today' };
/** @type {import('./view/live_view.js').Asked} */
let cells = null;
/** Of another moment another period runs: which one, the answer says. */
let periodThen = '';
/** @type {{funnel: readonly any[] | null, why: {rows: readonly any[], more: boolean} | null, cells: readonly import('./feed/protocol.js').Cell[] | null}} */
let detail = { funnel: null, why: null, cells: null };
let problem = '';
let askedFor = '';
let askedMs = 0;
let detailFor = '';
let detailMs = 0;
/** A question under way is dropped when another is asked. */
let asking = new AbortController();
let askingDetail = new AbortController();

const page = new LivePage(document, settings, query, {
  onQuery: () => { askedMs = 0; cells = null; periodThen = ''; detailFor = ''; remember(); feed.invalidate(); },
  onToggle: (unit, opened) => { if (opened) open.add(unit); else open.delete(unit); feed.invalidate(); },
  onOpen: (unit, metric) => { selected = { ...selected, unit, metric }; detail = { funnel: null, why: null, cells: null }; remember(); feed.invalidate(); page.focusDetail(); },
  onClose: () => { const { unit } = selected; selected = { ...selected, unit: '' }; remember(); feed.invalidate(); page.focusRow(unit); },
  onSince: (since) => { selected = { ...selected, since }; detail = { ...detail, why: null }; remember(); feed.invalidate(); },
  onFind: (text) => { find = text; feed.invalidate(); },
});

const alerts = /** @type {import('./elements/alert_strip.js').AlertStrip} */ (document.querySelector('alert-strip'));
alerts.start(translator(settings.language), api);

const feed = new BoardFeed(takeToken(location, sessionStorage, history), {
  scope: settings.scope,
  // The plan of a snapshot names the metrics that were asked for only, and the filters name them all.
  metricsOf: () => undefined,
  paint: (state, now) => {
    const shown = query.asOf !== '' && periodThen !== '' ? { ...settings, period: periodThen } : settings;
    const view = liveView(state, shown, query, cells, open, find, now);
    const { scene } = view;
    if (scene !== null && openedMain !== scene.main) {
      openedMain = scene.main;
      for (const id of openAtFirst(scene)) open.add(id);
      feed.invalidate();
    }
    const whole = page.update(view, problem, selected.unit === '' ? '' : `${selected.unit}|${selected.metric === '' ? scene?.metric.id : selected.metric}`, (row) => (scene === null ? null : courses.rows(row.unit, row.metric, scene.period.id, query)), now);
    if (scene === null) return true;
    alerts.update(scene, now);
    askCells(scene, now.localMs);
    const metric = scene.plan.metrics.find(({ id }) => id === selected.metric) ?? scene.metric;
    if (selected.unit === '') {
      page.showDetail(null);
      return whole;
    }
    askDetail(scene, metric.id, now);
    const asked = { ...detail, daily: courses.rows(selected.unit, metric.id, scene.period.id, query), cell: cells?.get(`${selected.unit}|${metric.id}`) ?? null, cellOf: (/** @type {string} */ unit) => cells?.get(`${unit}|${metric.id}`) ?? null, metricCell: (/** @type {string} */ id) => detail.cells?.find((cell) => cell.metric === id) ?? null };
    page.showDetail(detailView(scene, selected.unit, metric.id, selected.since, asked, feedHas(scene, query), now.serverMs));
    return whole;
  },
});

/** @param {import('./view/wall_view.js').Scene} scene @param {number} nowMs */
function askCells(scene, nowMs) {
  if (feedHas(scene, query)) { cells = null; askedFor = ''; return; }
  const metrics = query.allMetrics ? scene.plan.metrics.map(({ id }) => id) : [scene.metric.id];
  const question = { unit: scene.main, descend: 1, metric: metrics, period: query.asOf !== '' && kinds.has(settings.period) ? settings.period : scene.period.id, slice: query.slice, as_of: query.asOf };
  const key = JSON.stringify(question);
  // A past moment stands still; the present of a slice follows the feed.
  if (key === askedFor && (query.asOf !== '' || nowMs - askedMs < askEveryMs)) return;
  askedFor = key;
  askedMs = nowMs;
  asking.abort();
  asking = new AbortController();
  api.get('cells', question, asking.signal).then((rows) => {
    cells = new Map(rows.map((/** @type {any} */ cell) => [`${cell.unit}|${cell.metric}`, cell]));
    periodThen = rows[0]?.period ?? '';
    problem = '';
  }, told).finally(() => feed.invalidate());
}

/** @param {import('./view/wall_view.js').Scene} scene @param {string} metric @param {import('./board_feed.js').Now} now */
function askDetail(scene, metric, now) {
  const cell = feedHas(scene, query) ? liveCell(scene, selected.unit, metric, scene.period.id) : null;
  const key = JSON.stringify([selected, metric, scene.period.id, query.slice, query.asOf]);
  const version = `${key}${cell?.actual ?? ''}`;
  if (version === detailFor || (detailFor.startsWith(key) && now.localMs - detailMs < askEveryMs)) return;
  detailFor = version;
  detailMs = now.localMs;
  askingDetail.abort();
  askingDetail = new AbortController();
  const { signal } = askingDetail;
  const shared = { unit: selected.unit, period: scene.period.id, slice: query.slice, as_of: query.asOf };
  const since = sinceOf(selected.since, scene, query.asOf === '' ? now.serverMs : Date.parse(query.asOf));
  api.page('explain', { ...shared, metric, since, limit: whyRowsMax }, signal).then((why) => { detail = { ...detail, why }; }, told).finally(() => feed.invalidate());
  // What the feed does not carry: the other metrics of this unit, for the plan's price.
  if (!feedHas(scene, query)) api.get('cells', shared, signal).then((cells) => { detail = { ...detail, cells }; }, () => undefined).finally(() => feed.invalidate());
  api.get('funnel', shared, signal).then((funnel) => { detail = { ...detail, funnel }; }, () => { detail = { ...detail, funnel: [] }; }).finally(() => feed.invalidate());
}

/** @param {string} since @param {import('./view/wall_view.js').Scene} scene @param {number} nowMs */
function sinceOf(since, scene, nowMs) {
  const day = scene.plan.periods.find(({ kind }) => kind === 'day');
  const dayMs = 86_400_000;
  const midnightMs = day === undefined ? nowMs : day.start_ms - Math.ceil((day.start_ms - nowMs) / dayMs) * (nowMs < day.start_ms ? dayMs : 0);
  switch (since) {
    case 'hour': return String(Math.round(nowMs - 3_600_000));
    case 'today': return String(Math.round(midnightMs));
    case 'yesterday': return String(Math.round(midnightMs - dayMs));
    case 'week': return String(Math.round(nowMs - 7 * dayMs));
    default: return '';
  }
}

/** As many levels as fit a screen. @param {import('./view/wall_view.js').Scene} scene */
function openAtFirst(scene) {
  const tree = unitTree(scene);
  const [first, second] = [0, 1].map((depth) => tree.filter((row) => row.depth <= depth && row.inner).map(({ unit }) => unit.id));
  return tree.filter(({ depth }) => depth <= 2).length <= rowsAtFirstMax && !query.allMetrics ? second : first;
}

/** @param {unknown} error */
function told(error) {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  problem = error instanceof ApiError ? page.words(error) : String(error);
}

/** What is looked at stands in the address, so that it can be sent to somebody. */
function remember() {
  const address = new URLSearchParams(location.search);
  const set = (/** @type {string} */ name, /** @type {string} */ value, /** @type {string} */ otherwise) => { if (value === otherwise) address.delete(name); else address.set(name, value); };
  set('period', settings.period, 'month');
  set('metric', query.allMetrics ? 'all' : settings.metric ?? '', '');
  set('slice', query.slice, '');
  set('as_of', query.asOf, '');
  set('sort', `${query.sort}${query.descending ? '.desc' : ''}`, 'plan');
  set('unit', selected.unit, '');
  set('of', selected.unit === '' ? '' : selected.metric, '');
  set('since', selected.unit === '' ? 'today' : selected.since, 'today');
  history.replaceState(null, '', `${location.pathname}${address.size > 0 ? `?${address}` : ''}`);
}

// Which slices there are stands in the plan, which not everybody may read; then there is nothing to choose.
api.get('plan').then((plan) => page.setSlices(Object.entries(plan.slices ?? {}).flatMap(([name, values]) => [...values, 'other'].map((value) => `${name}:${value}`))), () => undefined);
feed.start();

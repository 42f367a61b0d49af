// Administration: targets as a grid, the plan's doubts and versions, where the figures come from and what is held back, alerts.

import './elements/page_head.js';
import { AdminAccess } from './admin_access.js';
import { AdminPage } from './admin_page.js';
import { sessionEvent } from './admission.js';
import { Api, ApiError } from './api.js';
import { BoardFeed } from './board_feed.js';
import { settingsFrom, takeToken } from './settings.js';
import { deskScene, deskStatus, nameOf, unitTree } from './view/desk_scene.js';
import { adminLists } from './view/admin_view.js';
import { csvRows, csvText } from './view/csv.js';
import { formatPosition } from './feed/position.js';
import { unitNames } from './view/rows.js';
import { errorWords } from './view/problem.js';
import { gridRows, planWith, typedFrom } from './view/target_grid.js';

const listsEveryMs = 15_000;
const csvBytesMax = 4 << 20;
const reasonMax = 500;

const settings = settingsFrom(location.search);
if (!new URLSearchParams(location.search).has('period')) settings.period = 'year';
const token = takeToken(location, sessionStorage, history);
const api = new Api(token);

/** @type {any} the plan in force, as the server writes it; null: not here, or not for this token */
let plan = null;
/** @type {Map<string, string>} */
let present = new Map();
/** @type {Map<string, string>} */
let typed = new Map();
/** @type {{diff: readonly string[], findings: readonly any[]} | null} the answer of the last look at the difference */
let difference = null;
/** @type {{findings: readonly any[] | null, quarantine: readonly any[] | null, unmatched: readonly any[] | null, alerts: readonly any[] | null, versions: readonly any[] | null}} */
let lists = { findings: null, quarantine: null, unmatched: null, alerts: null, versions: null };
let problem = '';
let told = '';
let targetsFor = '';
let planFor = -1;
let listsMs = -Infinity;
let busy = false;
/** @type {import('./view/status.js').StatusKind} */
let feedKind = 'waiting';

const page = new AdminPage(document, settings, {
  onTyped: (unit, text) => { typed.set(unit, text); difference = null; feed.invalidate(); },
  onChoose: (metric, period) => { settings.metric = metric; settings.period = period; typed = new Map(); difference = null; remember(); feed.invalidate(); },
  onUndo: () => { typed = new Map(); difference = null; told = ''; feed.invalidate(); },
  onLook: () => void send(null),
  onApply: (reason) => void send(reason),
  onExport: () => exportCsv(),
  onImport: (file) => void importCsv(file),
  onPair: () => access.pair(),
  onToken: () => access.addToken(),
});
const access = new AdminAccess(api, page.t, (question) => page.ask(question), (again) => { if (again) listsMs = -Infinity; feed.invalidate(); });
window.addEventListener(sessionEvent, (event) => { access.rights = /** @type {CustomEvent} */ (event).detail.rights; });

const feed = new BoardFeed(token, {
  scope: settings.scope,
  metricsOf: () => undefined,
  busy: () => typed.size > 0 || busy,
  paint: (state, now) => {
    const scene = deskScene(state, settings);
    const status = deskStatus(state, scene, now, settings);
    // What is asked for every few seconds is as old as the feed was: now it is asked for at once.
    if (status.kind === 'live' && feedKind === 'stale') { listsMs = -Infinity; access.lookAgain(); }
    feedKind = status.kind;
    page.status(status);
    if (scene === null) return;
    ask(scene, now.localMs);
    access.look(scene, now.localMs);
    page.update({
      scene, problem, told, busy, mayEdit: plan !== null, rows: rows(scene), difference, reasonMax,
      lists: withActions(adminLists(lists, state.progress.complete === null ? null : state.sources, scene, now.serverMs), scene, now.serverMs, state.progress.complete === null ? '' : formatPosition(state.progress.complete)),
    });
  },
});

/** @param {ReturnType<typeof adminLists>} rows @param {import('./view/wall_view.js').Scene} scene @param {number} nowMs @param {string} position */
function withActions(rows, scene, nowMs, position) {
  /** @param {'quarantine' | 'unmatched' | 'alerts'} name @param {(raw: any) => import('./admin_access.js').RowAction[]} actions */
  const acting = (name, actions) => rows[name]?.map((row, index) => ({ ...row, actions: actions(lists[name]?.[index]) })) ?? null;
  return {
    ...rows, ...access.rows(scene, nowMs, unitNames(scene), position),
    quarantine: acting('quarantine', (raw) => access.quarantineActions(raw)), unmatched: acting('unmatched', (raw) => access.unmatchedActions(raw, plan)), alerts: acting('alerts', (raw) => access.alertActions(raw)),
  };
}

/** @param {import('./view/wall_view.js').Scene} scene */
const units = (scene) => unitTree(scene).filter(({ unit }) => unit.id !== 'unassigned').map(({ unit, depth, inner }) => ({ id: unit.id, name: nameOf(scene, unit), parent: unit.parent, depth, inner }));
/** @param {import('./view/wall_view.js').Scene} scene */
const rows = (scene) => gridRows(units(scene), present, typed);

/** @param {import('./view/wall_view.js').Scene} scene @param {number} nowMs */
function ask(scene, nowMs) {
  const key = `${scene.main} ${scene.metric.id} ${scene.period.id} ${scene.plan.version}`;
  if (key !== targetsFor) {
    targetsFor = key;
    const decimals = scene.metric.kind === 'ratio' ? 9 : scene.metric.digits;
    api.page('targets', { unit: scene.main, descend: 1, metric: scene.metric.id, period: scene.period.id, limit: 10_000 }).then(({ rows: found }) => {
      present = new Map(found.map((row) => [row.unit, shortest(row.target, decimals)]));
    }, fail).finally(() => feed.invalidate());
  }
  if (planFor !== scene.plan.version) {
    planFor = scene.plan.version;
    const take = (/** @type {Partial<typeof lists>} */ more) => { lists = { ...lists, ...more }; feed.invalidate(); };
    api.get('plan').then(async (found) => {
      plan = found;
      take({ findings: (await api.post('plan', { dry_run: 1 }, JSON.stringify(found))).findings });
    }).catch((error) => { if (!(error instanceof ApiError && error.status === 403)) fail(error); }).finally(() => feed.invalidate());
    api.get('plans').then((versions) => take({ versions }), () => undefined);
  }
  if (nowMs - listsMs < listsEveryMs) return;
  listsMs = nowMs;
  for (const name of /** @type {const} */ (['quarantine', 'unmatched', 'alerts'])) {
    api.get(name).then((found) => { lists = { ...lists, [name]: found }; feed.invalidate(); }, () => undefined);
  }
}

/** @param {number | null} value @param {number} decimals */
const shortest = (value, decimals) => (value === null ? '' : value.toFixed(decimals).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''));

/** Only looks when there is no reason. @param {string | null} reason */
async function send(reason) {
  const scene = deskScene(feed.state, settings);
  if (scene === null || plan === null || busy) return;
  busy = true;
  feed.invalidate();
  const next = JSON.stringify(planWith(plan, scene.metric.id, scene.period.id, rows(scene)));
  try {
    const answer = await api.post('plan', reason === null ? { dry_run: 1 } : { reason }, next);
    difference = reason === null ? { diff: answer.diff, findings: answer.findings } : null;
    problem = '';
    told = reason === null ? '' : page.t('applied', { version: answer.version });
    if (reason !== null) { typed = new Map(); targetsFor = ''; planFor = -1; }
  } catch (error) {
    difference = error instanceof ApiError && Array.isArray(error.problem?.findings) ? { diff: [], findings: error.problem.findings } : null;
    fail(error);
  } finally {
    busy = false;
    feed.invalidate();
  }
}

function exportCsv() {
  const scene = deskScene(feed.state, settings);
  if (scene === null) return;
  const text = csvText([['unit', 'unit_name', 'metric', 'period', 'value'], ...rows(scene).map(({ unit, name, value }) => [unit, name, scene.metric.id, scene.period.id, value])]);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = `targets-${scene.metric.id}-${scene.period.id}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @param {File} file */
async function importCsv(file) {
  const scene = deskScene(feed.state, settings);
  if (scene === null) return;
  const found = file.size > csvBytesMax ? null : typedFrom(csvRows(await file.text()), new Set(units(scene).map(({ id }) => id)));
  if (found === null) problem = page.t('csvWrong');
  else {
    typed = new Map([...typed, ...found.typed]);
    difference = null;
    problem = '';
    told = page.t('csvRead', { count: found.typed.size }) + (found.unknown.length > 0 ? page.t('csvUnknown', { units: found.unknown.slice(0, 5).join(', '), count: found.unknown.length }) : '');
  }
  feed.invalidate();
}

/** @param {unknown} error */
function fail(error) {
  problem = error instanceof ApiError ? errorWords(error, page.t) : String(error);
  feed.invalidate();
}

function remember() {
  const address = new URLSearchParams(location.search);
  address.set('metric', settings.metric ?? '');
  address.set('period', settings.period);
  history.replaceState(null, '', `${location.pathname}?${address}`);
}

feed.start();

// The report of one period: the plan comes by the feed, everything else is asked for; again when a running period has moved on.

import './elements/page_head.js';
import { Api, ApiError } from './api.js';
import { BoardFeed } from './board_feed.js';
import { checkedRows } from './daily_source.js';
import { ReportPage } from './report_page.js';
import { childrenOf } from './board/lookup.js';
import { settingsFrom, takeToken } from './settings.js';
import { previousPeriod } from './view/moments.js';
import { periodsLeft } from './view/proposal.js';
import { errorWords } from './view/problem.js';
import { isRunning, liveCell } from './view/desk_scene.js';
import { lightDays, reportView } from './view/report_view.js';

const dayMs = 86_400_000;
const teamsMax = 25;
const againEveryMs = 30_000;
const settings = settingsFrom(location.search);
const query = new URLSearchParams(location.search);
settings.period = query.get('week') ?? query.get('month') ?? query.get('period') ?? 'month';
settings.theme = document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
const token = takeToken(location, sessionStorage, history);
const api = new Api(token);
const page = new ReportPage(document, settings);

/** @type {import('./view/report_view.js').Asked} */
const nothing = { cells: null, metrics: null, moments: [], daily: null, previous: [], next: null, funnel: null, milestones: null, close: null, closed: null, adjustments: null };
let asked = nothing;
let askedFor = '';
/** When the figures here were asked for, by the server's clock. */
let madeMs = 0;
let askedMs = -Infinity;
let figureThen = '';
let problem = '';

const feed = new BoardFeed(token, {
  scope: settings.scope,
  metricsOf: () => undefined,
  paint: (state, now) => {
    const scene = page.sceneOf(state);
    page.status(state, scene, now);
    if (scene === null) return;
    const key = `${scene.main} ${scene.metric.id} ${scene.period.id} ${scene.plan.version}`;
    // A running period is made anew when its figure has moved, and behind a break of the feed.
    const figure = isRunning(scene) && state.feed.phase === 'open' ? `${liveCell(scene, scene.main, scene.metric.id, scene.period.id)?.actual} ${state.feed.phaseSinceMs}` : figureThen;
    if (key !== askedFor || (figure !== figureThen && now.localMs - askedMs >= againEveryMs)) {
      if (key !== askedFor) asked = nothing;
      askedFor = key;
      figureThen = figure;
      askedMs = now.localMs;
      void ask(scene);
    }
    page.update(reportView(scene, asked, madeMs === 0 ? now.serverMs : madeMs), scene, problem, asked.cells !== null || problem !== '');
  },
});

/** @param {import('./view/wall_view.js').Scene} scene */
async function ask(scene) {
  const { main: unit, metric: { id: metric }, period } = scene;
  const none = (/** @type {any} */ otherwise) => () => otherwise;
  const take = (/** @type {Partial<import('./view/report_view.js').Asked>} */ more) => { asked = { ...asked, ...more }; feed.invalidate(); };
  const askedAtMs = feed.now().serverMs;
  try {
    take({ cells: await api.get('cells', { unit, descend: 1, metric, period: period.id }) });
    madeMs = askedAtMs;
    problem = '';
  } catch (error) {
    problem = error instanceof ApiError ? errorWords(error, page.t) : String(error);
    return feed.invalidate();
  }
  const daily = await api.get('daily', { unit, metric, period: period.id }).then(checkedRows, none([]));
  take({ daily });
  const before = previousPeriod(period);
  if (before !== null) take({ previous: await api.get('daily', { unit, metric, period: before }).then(checkedRows, none([])) });
  take({ metrics: await api.get('cells', { unit, period: period.id }).catch(none([])) });
  take({ funnel: await api.get('funnel', { unit, period: period.id }).catch(none([])) });
  await askNext(scene, take);
  take({ milestones: await api.get('milestones', { unit }).catch(none([])) });
  await askLights(scene, daily, take);
  const closes = await api.get('closes').catch(none([]));
  const close = closes.find((/** @type {any} */ one) => one.period === period.id) ?? null;
  take({ close });
  if (close === null) return undefined;
  take({ closed: await api.get('closed', { period: period.id, unit }).catch(none([])) });
  take({ adjustments: await api.page('adjustments', { period: period.id, limit: 200 }).catch(none(null)) });
  return undefined;
}

/** What the proposal for the next period is made from. @param {import('./view/wall_view.js').Scene} scene @param {(more: Partial<import('./view/report_view.js').Asked>) => void} take */
async function askNext(scene, take) {
  const { plan, main, metric, period } = scene;
  const year = plan.periods.find(({ kind }) => kind === 'year');
  const left = periodsLeft(period, year, plan.timezone);
  if (year === undefined || left.length === 0 || metric.kind === 'ratio') return;
  const unit = [main, ...childrenOf(plan.units, main).map(({ id }) => id)].filter((id) => id !== 'unassigned').slice(0, teamsMax);
  // Of an ended period what had been reached by its end; `as_of` of a running one is now.
  const running = plan.periods.some(({ id }) => id === period.id);
  const last = running ? null : await endOf(scene);
  if (!running && last === null) return;
  const cells = await api.get('cells', { unit, metric: metric.id, period: [year.id, period.id, ...left], as_of: last }).catch(() => null);
  if (cells !== null) take({ next: { left, yearId: year.id, cells } });
}

/** The last millisecond of an ended period, by its days. @param {import('./view/wall_view.js').Scene} scene */
async function endOf({ plan, period, main, metric }) {
  const today = plan.periods.find(({ kind }) => kind === 'day');
  const rows = asked.daily ?? await api.get('daily', { unit: main, metric: metric.id, period: period.id }).then(checkedRows).catch(() => []);
  const day = rows.at(-1)?.day;
  if (today === undefined || day === undefined) return null;
  const days = Math.round((Date.parse(`${today.id}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / dayMs);
  return today.start_ms - (days - 1) * dayMs - 1;
}

/** The lights at the ends of the days or weeks, one question each. @param {import('./view/wall_view.js').Scene} scene @param {readonly import('./board/store.js').DailyRow[]} daily @param {(more: Partial<import('./view/report_view.js').Asked>) => void} take */
async function askLights(scene, daily, take) {
  const today = scene.plan.periods.find(({ kind }) => kind === 'day');
  if (today === undefined) return;
  /** @type {{atMs: number, cells: any[]}[]} */
  const moments = [];
  for (const day of lightDays(daily, scene.period.kind)) {
    const days = Math.round((Date.parse(`${today.id}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / dayMs);
    const atMs = Math.min(today.start_ms - (days - 1) * dayMs - 1, feed.now().serverMs);
    const cells = await api.get('cells', { unit: scene.main, descend: 1, metric: scene.metric.id, period: scene.period.id, as_of: String(Math.round(atMs)) }).catch(() => null);
    if (cells !== null) moments.push({ atMs, cells });
  }
  take({ moments });
}

window.addEventListener('beforeprint', () => { document.documentElement.dataset.theme = 'light'; });
window.addEventListener('afterprint', () => { document.documentElement.dataset.theme = settings.theme; });
feed.start();

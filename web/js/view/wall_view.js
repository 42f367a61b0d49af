// From the picture of the feed to everything the wall says: one pure function, all texts ready, so that the
// elements only put words and lengths in their places.

import { findCell, mainScope, unitById } from '../board/lookup.js';
import { celebrationText, correctionText } from './celebration_text.js';
import { localeOf, translator } from './dictionary.js';
import { figureStyle, percent } from './figures.js';
import { freshness } from './freshness.js';
import { countdown, countdownLabel, periodName, previousPeriod } from './moments.js';
import { milestoneRows } from './milestones.js';
import { progress } from './progress.js';
import { earlierKey } from '../earlier_source.js';
import { sameShareMs } from './same_share.js';
import { allTeamRows, contestRows, lightWord, rankRows, teamRows, unassignedText, unitName, unitNames } from './rows.js';
import { sourceStoppedMs, status } from './status.js';
import { tickerItems } from './ticker.js';
import { dayOff, trend } from './trend.js';

/** @typedef {import('../board/store.js').State} State */
/** @typedef {import('../settings.js').Settings} Settings */
/** @typedef {import('../feed/protocol.js').Cell} Cell */
/** @typedef {import('./dictionary.js').Translate} Translate */
/**
 * What the parts of the view are made from.
 * @typedef {object} Scene
 * @property {Settings} settings
 * @property {string} locale
 * @property {Translate} t
 * @property {string} main the unit the wall is about
 * @property {import('../board/store.js').Scope} scope
 * @property {State['scopes']} scopes
 * @property {import('../feed/protocol.js').Plan} plan
 * @property {import('../feed/protocol.js').Metric} metric
 * @property {import('../feed/protocol.js').Period} period
 * @property {import('./figures.js').FigureStyle} style
 * @property {(metric: string) => import('./figures.js').FigureStyle} styleOf
 */
/** @typedef {{label: string, value: string, title: string}} Fact */
/** @typedef {ReturnType<typeof wallView>} WallView */

/**
 * @param {State} state
 * @param {Settings} settings
 * @param {{localMs: number, serverMs: number}} now
 */
export function wallView(state, settings, now) {
  const locale = localeOf(settings.language);
  const t = translator(settings.language);
  const scene = sceneOf(state, settings, locale, t);
  const cell = scene === null ? null : findCell(scene.scope, scene.main, scene.metric.id, scene.period.id);
  const sourceAsOfMs = sourceStoppedMs(cell, state.sources, state.feed.asOfMs);
  return {
    t,
    status: status({
      feed: state.feed, freshness: scene === null ? withoutBoard(state.feed) : freshness(state.feed, now.localMs), sourceAsOfMs, serverMs: now.serverMs,
      timeZone: scene?.plan.timezone ?? 'UTC', locale, t,
    }),
    problem: problem(state, settings, t),
    board: scene === null ? null : board(scene, cell, state, now.serverMs),
  };
}

/** A feed that lives says nothing while it has no figures to say it of. @param {State['feed']} feed */
const withoutBoard = (feed) => (feed.phase === 'refused' ? 'refused' : 'waiting');

/** @param {State} state @param {Settings} settings @param {string} locale @param {Translate} t @returns {Scene | null} */
function sceneOf(state, settings, locale, t) {
  const main = mainScope(state, settings.scope);
  const scope = main === null ? undefined : state.scopes[main];
  if (main === null || scope === undefined) return null;
  const { plan } = scope;
  const metric = metricOf(plan, settings);
  const period = plan.periods.find(({ id, kind }) => id === settings.period || kind === settings.period)
    ?? plan.periods.find(({ kind }) => kind === 'month');
  if (metric === undefined || period === undefined) return null;
  const styleOf = (/** @type {string} */ id) => figureStyle(settings.language, locale, plan.metrics.find((known) => known.id === id) ?? metric, plan.currency);
  return { settings, locale, t, main, scope, scopes: state.scopes, plan, metric, period, style: styleOf(metric.id), styleOf };
}

/** The metric the address names, if the plan has it; else the north star. @param {import('../feed/protocol.js').Plan} plan @param {Settings} settings */
export function metricOf(plan, settings) {
  return plan.metrics.find(({ id }) => id === settings.metric) ?? plan.metrics.find(({ id }) => id === plan.north_star);
}

/** @param {Scene} scene @param {Cell | null} cell @param {State} state @param {number} serverMs */
function board(scene, cell, state, serverMs) {
  const { plan, metric, period, settings, t, style } = scene;
  const unit = unitById(plan.units, scene.main);
  const wantedRows = rowsOf(scene);
  const rows = state.daily?.key === wantedRows.key ? state.daily : null;
  const teams = teamRows(scene);
  const wantedEarlier = earlierOf(scene, wantedRows, rows);
  const earlier = wantedEarlier !== null && state.earlier?.key === earlierKey(wantedEarlier) ? state.earlier.attainments : null;
  const ranking = rankRows(scene, earlier);
  const names = unitNames(scene);
  const contests = contestRows(scene);
  const milestones = milestoneRows(scene, serverMs);
  // Only a wall that turns to that scene pays for it.
  const allTeams = settings.scenes.includes('teams') ? allTeamRows(scene) : [];
  const drawn = rows === null || rows.rows.length < 2 ? null : trend(rows.rows, rows.previous, cell?.actual ?? null, cell);
  return {
    scopeName: unitName(scene, unit ?? { id: scene.main }),
    metricName: metric.name,
    periodName: periodName(period, settings.language),
    wantedRows, wantedEarlier,
    figure: cell === null || cell.actual === null ? null : style.show(cell.actual, 5),
    light: cell?.light ?? 'grey',
    lightWord: lightWord(cell?.light ?? 'grey', t),
    progress: progress(cell),
    targetText: targetText(cell, scene),
    expectedText: cell === null || cell.expected === null ? '' : t('expected', { value: style.text(cell.expected, 4) }),
    facts: facts(scene, cell, serverMs, rows !== null && dayOff(rows.rows)),
    // Where every unit below is a representative, bars and leaderboard would say the same twice.
    teams: ranking.length > 0 && ranking.length >= teams.length && teams.every((row) => ranking.some(({ key }) => key === row.key)) ? [] : teams,
    unassigned: unassignedText(scene),
    ranking,
    rankingMode: t(settings.ranking === 'amount' ? 'rankingByAmount' : settings.ranking === 'improved' && earlier !== null ? 'rankingByImproved' : 'rankingByAttainment'),
    contests, allTeams, milestones,
    scenes: filledScenes({ teams: allTeams.length > 0, pk: contests.length > 0, milestones: milestones.length > 0, trend: drawn !== null }),
    nameOf: (/** @type {string} */ id) => names.get(id) ?? id,
    celebrationOf: (/** @type {import('../feed/protocol.js').Celebrate} */ told) => celebrationText(told, scene),
    correctionOf: (/** @type {import('../feed/protocol.js').Celebrate} */ told, /** @type {import('./corrections.js').Correction} */ correction) => correctionText(told, correction, scene, (id) => names.get(id) ?? id),
    timeZone: plan.timezone,
    ticker: lastTicker(scene, serverMs),
    trend: drawn,
    trendText: cell === null || cell.actual === null || cell.expected === null ? ''
      : t('trendSummary', { actual: style.text(cell.actual, 4), expected: style.text(cell.expected, 4) }),
    axisText: (/** @type {number} */ value) => style.text(value, 3),
  };
}

const minuteMs = 60_000;
/** @type {{news: unknown, milestones: unknown, units: unknown, settings: unknown, minute: number, items: ReturnType<typeof tickerItems>} | null} */
let ticker = null;

/** The ticker of the last frame where nothing has been told since: its times change by the minute. @param {Scene} scene @param {number} serverMs */
function lastTicker(scene, serverMs) {
  const { scope: { news, milestones }, plan: { units }, settings } = scene;
  const minute = Math.floor(serverMs / minuteMs);
  const same = ticker !== null && ticker.news === news && ticker.milestones === milestones && ticker.units === units && ticker.settings === settings && ticker.minute === minute;
  if (!same) ticker = { news, milestones, units, settings, minute, items: tickerItems(news, scene, serverMs) };
  return ticker?.items ?? [];
}

/** The scenes that have something to show. @param {Record<'teams' | 'pk' | 'milestones' | 'trend', boolean>} has @returns {ReadonlySet<import('./scenes.js').SceneName>} */
function filledScenes(has) {
  return new Set(/** @type {const} */ (['teams', 'pk', 'milestones', 'trend']).filter((name) => has[name]));
}

/** Which rows the trend is drawn from. @param {Scene} scene @returns {import('../daily_source.js').Wanted} */
function rowsOf({ main, metric, period }) {
  const wanted = { unit: main, metric: metric.id, period: period.id, previous: previousPeriod(period) };
  return { key: JSON.stringify(wanted), ...wanted };
}

/** Whom the ranking by progress compares with; null: another ranking, or no former period with records. @param {Scene} scene @param {import('../daily_source.js').Wanted} wanted @param {import('../board/store.js').Daily | null} daily @returns {import('../earlier_source.js').WantedEarlier | null} */
function earlierOf({ settings, main, metric, period }, wanted, daily) {
  if (settings.ranking !== 'improved' || wanted.previous === null || daily === null || daily.previous.length === 0) return null;
  const atMs = sameShareMs(daily.previous, period, daily.rows);
  return atMs === null ? null : { unit: main, metric: metric.id, period: wanted.previous, atMs };
}

/** @param {Cell | null} cell @param {Scene} scene */
function targetText(cell, { t, style }) {
  if (cell === null || cell.target === null) return t('noTarget');
  const target = style.text(cell.target, 4);
  const exceeded = cell.gap !== null && cell.gap < 0 && cell.target > 0;
  return exceeded ? t('exceeded', { target, value: style.text(-(cell.gap ?? 0), 4) }) : t('target', { value: target });
}

/** @param {Scene} scene @param {Cell | null} cell @param {number} serverMs @param {boolean} restDay @returns {Record<'attainment' | 'elapsed' | 'needed' | 'forecast' | 'left', Fact>} */
function facts(scene, cell, serverMs, restDay) {
  const { t, style, locale, period } = scene;
  const fact = (/** @type {string} */ label, /** @type {string | null} */ value, title = '') => ({ label, value: value ?? t('none'), title });
  return {
    attainment: fact(t('attainment'), orNull(cell?.attainment, (share) => percent(share, locale))),
    elapsed: fact(t('elapsed'), percent(period.elapsed, locale)),
    needed: neededToday(scene, cell, restDay),
    forecast: fact(t('forecast'), forecastText(cell, style), orNull(cell?.forecast, (value) => style.exact(value)) ?? ''),
    left: fact(countdownLabel(period, t), countdown(period.end_ms - serverMs, t)),
  };
}

/** @param {Scene} scene @param {Cell | null} cell @param {boolean} restDay @returns {Fact} */
function neededToday({ t, style }, cell, restDay) {
  const label = t('neededToday');
  const needed = cell?.needed_today ?? null;
  if (needed === null) return { label, value: t('none'), title: '' };
  const reached = (cell?.gap ?? 0) <= 0 && (cell?.target ?? 0) > 0;
  if (needed === 0 && reached) return { label, value: t('reached'), title: style.exact(0) };
  if (needed === 0 && restDay) return { label, value: t('dayOff'), title: style.exact(0) };
  return { label, value: style.text(needed, 4, 'up'), title: style.exact(needed) };
}

/** @param {Cell | null} cell @param {import('./figures.js').FigureStyle} style @returns {string | null} */
function forecastText(cell, style) {
  if (cell === null) return null;
  const { forecast, forecast_low: low, forecast_high: high } = cell;
  if (low !== null && high !== null && low !== high) return style.range(low, high, 3);
  return orNull(forecast, (value) => style.text(value, 4));
}

/** @param {State} state @param {Settings} settings @param {Translate} t */
function problem(state, settings, t) {
  const { error } = state.feed;
  if (error === null) return '';
  return error === 'unknown_scope' ? t('unknownScope', { scope: settings.scope ?? '' }) : t('serverSays', { error });
}

/** @template T @param {T | null | undefined} value @param {(value: T) => string} text @returns {string | null} */
function orNull(value, text) {
  return value === null || value === undefined ? null : text(value);
}

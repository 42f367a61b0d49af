// A period on one page: what was reached, how its lights went, who did best and who needs help, what came after the close.

import { childrenOf, nameOf, unitById, unitTree } from './desk_scene.js';
import { percent } from './figures.js';
import { funnelRows } from './funnel.js';
import { clockAndDay, periodName } from './moments.js';
import { lightWord, unitNames } from './rows.js';
import { proposal } from './proposal.js';
import { standupRow } from './standup_view.js';
import { trend } from './trend.js';
import { typeWord } from './why.js';

/** @typedef {import('../feed/protocol.js').Cell} Cell */
/**
 * What was asked for; null: not here yet, or not allowed.
 * @typedef {object} Asked
 * @property {readonly Cell[] | null} cells of every unit, the metric alone
 * @property {readonly Cell[] | null} metrics of the main unit, every metric
 * @property {readonly {atMs: number, cells: readonly Cell[]}[]} moments the lights at the end of each day or week
 * @property {readonly import('../board/store.js').DailyRow[] | null} daily
 * @property {readonly import('../board/store.js').DailyRow[]} previous
 * @property {{left: readonly string[], yearId: string, cells: readonly Cell[]} | null} next for the proposal: year, period and what is left of the year, of the main unit and those right below
 * @property {readonly any[] | null} funnel
 * @property {readonly any[] | null} milestones
 * @property {any | null} close the period's entry of /closes
 * @property {readonly any[] | null} closed frozen figures
 * @property {{rows: readonly any[], more: boolean} | null} adjustments
 */

const edgeMax = 5;
const unitsMax = 24;
const adjustmentsMax = 12;

/** The last moments of the days of a week, or of the weeks of a longer period, as far as they have been. @param {readonly {day: string}[]} rows of /daily @param {string} kind @returns {string[]} days */
export function lightDays(rows, kind) {
  const begun = rows.filter((/** @type {any} */ row) => row.cumulative !== null).map(({ day }) => day);
  if (kind === 'week' || kind === 'day') return begun;
  const sundays = begun.filter((day) => new Date(`${day}T00:00:00Z`).getUTCDay() === 0);
  const last = begun.at(-1);
  return [...new Set([...sundays, ...(last === undefined ? [] : [last])])].slice(-14);
}

/** @param {import('./wall_view.js').Scene} scene @param {Asked} asked @param {number} nowMs */
export function reportView(scene, asked, nowMs) {
  const { t, style, locale, plan, metric, period } = scene;
  const cells = new Map((asked.cells ?? []).map((cell) => [cell.unit, cell]));
  const main = cells.get(scene.main) ?? null;
  const tree = unitTree(scene).filter(({ unit }) => unit.id !== 'unassigned');
  const row = (/** @type {Cell} */ cell) => standupRow(scene, cell);
  const people = tree.filter(({ inner, depth }) => !inner && depth > 0).flatMap(({ unit }) => cells.get(unit.id) ?? []).filter(({ attainment }) => attainment !== null);
  const ranked = [...people].sort((a, b) => (b.attainment ?? 0) - (a.attainment ?? 0));
  const teams = tree.filter(({ inner, depth }) => inner || depth <= 1).slice(0, unitsMax);
  return {
    title: nameOf(scene, plan.units.find(({ id }) => id === scene.main) ?? { id: scene.main }),
    what: `${metric.name} · ${periodName(period, scene.settings.language)}`,
    made: t('reportMade', { time: clockAndDay(nowMs, 0, plan.timezone, locale) }),
    closed: asked.close === null ? t('notClosed') : t('closedAt', { time: clockAndDay(Date.parse(asked.close.closed_at), 0, plan.timezone, locale), by: asked.close.by }),
    main: main === null ? null : row(main),
    figure: main === null || main.actual === null ? null : style.show(main.actual, 5),
    trend: asked.daily === null || asked.daily.length < 2 ? null : trend(asked.daily, asked.previous, main?.actual ?? null, main),
    trendText: main?.actual == null || main.expected === null ? '' : t('trendSummary', { actual: style.text(main.actual, 4), expected: style.text(main.expected, 4) }),
    axisText: (/** @type {number} */ value) => style.text(value, 3),
    teams: teams.flatMap(({ unit, depth }) => (cells.has(unit.id) ? [{ ...row(/** @type {Cell} */ (cells.get(unit.id))), depth }] : [])),
    metrics: (asked.metrics ?? []).filter(({ metric: id }) => id !== metric.id).map((cell) => {
      const its = plan.metrics.find(({ id }) => id === cell.metric);
      const text = (/** @type {number | null} */ value) => (value === null ? t('none') : its?.kind === 'ratio' ? percent(value, locale) : scene.styleOf(cell.metric).text(value, 4));
      return { key: cell.metric, name: its?.name ?? cell.metric, actual: text(cell.actual), target: text(cell.target), attainment: cell.attainment === null ? t('none') : percent(cell.attainment, locale), light: cell.light, lightWord: lightWord(cell.light, t) };
    }),
    days: asked.moments.map(({ atMs }) => new Intl.DateTimeFormat('en', { timeZone: plan.timezone, month: 'numeric', day: 'numeric' }).format(atMs)),
    lights: teams.filter(({ depth }) => depth <= 1).map(({ unit }) => ({
      key: unit.id, name: nameOf(scene, unit),
      lights: asked.moments.map(({ cells: then }) => { const light = then.find((cell) => cell.unit === unit.id)?.light ?? 'grey'; return { light, word: lightWord(light, t) }; }),
    })),
    best: ranked.slice(0, edgeMax).map(row), worst: ranked.length > edgeMax ? ranked.slice(-Math.min(edgeMax, ranked.length - edgeMax)).reverse().map(row) : [],
    funnel: asked.funnel === null ? [] : funnelRows(asked.funnel, scene),
    proposalHeading: asked.next === null ? '' : t('proposal', { period: periodName({ id: asked.next.left[0], kind: period.kind }, scene.settings.language) }),
    proposals: asked.next === null ? [] : proposals(scene, asked.next),
    milestones: (asked.milestones ?? []).filter((one) => one.period === period.id).map((one) => ({
      key: `${one.unit} ${one.metric} ${one.at}`, name: one.reward, what: `${unitNames(scene).get(one.unit) ?? one.unit} · ${percent(one.at, locale)}`,
      state: one.reached ? t('milestoneReached') : one.reversed_at === null ? t('milestoneOpen') : t('milestoneLost'), time: one.reached_at === null ? '' : clockAndDay(Date.parse(one.reached_at), 0, plan.timezone, locale),
    })),
    revised: (asked.closed ?? []).filter((one) => one.adjusted && one.slice === '' && one.metric === metric.id).slice(0, unitsMax).map((one) => ({
      key: one.unit, name: unitNames(scene).get(one.unit) ?? one.unit, frozen: one.frozen_actual === null ? t('none') : style.text(one.frozen_actual, 5), now: one.actual === null ? t('none') : style.text(one.actual, 5),
    })),
    adjustments: (asked.adjustments?.rows ?? []).slice(-adjustmentsMax).reverse().map((one) => ({
      key: String(one.offset), time: clockAndDay(Date.parse(one.received_at), nowMs, plan.timezone, locale), what: typeWord(String(one.type), t), who: unitNames(scene).get(one.unit) ?? one.owner ?? '', customer: one.customer ?? '',
      amount: typeof one.amount_in_plan_currency === 'number' ? style.text(one.amount_in_plan_currency, 4) : t('none'),
    })),
  };
}

/** A row a unit: what the plan has for the next period, and what it would have to be. @param {import('./wall_view.js').Scene} scene @param {NonNullable<Asked['next']>} next */
function proposals(scene, { left, yearId, cells }) {
  const { t, style, plan, metric, period } = scene;
  const units = [scene.main, ...childrenOf(plan.units, scene.main).map(({ id }) => id)];
  return units.flatMap((unit, depth) => {
    const made = proposal(cells.filter((cell) => cell.unit === unit), yearId, period.id, left, metric.digits);
    if (made === null) return [];
    const change = made.proposed - made.planned;
    return [{
      key: unit, depth: Math.min(1, depth), name: nameOf(scene, unitById(plan.units, unit) ?? { id: unit }),
      planned: style.text(made.planned, 4), proposed: style.text(made.proposed, 4, 'up'),
      change: change === 0 ? t('none') : `${change < 0 ? '−' : '+'}${style.text(Math.abs(change), 3)}`,
    }];
  });
}

// One person's own page: lights, what today needs, the next milestone, the bonus with its rule and deals, the contest.

import { deskScene, deskStatus, liveCell, nameOf, people } from './desk_scene.js';
import { percent } from './figures.js';
import { funnelRows } from './funnel.js';
import { milestoneRows } from './milestones.js';
import { clockOrDay, countdown, countdownLabel, periodName } from './moments.js';
import { contestRows, unitNames } from './rows.js';
import { standupRow } from './standup_view.js';
import { translator } from './dictionary.js';

/** What was asked for over HTTP; null: not here yet. @typedef {{funnel: readonly any[] | null, bonus: readonly any[] | null}} Asked */

const dealsMax = 50;

/** The person this page is about: the one named, else the token's own unit when nothing stands below it. @param {import('./wall_view.js').Scene} scene @param {string} named */
export function meUnit(scene, named) {
  if (named !== '' && scene.plan.units.some(({ id }) => id === named)) return named;
  return people(scene).length === 0 ? scene.main : '';
}

/** @param {import('../board/store.js').State} state @param {import('../settings.js').Settings} settings @param {string} named @param {Asked} asked @param {import('../board_feed.js').Now} now */
export function meView(state, settings, named, asked, now) {
  const scene = deskScene(state, settings);
  const t = translator(settings.language);
  const unit = scene === null ? '' : meUnit(scene, named);
  return {
    t, scene, unit, status: deskStatus(state, scene, now, settings),
    choices: scene === null ? [] : people(scene).map((person) => ({ id: person.id, name: nameOf(scene, person), team: unitNames(scene).get(person.parent ?? '') ?? '' })),
    mine: scene === null || unit === '' ? null : mine(scene, unit, asked, now.serverMs),
  };
}

/** @param {import('./wall_view.js').Scene} scene @param {string} unit @param {Asked} asked @param {number} nowMs */
function mine(scene, unit, asked, nowMs) {
  const { t, plan, metric, period, style, locale } = scene;
  const cell = liveCell(scene, unit, metric.id, period.id);
  const funnel = asked.funnel === null ? [] : funnelRows(asked.funnel, scene);
  const above = ancestors(scene, unit);
  return {
    name: nameOf(scene, plan.units.find(({ id }) => id === unit) ?? { id: unit }),
    what: `${metric.name} · ${periodName(period, scene.settings.language)}`,
    figure: cell === null || cell.actual === null ? null : style.show(cell.actual, 5),
    row: cell === null ? null : standupRow(scene, cell),
    expected: cell === null || cell.expected === null ? '' : t('expected', { value: style.text(cell.expected, 4) }),
    target: cell === null || cell.target === null ? t('noTarget') : t('target', { value: style.text(cell.target, 4) }),
    left: period.end_ms === 0 ? '' : `${countdownLabel(period, t)} ${countdown(period.end_ms - nowMs, t)}`,
    actions: funnel.map(({ key, name, todayText, today, needed }) => ({ key, name, today: todayText, done: today === 0, needed })),
    others: plan.metrics.filter(({ id }) => id !== metric.id).flatMap((other) => {
      const its = liveCell(scene, unit, other.id, period.id);
      if (its === null || its.target === null) return [];
      return [{ ...standupRow(scene, its), key: other.id, name: other.name, actual: its.actual === null ? t('none') : other.kind === 'ratio' ? percent(its.actual, locale) : scene.styleOf(other.id).text(its.actual, 4) }];
    }),
    milestones: milestoneRows({ ...scene, scope: { ...scene.scope, milestones: scene.scope.milestones.filter((one) => above.includes(one.unit)) } }, nowMs).slice(0, 3),
    bonus: (asked.bonus ?? []).filter((statement) => statement.unit === unit).map((statement) => bonus(statement, scene, nowMs)),
    contests: contestRows(scene).filter(({ sides }) => sides.some(({ key }) => above.includes(key))).map((contest) => ({ key: contest.name, ...contest, sides: contest.sides.map((side) => ({ ...side, mine: above.includes(side.key) })) })),
  };
}

/** The unit and all that stand above it. @param {import('./wall_view.js').Scene} scene @param {string} unit @returns {string[]} */
function ancestors({ plan }, unit) {
  /** @type {string[]} */
  const found = [];
  for (let id = /** @type {string | undefined} */ (unit); id !== undefined && !found.includes(id); id = plan.units.find((one) => one.id === id)?.parent) found.push(id);
  return found;
}

/** @param {any} statement of /bonus @param {import('./wall_view.js').Scene} scene @param {number} nowMs */
function bonus(statement, scene, nowMs) {
  const { t, plan, locale } = scene;
  const money = scene.styleOf(plan.metrics.find((one) => one.money)?.id ?? scene.metric.id);
  const style = scene.styleOf(statement.metric);
  const kind = plan.metrics.find(({ id }) => id === statement.metric);
  const rateText = (/** @type {number} */ rate) => (kind?.money === true ? new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 3 }).format(rate) : money.exact(rate));
  const reached = Number(statement.attainment ?? 0);
  return {
    key: `${statement.metric}|${statement.period}`, title: `${kind?.name ?? statement.metric} · ${statement.period}`, amount: money.exact(statement.amount),
    tiers: statement.tiers.map((/** @type {any} */ tier) => ({
      key: String(tier.from), rule: t('bonusTier', { from: percent(tier.from, locale), rate: rateText(tier.rate) }), base: style.text(tier.base, 4), amount: money.exact(tier.amount), now: tier.base > 0 && reached >= tier.from,
    })),
    deals: statement.deals.slice(-dealsMax).reverse().map((/** @type {any} */ deal) => ({
      key: `${deal.source} ${deal.id}`, time: clockOrDay(Date.parse(deal.occurred_at), nowMs, plan.timezone), id: deal.id, value: style.text(deal.value, 4), amount: money.exact(deal.amount),
    })),
    more: Math.max(0, statement.deals.length - dealsMax),
  };
}

// What the stand-up shows in each of its parts, as texts.

import { deskScene, deskStatus, liveCell, nameOf, people, unitTree } from './desk_scene.js';
import { percent } from './figures.js';
import { wholeOrOne } from './funnel.js';
import { milestoneRows } from './milestones.js';
import { progress } from './progress.js';
import { lightWord, unitNames } from './rows.js';
import { tickerItems } from './ticker.js';
import { translator } from './dictionary.js';

/** @typedef {import('../feed/protocol.js').Cell} Cell */
/** Cells as they stood at the close, and whether the ledger knew them then. @typedef {{day: string, cells: readonly Cell[], known: boolean}} Frozen */
/** @typedef {{key: string, name: string, team: string, light: import('../feed/protocol.js').Light, lightWord: string, progress: import('./progress.js').Progress, attainment: string, actual: string, target: string, gap: string, needed: string, forecast: string, depth?: number}} StandupRow */

const worstMax = 12;
/** With more of them the upper level stands alone: half a tree would pass over teams. */
const teamsMax = 12;
const order = { red: 0, yellow: 1, green: 2, grey: 3 };

/**
 * @param {import('../board/store.js').State} state @param {import('../settings.js').Settings} settings @param {Frozen | null} frozen
 * @param {ReadonlyMap<string, readonly any[]>} funnels by unit @param {import('../board_feed.js').Now} now
 */
export function standupView(state, settings, frozen, funnels, now) {
  const scene = deskScene(state, settings);
  const t = translator(settings.language);
  return {
    t, scene, status: deskStatus(state, scene, now, settings),
    title: scene === null ? '' : nameOf(scene, scene.plan.units.find(({ id }) => id === scene.main) ?? { id: scene.main }),
    yesterday: scene === null || frozen === null ? null : yesterday(scene, frozen),
    lights: scene === null ? { rows: [], more: 0, green: 0 } : lights(scene),
    actions: scene === null ? [] : actions(scene, funnels),
    milestones: scene === null ? [] : milestoneRows(scene, now.serverMs),
    commitments: scene === null ? [] : commitments(scene),
    deals: scene === null ? [] : tickerItems(scene.scope.news, scene, now.serverMs).slice(0, 6),
  };
}

/** @param {import('./wall_view.js').Scene} scene @param {Frozen} frozen */
function yesterday(scene, frozen) {
  const cells = new Map(frozen.cells.map((cell) => [cell.unit, cell]));
  const known = unitTree(scene).filter(({ unit }) => unit.id !== 'unassigned' && cells.has(unit.id));
  const [upper, both] = [known.filter(({ depth }) => depth === 1), known.filter(({ depth, inner }) => depth === 1 || (depth === 2 && inner))];
  const teams = both.length <= teamsMax ? both : upper;
  const whole = cells.get(scene.main) ?? null;
  return {
    day: frozen.day, note: scene.t(frozen.known ? 'frozenKnown' : 'frozenOccurred'),
    figure: whole === null || whole.actual === null ? null : scene.style.show(whole.actual, 5),
    whole: whole === null ? null : standupRow(scene, whole),
    rows: teams.slice(0, teamsMax).map(({ unit, depth }) => ({ ...standupRow(scene, /** @type {Cell} */ (cells.get(unit.id))), team: '', depth })),
    more: Math.max(0, teams.length - teamsMax),
  };
}

/** Reds before yellows, the slowest first. @param {import('./wall_view.js').Scene} scene */
function lights(scene) {
  const cells = unitTree(scene).flatMap(({ unit }) => {
    const cell = unit.id === 'unassigned' ? null : liveCell(scene, unit.id, scene.metric.id, scene.period.id);
    return cell === null ? [] : [cell];
  });
  const shown = cells.filter(({ light }) => light === 'red' || light === 'yellow').sort((a, b) => order[a.light] - order[b.light] || (a.pace ?? 0) - (b.pace ?? 0));
  return { rows: shown.slice(0, worstMax).map((cell) => standupRow(scene, cell)), more: Math.max(0, shown.length - worstMax), green: cells.filter(({ light }) => light === 'green').length };
}

/**
 * What each unit that is behind promises: yesterday's word beside today's need. Nobody records words yet, so what was promised is
 * unknown and says so; the record of causes and plans (deviations) fills `promised` and `kept`.
 * @typedef {{key: string, name: string, team: string, light: import('../feed/protocol.js').Light, lightWord: string, promised: string, kept: boolean | null, needed: string, gap: string}} CommitmentRow
 */

/** @param {import('./wall_view.js').Scene} scene @returns {CommitmentRow[]} */
function commitments(scene) {
  return lights(scene).rows.map(({ key, name, team, light, lightWord: word, needed, gap }) => ({ key, name, team, light, lightWord: word, needed, gap, promised: scene.t('notRecorded'), kept: null }));
}

/** What each person needs today, stage by stage of the funnel. @param {import('./wall_view.js').Scene} scene @param {ReadonlyMap<string, readonly any[]>} funnels */
function actions(scene, funnels) {
  const names = unitNames(scene);
  return people(scene).map((unit) => {
    const cell = liveCell(scene, unit.id, scene.metric.id, scene.period.id);
    const stages = (funnels.get(unit.id) ?? []).map((row) => ({
      key: String(row.metric), name: scene.plan.metrics.find(({ id }) => id === row.metric)?.name ?? String(row.metric),
      today: typeof row.needed_today === 'number' ? wholeOrOne(row.needed_today) : scene.t('none'),
    }));
    return {
      key: unit.id, name: nameOf(scene, unit), team: names.get(unit.parent ?? '') ?? '', light: cell?.light ?? /** @type {const} */ ('grey'), lightWord: lightWord(cell?.light ?? 'grey', scene.t),
      stages, needed: cell?.needed_today == null ? scene.t('none') : scene.style.text(cell.needed_today, 4, 'up'),
    };
  });
}

/** @param {import('./wall_view.js').Scene} scene @param {Cell} cell @returns {StandupRow} */
export function standupRow(scene, cell) {
  const { t, style, locale, plan } = scene;
  const names = unitNames(scene);
  const unit = plan.units.find(({ id }) => id === cell.unit) ?? { id: cell.unit };
  const amount = (/** @type {number | null} */ value, /** @type {'up' | 'down'} */ rounding = 'down') => (value === null ? t('none') : style.text(value, 4, rounding));
  const { forecast_low: low, forecast_high: high } = cell;
  return {
    key: cell.unit, name: nameOf(scene, unit), team: unit.parent === undefined || unit.parent === scene.main ? '' : names.get(unit.parent) ?? '',
    light: cell.light, lightWord: lightWord(cell.light, t), progress: progress(cell),
    attainment: cell.attainment === null ? t('none') : percent(cell.attainment, locale), actual: amount(cell.actual), target: amount(cell.target),
    gap: cell.gap === null ? t('none') : cell.gap <= 0 ? t('reached') : amount(cell.gap, 'up'), needed: amount(cell.needed_today, 'up'),
    forecast: low !== null && high !== null && low !== high ? style.range(low, high, 3) : amount(cell.forecast),
  };
}

// The rows of teams, of the leaderboard and of a contest, as text and shares.

import { childrenOf, findCell, representatives, unassigned } from '../board/lookup.js';
import { cut, percent } from './figures.js';
import { knot, progress } from './progress.js';
import { ranked } from './ranking.js';

/** @typedef {import('../feed/protocol.js').Cell} Cell */
/** @typedef {import('../feed/protocol.js').Light} Light */
/** @typedef {import('./wall_view.js').Scene} Scene */
/** @typedef {{key: string, name: string, light: Light, lightWord: string, value: string, amount: string, title: string, progress: import('./progress.js').Progress, inner?: boolean}} TeamRow */
/** @typedef {{key: string, rank: string, name: string, team: string, value: string, title: string}} RankRow */
/** @typedef {{name: string, knot: number, sides: {key: string, name: string, amount: string, title: string, leads: boolean}[], lead: string, others: {key: string, rank: string, name: string, amount: string}[]}} ContestRow */

const teamsMax = 64;
const ranksMax = 20;
const contestOthersMax = 4;

/** @param {Scene} scene @returns {TeamRow[]} */
export function teamRows(scene) {
  return childrenOf(scene.plan.units, scene.main).filter(({ id }) => id !== unassigned).slice(0, teamsMax).flatMap((unit) => {
    const cell = findCell(scene.scope, unit.id, scene.metric.id, scene.period.id);
    return cell === null ? [] : [teamRow(scene, cell, unitName(scene, unit))];
  });
}

/** Every unit below that has units below itself, each behind the one it belongs to; where there is one level only, that one. @param {Scene} scene @returns {TeamRow[]} */
export function allTeamRows(scene) {
  const { units } = scene.plan;
  /** @type {TeamRow[]} */
  const rows = [];
  const add = (/** @type {string} */ parent) => {
    for (const unit of childrenOf(units, parent)) {
      const inner = childrenOf(units, unit.id).length > 0;
      if (unit.id === unassigned || !(inner || parent === scene.main)) continue;
      const cell = findCell(scene.scopes[parent], unit.id, scene.metric.id, scene.period.id);
      if (cell !== null && rows.length < teamsMax) rows.push({ ...teamRow(scene, cell, unitName(scene, unit)), inner: parent !== scene.main });
      if (inner) add(unit.id);
    }
  };
  add(scene.main);
  return rows;
}

/** What nobody owns is named as soon as it is more than nothing. @param {Scene} scene */
export function unassignedText(scene) {
  const actual = findCell(scene.scope, unassigned, scene.metric.id, scene.period.id)?.actual ?? 0;
  return actual === 0 ? '' : `${unitName(scene, { id: unassigned })} ${scene.style.text(actual, 3)}`;
}

/** @param {Scene} scene @param {Cell} cell @param {string} name @returns {TeamRow} */
function teamRow(scene, cell, name) {
  const { style, t } = scene;
  const amount = cell.actual === null ? t('none') : style.text(cell.actual, 4);
  return {
    key: cell.unit, name, light: cell.light, lightWord: lightWord(cell.light, t),
    value: cell.attainment === null ? amount : percent(cell.attainment, scene.locale),
    amount, title: cell.actual === null ? name : t('exactFigure', { label: name, value: style.exact(cell.actual) }),
    progress: progress(cell),
  };
}

/** @param {Scene} scene @param {import('./ranking.js').Earlier | null} earlier by which progress is counted; null: the wall ranks by attainment instead @returns {RankRow[]} */
export function rankRows(scene, earlier) {
  const ranking = scene.settings.ranking === 'improved' && earlier === null ? 'attainment' : scene.settings.ranking;
  if (ranking === 'none') return [];
  const names = unitNames(scene);
  const entries = representatives(scene.plan.units, scene.main).flatMap(({ unit, scope }) => {
    const cell = findCell(scene.scopes[scope], unit.id, scene.metric.id, scene.period.id);
    return cell === null || cell.actual === null ? [] : [{ unit, cell, improved: improvement(cell, earlier?.get(unit.id) ?? null) }];
  });
  return ranked(entries, ranking).slice(0, ranksMax).map(({ unit, cell, rank, improved }) => {
    const amount = scene.style.text(cell.actual ?? 0, 4);
    const byAttainment = ranking === 'attainment' && cell.attainment !== null;
    return {
      key: unit.id, rank: String(rank), name: unitName(scene, unit), team: unit.parent === scene.main ? '' : names.get(unit.parent ?? '') ?? '',
      value: ranking === 'improved' ? pointsText(improved, scene) : byAttainment ? percent(cell.attainment ?? 0, scene.locale) : amount,
      title: scene.t('exactFigure', { label: unitName(scene, unit), value: scene.style.exact(cell.actual ?? 0) }),
    };
  });
}

/** How much further one is than at the same point of the former period, as a share of the target. @param {Cell} cell @param {number | null} before */
const improvement = ({ attainment }, before) => (attainment === null || before === null ? null : Math.round((attainment - before) * 1e6) / 1e6);

/** In points, cut and never rounded up. @param {number | null} share @param {Scene} scene */
function pointsText(share, { t }) {
  if (share === null) return t('none');
  const points = cut(share * 100, 1, 'down');
  return t('points', { points: `${points > 0 ? '+' : points < 0 ? '−' : ''}${Math.abs(points).toFixed(1)}` });
}

/** Every contest of a running period, its two strongest sides at the rope. @param {Scene} scene @returns {ContestRow[]} */
export function contestRows(scene) {
  const running = new Set(scene.plan.periods.map((period) => period.id));
  const names = unitNames(scene);
  // A side that this scope has no name for is none of its business.
  const shown = scene.scope.contests.filter(({ period, standings }) => running.has(period) && standings.length > 1 && standings.every(({ unit }) => names.has(unit)));
  return shown.map((contest) => contestRow(scene, contest, names));
}

/** @param {Scene} scene @param {import('../feed/protocol.js').Contest} contest @param {ReadonlyMap<string, string>} names @returns {ContestRow} */
function contestRow(scene, contest, names) {
  const style = scene.styleOf(contest.metric);
  const ordered = [...contest.standings].sort((a, b) => (b.actual ?? 0) - (a.actual ?? 0));
  const best = ordered.slice(0, 2);
  // Sides keep their places however the match goes: the plan's order, not the score's.
  const sides = contest.standings.filter((side) => best.includes(side));
  const [left, right] = sides.map((side) => side.actual ?? 0);
  const name = (/** @type {string} */ unit) => names.get(unit) ?? unit;
  return {
    name: contest.name, knot: knot(left, right),
    sides: sides.map((side) => {
      const value = side.actual ?? 0;
      return { key: side.unit, name: name(side.unit), amount: style.text(value, 4), title: scene.t('exactFigure', { label: name(side.unit), value: style.exact(value) }), leads: value === Math.max(left, right) && left !== right };
    }),
    lead: left === right ? scene.t('contestEven') : scene.t('contestLead', { name: name(best[0].unit), value: style.text(Math.abs(left - right), 4) }),
    others: ordered.slice(2, 2 + contestOthersMax).map((side, index) => ({ key: side.unit, rank: String(index + 3), name: name(side.unit), amount: style.text(side.actual ?? 0, 4) })),
  };
}

/** @param {Scene} scene @param {import('../feed/protocol.js').Unit} unit */
export function unitName({ t }, unit) {
  return unit.name ?? (unit.id === unassigned ? t('unassigned') : unit.id);
}

/** @type {WeakMap<readonly import('../feed/protocol.js').Unit[], Map<string, Map<string, string>>>} */
const namesOf = new WeakMap();

/** @param {Scene} scene @returns {ReadonlyMap<string, string>} by id; made once a plan and language */
export function unitNames(scene) {
  const { plan: { units }, settings: { language } } = scene;
  const byLanguage = namesOf.get(units) ?? new Map();
  const known = byLanguage.get(language) ?? new Map(units.map((unit) => [unit.id, unitName(scene, unit)]));
  namesOf.set(units, byLanguage.set(language, known));
  return known;
}

/** @param {Light} light @param {import('./dictionary.js').Translate} t */
export function lightWord(light, t) {
  return t(/** @type {const} */ ({ green: 'lightGreen', yellow: 'lightYellow', red: 'lightRed', grey: 'lightGrey' })[light]);
}

// Finds things in the picture of the feed: cells by name, the units below a scope, what to subscribe to.

import { cellName } from './store.js';

/** @typedef {import('./store.js').State} State */
/** @typedef {import('./store.js').Scope} Scope */
/** @typedef {import('../feed/protocol.js').Unit} Unit */
/** @typedef {import('../feed/protocol.js').Cell} Cell */

export const scopesMax = 64;
export const unassigned = 'unassigned';

/**
 * The scope this wall shows: the one named, else the first that came (the token's own).
 * @param {State} state
 * @param {string | null} named
 * @returns {string | null}
 */
export function mainScope(state, named) {
  return named ?? Object.keys(state.scopes)[0] ?? null;
}

/**
 * @param {Scope | undefined} scope
 * @param {string} unit
 * @param {string} metric
 * @param {string} period
 * @returns {Cell | null}
 */
export function findCell(scope, unit, metric, period) {
  const n = scope?.index.get(cellName(unit, metric, period));
  return n === undefined ? null : scope?.cells.get(n) ?? null;
}

/** @typedef {{byId: Map<string, Unit>, below: Map<string, Unit[]>}} UnitIndex */

/** A plan's units stay the same list until the next plan: looked through once. @type {WeakMap<readonly Unit[], UnitIndex>} */
const indexes = new WeakMap();

/** @param {readonly Unit[]} units @returns {UnitIndex} */
function indexOf(units) {
  const known = indexes.get(units);
  if (known !== undefined) return known;
  /** @type {UnitIndex} */
  const index = { byId: new Map(), below: new Map() };
  for (const unit of units) {
    if (!index.byId.has(unit.id)) index.byId.set(unit.id, unit);
    if (unit.parent === undefined) continue;
    const siblings = index.below.get(unit.parent);
    if (siblings === undefined) index.below.set(unit.parent, [unit]);
    else siblings.push(unit);
  }
  indexes.set(units, index);
  return index;
}

/** @type {readonly Unit[]} */
const nobody = [];

/** In the plan's order. @param {readonly Unit[]} units @param {string} parent @returns {readonly Unit[]} */
export const childrenOf = (units, parent) => indexOf(units).below.get(parent) ?? nobody;

/** @param {readonly Unit[]} units @param {string} id */
export const unitById = (units, id) => indexOf(units).byId.get(id);

/**
 * The scopes to subscribe to, the main one first: every unit below it that has units below itself, so that the
 * cells of all representatives arrive. Nearest first, for when there are more than the limit.
 * @param {readonly Unit[]} units
 * @param {string} main
 */
export function wantedScopes(units, main) {
  const wanted = [main];
  for (let index = 0; index < wanted.length && wanted.length < scopesMax; index += 1) {
    for (const child of childrenOf(units, wanted[index])) {
      if (childrenOf(units, child.id).length > 0 && !wanted.includes(child.id)) wanted.push(child.id);
    }
  }
  return wanted.slice(0, scopesMax);
}

/**
 * The representatives: units without units below, each with the scope that brings its cell. What nobody owns is none.
 * @param {readonly Unit[]} units
 * @param {string} main
 * @returns {{unit: Unit, scope: string}[]}
 */
export function representatives(units, main) {
  const parents = new Set(units.map((unit) => unit.parent));
  return units.filter((unit) => unit.id !== main && unit.id !== unassigned && !parents.has(unit.id)).map((unit) => ({ unit, scope: unit.parent ?? main }));
}

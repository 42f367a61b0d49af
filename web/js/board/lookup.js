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

/** @param {readonly Unit[]} units @param {string} parent */
export const childrenOf = (units, parent) => units.filter((unit) => unit.parent === parent);

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

// The targets of one metric and period as a grid that can be typed in: what each unit has, what is typed, and what of
// a parent's target its children leave over.

import { decimalFrom, decimalText, minus } from './decimals.js';

/** @typedef {{id: string, name: string, parent?: string, depth: number, inner: boolean}} GridUnit */
/** @typedef {{key: string, unit: string, name: string, depth: number, present: string, value: string, changed: boolean, wrong: boolean, unassigned: string | null, state: 'none' | 'even' | 'over' | 'under'}} GridRow */

/**
 * @param {readonly GridUnit[]} units @param {ReadonlyMap<string, string>} present decimal texts by unit @param {ReadonlyMap<string, string>} typed
 * @returns {GridRow[]}
 */
export function gridRows(units, present, typed) {
  const value = (/** @type {string} */ unit) => typed.get(unit) ?? present.get(unit) ?? '';
  return units.map(({ id, name, depth, inner }) => {
    const shown = value(id);
    const own = decimalFrom(shown);
    const children = inner ? units.filter(({ parent }) => parent === id).map((child) => decimalFrom(value(child.id))).filter((one) => one !== null) : [];
    const rest = own === null || children.length === 0 ? null : minus(own, children);
    return {
      key: id, unit: id, name, depth, present: present.get(id) ?? '', value: shown, changed: typed.has(id) && !same(shown, present.get(id) ?? ''), wrong: shown !== '' && (own === null || own.units < 0n),
      unassigned: rest === null ? null : decimalText(rest), state: rest === null ? 'none' : rest.units === 0n ? 'even' : rest.units < 0n ? 'over' : 'under',
    };
  });
}

/** @param {string} left @param {string} right */
function same(left, right) {
  const [a, b] = [decimalFrom(left), decimalFrom(right)];
  return a === null || b === null ? left.trim() === right.trim() : minus(a, [b]).units === 0n;
}

/**
 * The plan with what was typed: a target of one's own takes the place of a share, an emptied one is taken away.
 * @param {any} plan canonical, is left as it was @param {string} metric @param {string} period @param {readonly GridRow[]} rows
 */
export function planWith(plan, metric, period, rows) {
  const next = structuredClone(plan);
  for (const row of rows.filter(({ changed }) => changed)) {
    const is = (/** @type {any} */ target) => target.metric === metric && target.period === period && target.slice === undefined;
    const own = next.targets.find((/** @type {any} */ target) => is(target) && target.unit === row.unit);
    const decimal = decimalFrom(row.value);
    for (const target of next.targets) if (is(target) && target.unit !== row.unit && target.split?.units !== undefined) delete target.split.units[row.unit];
    if (decimal === null) next.targets = next.targets.filter((/** @type {any} */ target) => target !== own);
    else if (own !== undefined) own.value = decimalText(decimal);
    else next.targets.push({ unit: row.unit, metric, period, value: decimalText(decimal) });
  }
  return next;
}

/**
 * What a spreadsheet says: `unit` and `value` by the names in its first line.
 * @param {readonly (readonly string[])[]} rows @param {ReadonlySet<string>} units
 * @returns {{typed: Map<string, string>, unknown: string[]} | null} null: it has no such columns
 */
export function typedFrom(rows, units) {
  const names = (rows[0] ?? []).map((name) => name.trim().toLowerCase());
  const [unitAt, valueAt] = [names.indexOf('unit'), names.indexOf('value')];
  if (unitAt < 0 || valueAt < 0) return null;
  const typed = new Map();
  const unknown = [];
  for (const row of rows.slice(1)) {
    const unit = (row[unitAt] ?? '').trim();
    if (units.has(unit)) typed.set(unit, (row[valueAt] ?? '').trim());
    else unknown.push(unit);
  }
  return { typed, unknown };
}

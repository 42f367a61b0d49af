// The lines in which the server tells what a new plan changes, in the words of the page where they are about targets; the others stand as they are.

import { grouped } from './decimals.js';
import { periodName } from './moments.js';
import { unitNames } from './rows.js';

const target = /^(replace|add|remove) \/targets\/([^ /]+) ([^ /]+) ([^ /]+)(?: ([^/]+))?(\/value)?: (.*)$/;
const change = /^"([^"]*)" → "([^"]*)"$/;
const kinds = /** @type {const} */ ([[/^\d{4}$/, 'year'], [/^\d{4}-Q\d$/, 'quarter'], [/^\d{4}-\d\d$/, 'month'], [/^\d{4}-W\d\d$/, 'week'], [/^\d{4}-\d\d-\d\d$/, 'day']]);

/** @param {string} line @param {import('./wall_view.js').Scene} scene @returns {string} */
export function differenceLine(line, scene) {
  const [, what, unit, metric, period, slice, ofValue, rest] = target.exec(line) ?? [];
  if (what === undefined) return line;
  const values = ofValue === undefined ? wholeTarget(what, rest) : change.exec(rest)?.slice(1);
  if (values === undefined) return line;
  const kind = kinds.find(([form]) => form.test(period))?.[1] ?? '';
  const name = [unitNames(scene).get(unit) ?? unit, scene.plan.metrics.find(({ id }) => id === metric)?.name ?? metric, slice ?? '', periodName({ id: period, kind }, scene.settings.language)];
  return `${name.filter((part) => part !== '').join(' · ')}: ${values.map((value) => (value === '' ? scene.t('none') : grouped(value))).join(' → ')}`;
}

/** A target that comes or goes. @param {string} what @param {string} json @returns {string[] | undefined} */
function wholeTarget(what, json) {
  try {
    const { value } = JSON.parse(json);
    if (typeof value !== 'string') return undefined;
    return what === 'add' ? ['', value] : [value, ''];
  } catch {
    return undefined;
  }
}

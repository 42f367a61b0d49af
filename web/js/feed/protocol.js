// Checks what arrives on the feed before anything else touches it (docs/protocol.md). A message that is not
// what the protocol says is a named fault; a type this page does not know is none, so that servers may grow.

import { parsePosition } from './position.js';

/** @typedef {'green' | 'yellow' | 'red' | 'grey'} Light */
/** @typedef {number | null} Figure */
/**
 * @typedef {object} Cell
 * @property {number} n
 * @property {string} unit
 * @property {string} metric
 * @property {string} slice
 * @property {string} period
 * @property {Figure} actual
 * @property {Figure} target
 * @property {Figure} expected
 * @property {Figure} attainment
 * @property {Figure} pace
 * @property {Figure} gap
 * @property {Figure} needed_today
 * @property {Figure} forecast
 * @property {Figure} forecast_low
 * @property {Figure} forecast_high
 * @property {Light} light
 * @property {Figure} [source_age_s]
 */
/** A unit that no plan names, as `unassigned`, has no name and no kind. @typedef {{id: string, name?: string, kind?: string, parent?: string}} Unit */
/** @typedef {{id: string, name: string, kind: string, money: boolean, digits: number}} Metric */
/** @typedef {'year' | 'quarter' | 'month' | 'week' | 'day'} PeriodKind */
/** @typedef {{id: string, kind: PeriodKind, start_ms: number, end_ms: number, elapsed: number}} Period */
/**
 * @typedef {object} Plan
 * @property {string} organisation
 * @property {number} version
 * @property {string} timezone
 * @property {string} currency
 * @property {number} minor_digits
 * @property {string} north_star
 * @property {Unit[]} units
 * @property {Metric[]} metrics
 * @property {Period[]} periods
 */
/**
 * @typedef {object} NewsItem
 * @property {string} id
 * @property {number} offset
 * @property {string} type
 * @property {string} unit
 * @property {string | null} [owner]
 * @property {number | null} [amount]
 * @property {string | null} [currency]
 * @property {string | null} [customer]
 * @property {number} occurred_at_ms
 * @property {number} [at_ms] when it was received
 * @property {boolean} [edit]
 */
/** @typedef {{id: string, name: string, metric: string, period: string, standings: {unit: string, actual: Figure}[]}} Contest */
/** @typedef {{unit: string, metric: string, period: string, at: number, reward: string, reached: boolean, reached_at_ms?: number | null, reversed_at_ms?: number | null}} Milestone */
/** @typedef {{type: 'hello', epoch: string, server: string, plan_version: number, at_ms: number}} Hello */
/** @typedef {{type: 'snapshot', scope: string, position: string, at_ms: number, plan: Plan, cells: Cell[], news?: NewsItem[], milestones?: Milestone[], contests?: Contest[]}} Snapshot */
/** @typedef {Partial<Cell> & {n: number}} CellChange */
/** @typedef {{type: 'delta', scope: string, position: string, at_ms: number, cells?: CellChange[], news?: NewsItem[], periods?: {id: string, elapsed: number}[], milestones?: Milestone[], contests?: Contest[]}} Delta */
/** @typedef {{type: 'beat', at_ms: number, position: string, sources?: {id: string, age_s: number}[], shared_log_away_since_ms?: number}} Beat */
/**
 * Good news for the screens of a scope: played once an id, begun at `at_ms` of the server's clock.
 * @typedef {{type: 'celebrate', scope?: string, id: string, unit: string, text: string, at_ms: number, kind?: string, metric?: string, value?: number, customer?: string, offset?: number, event?: string, amount?: number, currency?: string, period?: string, at?: number, reward?: string}} Celebrate
 */
/** @typedef {{type: 'reload'}} Reload */
/** @typedef {{type: 'error', error: string, detail?: string}} FeedError */
/** @typedef {Hello | Snapshot | Delta | Beat | Celebrate | Reload | FeedError} Message */
/** @typedef {{message: Message | null, fault: null} | {message: null, fault: string}} Parsed */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** @param {unknown} value */
const isText = (value) => typeof value === 'string';
/** @param {unknown} value */
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
/** @param {unknown} value */
const isFigure = (value) => value === undefined || value === null || isNumber(value);
/** @param {unknown} value */
const isPosition = (value) => parsePosition(value) !== null;
/** @param {(value: unknown) => boolean} check */
const listOf = (check) => (/** @type {unknown} */ value) => Array.isArray(value) && value.every(check);
/** @param {(value: unknown) => boolean} check */
const maybe = (check) => (/** @type {unknown} */ value) => value === undefined || check(value);
/** @param {Record<string, (value: unknown) => boolean>} fields */
function shape(fields) {
  const checks = Object.entries(fields);
  return (/** @type {unknown} */ value) => isObject(value) && checks.every(([name, check]) => check(value[name]));
}

const lights = new Set(['green', 'yellow', 'red', 'grey']);
const figures = Object.fromEntries(
  ['actual', 'target', 'expected', 'attainment', 'pace', 'gap', 'needed_today', 'forecast', 'forecast_low',
    'forecast_high', 'source_age_s'].map((name) => [name, isFigure]),
);
/** @param {unknown} value */
const isLight = (value) => lights.has(/** @type {string} */ (value));
const cellChange = shape({ n: isNumber, ...figures, light: maybe(isLight) });
const wholeCell = shape({ n: isNumber, unit: isText, metric: isText, slice: isText, period: isText, ...figures, light: isLight });
const newsItem = shape({ id: isText, type: isText, unit: isText, occurred_at_ms: isNumber, amount: isFigure });
const contest = shape({ id: isText, name: isText, metric: isText, period: isText, standings: listOf(shape({ unit: isText, actual: isFigure })) });
const milestone = shape({ unit: isText, metric: isText, period: isText, at: isNumber, reached_at_ms: isFigure, reversed_at_ms: isFigure });
const plan = shape({
  organisation: isText, timezone: isText, currency: isText, north_star: isText,
  units: listOf(shape({ id: isText, name: maybe(isText), kind: maybe(isText) })),
  metrics: listOf(shape({ id: isText, name: isText, kind: isText })),
  periods: listOf(shape({ id: isText, kind: isText, start_ms: isNumber, end_ms: isNumber, elapsed: isNumber })),
});
const lists = { news: maybe(listOf(newsItem)), contests: maybe(listOf(contest)), milestones: maybe(listOf(milestone)) };

/** @type {Record<string, Record<string, (value: unknown) => boolean>>} */
const messages = {
  hello: { epoch: isText, at_ms: isNumber },
  snapshot: { scope: isText, position: isPosition, at_ms: isNumber, plan, cells: listOf(wholeCell), ...lists },
  delta: {
    scope: isText, position: isPosition, at_ms: isNumber, cells: maybe(listOf(cellChange)),
    periods: maybe(listOf(shape({ id: isText, elapsed: isNumber }))), ...lists,
  },
  beat: { at_ms: isNumber, position: isPosition, sources: maybe(listOf(shape({ id: isText }))), shared_log_away_since_ms: maybe(isNumber) },
  celebrate: {
    scope: maybe(isText), id: isText, unit: isText, text: isText, at_ms: isNumber, kind: maybe(isText), metric: maybe(isText),
    value: maybe(isNumber), customer: maybe(isText), offset: maybe(isNumber), event: maybe(isText), amount: isFigure, currency: maybe(isText), period: maybe(isText), at: maybe(isNumber), reward: maybe(isText),
  },
  reload: {},
  error: { error: isText },
};

/**
 * @param {unknown} text one text frame
 * @returns {Parsed}
 */
export function parseMessage(text) {
  let value;
  try {
    value = JSON.parse(String(text));
  } catch {
    return { message: null, fault: 'not JSON' };
  }
  if (!isObject(value) || typeof value.type !== 'string') return { message: null, fault: 'no type' };
  const fields = Object.hasOwn(messages, value.type) ? messages[value.type] : null;
  if (fields === null) return { message: null, fault: null };
  for (const [name, check] of Object.entries(fields)) {
    if (!check(value[name])) return { message: null, fault: `${value.type}.${name}` };
  }
  return { message: /** @type {Message} */ (/** @type {unknown} */ (value)), fault: null };
}

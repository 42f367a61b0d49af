// The one picture of the feed that all figures come from. `reduce` is pure: state and action in, state out; the
// cells keep the identity they had where nothing changed.

import { beatArrived, frameArrived, noProgress, parsePosition } from '../feed/position.js';
import { mergeNews } from './news.js';

/** @typedef {import('../feed/protocol.js').Message} Message */
/** @typedef {import('../feed/protocol.js').Cell} Cell */
/** @typedef {import('../feed/protocol.js').Plan} Plan */
/**
 * One scope as the feed told it: `n` belongs to the scope and holds until its next snapshot.
 * @typedef {object} Scope
 * @property {Plan} plan
 * @property {ReadonlyMap<number, Cell>} cells
 * @property {ReadonlyMap<string, number>} index cell name to `n`
 * @property {import('./news.js').ToldItem[]} news
 * @property {import('../feed/protocol.js').Milestone[]} milestones
 * @property {import('../feed/protocol.js').Contest[]} contests
 */
/**
 * @typedef {object} Feed
 * @property {import('../feed/connection.js').Phase} phase
 * @property {number} phaseSinceMs local time at which the phase began
 * @property {number | null} heardMs local time of the last message that carried or confirmed figures
 * @property {number | null} asOfMs server time of that message: the age of the picture
 * @property {number} closeCode
 * @property {number | null} logAwaySinceMs server time since which this server, one of several, does not hear what the others take in
 * @property {string | null} error what the server said it cannot do
 * @property {boolean} torn a frame did not fit the picture, which must be asked for anew
 */
/** @typedef {{day: string, actual: number | null, cumulative: number | null, target: number | null, expected: number | null, weight: number}} DailyRow */
/** @typedef {{key: string, rows: DailyRow[], previous: DailyRow[]}} Daily */
/** Everybody's attainment at the same point of the former period. @typedef {{key: string, attainments: ReadonlyMap<string, number | null>}} Earlier */
/**
 * @typedef {object} State
 * @property {Feed} feed
 * @property {import('../feed/position.js').Progress} progress
 * @property {Readonly<Record<string, Scope>>} scopes
 * @property {readonly {id: string, age_s?: number | null}[]} sources
 * @property {Daily | null} daily
 * @property {Earlier | null} earlier
 */
/**
 * @typedef {{type: 'message', message: Message, atMs: number}
 *   | {type: 'phase', phase: import('../feed/connection.js').Phase, closeCode: number, atMs: number}
 *   | {type: 'wanted', scopes: readonly string[]}
 *   | {type: 'daily', daily: Daily}
 *   | {type: 'earlier', earlier: Earlier}} Action
 */

/** @type {State} */
export const initialState = Object.freeze({
  feed: { phase: 'opening', phaseSinceMs: 0, heardMs: null, asOfMs: null, logAwaySinceMs: null, closeCode: 0, error: null, torn: false },
  progress: noProgress,
  scopes: {},
  sources: [],
  daily: null,
  earlier: null,
});

/**
 * @param {State} state
 * @param {Action} action
 * @returns {State}
 */
export function reduce(state, action) {
  switch (action.type) {
    case 'message': return takeMessage(state, action.message, action.atMs);
    case 'phase': return { ...state, feed: { ...state.feed, phase: action.phase, phaseSinceMs: action.atMs, closeCode: action.closeCode } };
    case 'wanted': return { ...state, scopes: pick(state.scopes, action.scopes) };
    case 'daily': return { ...state, daily: action.daily };
    case 'earlier': return { ...state, earlier: action.earlier };
  }
}

/** @param {string} unit @param {string} metric @param {string} period */
export const cellName = (unit, metric, period) => `${unit}|${metric}|${period}`;

/** @param {State} state @param {Message} message @param {number} atMs @returns {State} */
function takeMessage(state, message, atMs) {
  switch (message.type) {
    case 'snapshot': return withoutError(heard(takeFrame(state, message, freshScope(message)), message.at_ms, atMs, false));
    case 'delta': return takeDelta(state, message, atMs);
    case 'beat': return takeBeat(state, message, atMs);
    case 'error': return { ...state, feed: { ...state.feed, error: message.error } };
    default: return state;
  }
}

/** @param {import('../feed/protocol.js').Snapshot} snapshot @returns {Scope} */
function freshScope(snapshot) {
  return {
    plan: snapshot.plan,
    cells: new Map(snapshot.cells.map((cell) => [cell.n, cell])),
    index: new Map(snapshot.cells.filter((cell) => cell.slice === '').map((cell) => [cellName(cell.unit, cell.metric, cell.period), cell.n])),
    news: mergeNews([], snapshot.news ?? []),
    milestones: snapshot.milestones ?? [],
    contests: snapshot.contests ?? [],
  };
}

/** @param {State} state @param {import('../feed/protocol.js').Delta} delta @param {number} atMs @returns {State} */
function takeDelta(state, delta, atMs) {
  const scope = state.scopes[delta.scope];
  const fits = scope !== undefined && sameEpoch(state, delta.position)
    && (delta.cells ?? []).every((change) => scope.cells.has(change.n));
  // What does not fit is not guessed at: the figures stay, and a snapshot is asked for.
  if (!fits) return { ...state, feed: { ...state.feed, torn: true } };
  return heard(takeFrame(state, delta, changedScope(scope, delta)), delta.at_ms, atMs, state.feed.torn);
}

/** @param {Scope} scope @param {import('../feed/protocol.js').Delta} delta @returns {Scope} */
function changedScope(scope, delta) {
  const cells = new Map(scope.cells);
  for (const change of delta.cells ?? []) {
    cells.set(change.n, { .../** @type {Cell} */ (cells.get(change.n)), ...change });
  }
  return {
    plan: delta.periods === undefined ? scope.plan : withElapsed(scope.plan, delta.periods),
    cells,
    index: scope.index,
    news: delta.news === undefined ? scope.news : mergeNews(scope.news, delta.news),
    milestones: delta.milestones ?? scope.milestones,
    contests: delta.contests ?? scope.contests,
  };
}

/** @param {Plan} plan @param {{id: string, elapsed: number}[]} changes @returns {Plan} */
function withElapsed(plan, changes) {
  const elapsed = new Map(changes.map((change) => [change.id, change.elapsed]));
  return { ...plan, periods: plan.periods.map((period) => ({ ...period, elapsed: elapsed.get(period.id) ?? period.elapsed })) };
}

/** @param {State} state @param {import('../feed/protocol.js').Beat} beat @param {number} atMs @returns {State} */
function takeBeat(state, beat, atMs) {
  const position = /** @type {import('../feed/position.js').Position} */ (parsePosition(beat.position));
  const next = { ...state, sources: beat.sources ?? [], progress: beatArrived(state.progress, position) };
  return heard({ ...next, feed: { ...next.feed, logAwaySinceMs: beat.shared_log_away_since_ms ?? null } }, beat.at_ms, atMs, state.feed.torn);
}

/**
 * @param {State} state
 * @param {{scope: string, position: string}} frame
 * @param {Scope} scope
 * @returns {State}
 */
function takeFrame(state, frame, scope) {
  const position = /** @type {import('../feed/position.js').Position} */ (parsePosition(frame.position));
  return { ...state, scopes: { ...state.scopes, [frame.scope]: scope }, progress: frameArrived(state.progress, position) };
}

/** @param {State} state @param {number} asOfMs @param {number} heardMs @param {boolean} torn @returns {State} */
function heard(state, asOfMs, heardMs, torn) {
  return { ...state, feed: { ...state.feed, asOfMs, heardMs, torn } };
}

/** @param {State} state @returns {State} */
const withoutError = (state) => ({ ...state, feed: { ...state.feed, error: null } });

/** @param {State} state @param {string} position */
function sameEpoch(state, position) {
  return state.progress.seen !== null && parsePosition(position)?.epoch === state.progress.seen.epoch;
}

/** @template T @param {Readonly<Record<string, T>>} record @param {readonly string[]} keys @returns {Record<string, T>} */
function pick(record, keys) {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(record, key)).map((key) => [key, record[key]]));
}

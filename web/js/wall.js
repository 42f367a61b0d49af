// The wall: connects the feed to the store, the store to the view, the view to the elements, frame by frame.

import { mainScope, wantedScopes } from './board/lookup.js';
import { initialState, reduce } from './board/store.js';
import { DailySource, dailyFetcher } from './daily_source.js';
import { FeedConnection } from './feed/connection.js';
import { browserEnvironment, feedUrl } from './feed/environment.js';
import { formatPosition } from './feed/position.js';
import { ServerClock } from './feed/server_clock.js';
import { createFrame } from './frame.js';
import { settingsFrom, takeToken } from './settings.js';
import { metricOf, wallView } from './view/wall_view.js';
import { WallPage } from './wall_page.js';

const tickMs = 1000;
const reloadAtMostEveryMs = 30_000;

const settings = settingsFrom(location.search);
const token = takeToken(location, sessionStorage, history);
const environment = browserEnvironment(location);
const page = new WallPage(document);
const serverClock = new ServerClock();
const daily = new DailySource(dailyFetcher(token), (rows) => dispatch({ type: 'daily', daily: rows }));

let state = initialState;
/** What the feed is asked for; before the first snapshot the page knows neither its metric nor what lies below. @type {{scopes: string[], metrics?: string[]}} */
let wanted = { scopes: settings.scope === null ? [] : [settings.scope] };
let paintedPosition = '';
let rowsAreOld = false;

const connection = new FeedConnection(feedUrl(location), token, {
  subscription: (fresh) => ({ ...wanted, ...(fresh ? {} : resumePosition()) }),
  onPhase: (phase, closeCode) => {
    serverClock.forget();
    dispatch({ type: 'phase', phase, closeCode, atMs: environment.nowMs() });
  },
  onMessage: take,
}, environment);

const invalidate = createFrame(paint, ({ position }) => {
  if (position === '' || position === paintedPosition) return;
  paintedPosition = position;
  connection.painted(position, serverClock.serverMs(environment.nowMs()));
});

/** @param {import('./feed/protocol.js').Message} message */
function take(message) {
  if (message.type === 'reload') return reload();
  const atMs = environment.nowMs();
  if ('at_ms' in message) serverClock.observe(message.at_ms, atMs);
  const wasTorn = state.feed.torn;
  dispatch({ type: 'message', message, atMs });
  if (state.feed.torn && !wasTorn) connection.subscribe();
  if (message.type === 'snapshot' && message.scope === mainScope(state, settings.scope)) lookBelow(message);
}

/** @param {import('./feed/protocol.js').Snapshot} snapshot of the main scope */
function lookBelow(snapshot) {
  rowsAreOld = true;
  const metrics = new Set([metricOf(snapshot.plan, settings)?.id ?? snapshot.plan.north_star, ...(snapshot.contests ?? []).map(({ metric }) => metric)]);
  const now = { scopes: wantedScopes(snapshot.plan.units, snapshot.scope), metrics: [...metrics].sort() };
  if (JSON.stringify(now) === JSON.stringify(wanted)) return;
  wanted = now;
  dispatch({ type: 'wanted', scopes: wanted.scopes });
  connection.subscribe();
}

/** A resume makes sense only when every scope is here to be resumed. */
function resumePosition() {
  const { complete } = state.progress;
  const whole = wanted.scopes.length > 0 && wanted.scopes.every((scope) => Object.hasOwn(state.scopes, scope));
  return complete !== null && whole ? { position: formatPosition(complete) } : {};
}

/** @param {import('./board/store.js').Action} action */
function dispatch(action) {
  state = reduce(state, action);
  invalidate();
}

function paint() {
  const localMs = environment.nowMs();
  const serverMs = serverClock.serverMs(localMs);
  const view = wallView(state, settings, { localMs, serverMs });
  page.update(view, serverMs);
  if (view.board !== null) wantRows(view.board.wantedRows);
  return { position: state.progress.seen === null ? '' : formatPosition(state.progress.seen) };
}

/** @param {import('./daily_source.js').Wanted} rows */
function wantRows(rows) {
  daily.want(rows, rowsAreOld);
  rowsAreOld = false;
}

/** New web assets: the old picture stays on the glass until the new page paints. */
function reload() {
  const last = Number(sessionStorage.getItem('northstar.reloaded_ms') ?? 0);
  const waitMs = Math.max(0, last + reloadAtMostEveryMs - Date.now()) + Math.random() * 1000;
  setTimeout(() => {
    sessionStorage.setItem('northstar.reloaded_ms', String(Date.now()));
    location.reload();
  }, waitMs);
}

window.addEventListener('online', () => connection.hurry());
document.addEventListener('visibilitychange', invalidate);
// Another size has another number of rows.
window.addEventListener('resize', invalidate);
setInterval(invalidate, tickMs);
connection.start();
invalidate();

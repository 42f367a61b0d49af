// The wall: the feed's picture becomes the view, the view goes to the elements, frame by frame; beside it the
// scenes turn, and good news is celebrated.

import { Api } from './api.js';
import { BoardFeed } from './board_feed.js';
import { mainScope } from './board/lookup.js';
import { CelebrationPlayer } from './celebration_player.js';
import { DailySource, dailyFetcher } from './daily_source.js';
import { EarlierSource } from './earlier_source.js';
import { settingsFrom, takeToken } from './settings.js';
import { moved, pausedOrNot, sceneCommand, turning } from './view/scenes.js';
import { metricOf, wallView } from './view/wall_view.js';
import { WallPage } from './wall_page.js';

const settings = settingsFrom(location.search);
const token = takeToken(location, sessionStorage, history);
const page = new WallPage(document, settings);
const celebrations = new CelebrationPlayer(settings, sessionStorage, localStorage, () => feed.invalidate());
const daily = new DailySource(dailyFetcher(token), (rows) => feed.dispatch({ type: 'daily', daily: rows }));
const earlier = new EarlierSource(new Api(token), (attainments) => feed.dispatch({ type: 'earlier', earlier: attainments }));

let rotation = turning;
let rowsAreOld = false;
/** No right to be here: the code of this display is on the glass, and nothing else. */
let stranger = false;

const feed = new BoardFeed(token, {
  scope: settings.scope,
  metricsOf: ({ plan, contests, milestones }) => [metricOf(plan, settings)?.id ?? plan.north_star, ...[...contests ?? [], ...milestones ?? []].map(({ metric }) => metric)],
  onMessage: (message, { serverMs }) => {
    if (message.type === 'snapshot' && message.scope === mainScope(feed.state, settings.scope)) rowsAreOld = true;
    const timeZone = Object.values(feed.state.scopes)[0]?.plan.timezone ?? 'UTC';
    // A wall hears of its teams' celebrations too, which are large for them.
    if (message.type === 'celebrate' && (message.scope === undefined || message.scope === mainScope(feed.state, settings.scope))) celebrations.take(message, serverMs, timeZone);
    if (message.type === 'delta' || message.type === 'snapshot') celebrations.putRight(message, serverMs);
  },
  onStranger: () => {
    stranger = true;
    feed.stop();
    page.pair();
  },
  paint: (state, now) => {
    if (stranger) return;
    const view = wallView(state, settings, now);
    page.update(view, now.serverMs, rotation, celebrations.show(view, now.serverMs));
    if (view.board === null) return;
    daily.want(view.board.wantedRows, rowsAreOld);
    earlier.want(view.board.wantedEarlier, now.localMs);
    rowsAreOld = false;
  },
});

/** @param {KeyboardEvent} event */
function turn(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || page.settingsOpen) return;
  if (event.key === 's' || event.key === 'S') return page.openSettings(celebrations);
  const command = sceneCommand(event.key);
  // A focused button keeps its keys.
  if (command === null || (command === 'pause' && document.activeElement instanceof HTMLButtonElement)) return;
  event.preventDefault();
  rotation = command === 'pause' ? pausedOrNot(rotation, feed.now().serverMs, settings.seconds) : moved(rotation, command === 'next' ? 1 : -1);
  feed.invalidate();
}

document.addEventListener('keydown', turn);
page.onSettings(() => page.openSettings(celebrations));
feed.start();

import assert from 'node:assert/strict';
import test from 'node:test';
import { settingsFrom } from '../../web/js/settings.js';
import { celebrated, noCelebrations, playing, playMs, withdrawn } from '../../web/js/view/celebrations.js';
import { hoursFrom, within } from '../../web/js/view/hours.js';
import { moved, pausedOrNot, sceneAt, sceneCommand, turning } from '../../web/js/view/scenes.js';
import { trend } from '../../web/js/view/trend.js';

const all = new Set(['teams', 'pk', 'milestones', 'trend']);
const names = ['board', 'teams', 'pk'];
const nameAt = (rotation, seconds) => sceneAt(names, all, rotation, seconds * 1000, 20).name;

test('scenes turn by the server\'s clock, so that two walls show the same one', () => {
  assert.deepEqual([0, 19, 20, 40, 60].map((second) => nameAt(turning, second)), ['board', 'board', 'teams', 'pk', 'board']);
});

test('a remote control moves one wall ahead and back, and holds it', () => {
  assert.equal(nameAt(moved(turning, 1), 0), 'teams');
  assert.equal(nameAt(moved(turning, -1), 0), 'pk');
  const held = pausedOrNot(turning, 25_000, 20);
  assert.deepEqual([nameAt(held, 25), nameAt(held, 500)], ['teams', 'teams']);
  assert.equal(sceneAt(names, all, held, 0, 20).paused, true);
  assert.equal(nameAt(moved(held, 1), 500), 'pk');
  assert.equal(nameAt(pausedOrNot(held, 500_000, 20), 40), 'pk', 'let go, it turns with the room again');
  assert.deepEqual(['ArrowRight', 'MediaTrackPrevious', 'Enter', 'x'].map(sceneCommand), ['next', 'previous', 'pause', null]);
});

test('a scene without anything to show is passed over, and the board stands in for all', () => {
  assert.equal(sceneAt(names, new Set(['pk']), turning, 20_000, 20).name, 'pk');
  assert.equal(sceneAt(['pk'], new Set(), turning, 0, 20).name, 'board');
});

test('the address names scenes and hours; what nobody knows is left out', () => {
  const settings = settingsFrom('?scenes=pk,nonsense,board,pk&seconds=1&quiet=12:00-13:30,8-9,x&gong=on&celebrate=off&night=off');
  assert.deepEqual(settings.scenes, ['pk', 'board']);
  assert.equal(settings.seconds, 5);
  assert.equal(settingsFrom('?seconds=often').seconds, 20);
  assert.deepEqual(settings.quiet, [{ from: 720, to: 810 }, { from: 480, to: 540 }]);
  assert.deepEqual([settings.gong, settings.celebrate, settings.night.length], [true, false, 0]);
});

test('hours may pass midnight, and are those of the organisation', () => {
  const night = hoursFrom('22:00-07:00');
  const at = (iso) => within(night, Date.parse(iso), 'Asia/Shanghai');
  assert.deepEqual(['2026-11-20T21:59:00+08:00', '2026-11-20T22:00:00+08:00', '2026-11-21T06:59:00+08:00', '2026-11-21T07:00:00+08:00'].map(at), [false, true, true, false]);
});

const now = { serverMs: 1_000_000, quiet: [], timeZone: 'Asia/Shanghai' };
const news = (id, atMs = now.serverMs + 100) => ({ type: 'celebrate', id, unit: 'anna', text: `¥${id}`, at_ms: atMs });
const arrive = (messages, state = noCelebrations, when = now) => messages.reduce((before, message) => celebrated(before, message, when), state);

test('good news begins on the instant the server names, and ends', () => {
  const state = arrive([news('a')]);
  assert.equal(playing(state, now.serverMs + 99), null);
  assert.equal(playing(state, now.serverMs + 100).id, 'a');
  assert.equal(playing(state, now.serverMs + 100 + playMs), null);
});

test('an id plays once, and what comes late, as after a reconnect, never', () => {
  const state = arrive([news('a'), news('a'), news('old', now.serverMs - 60_000)]);
  assert.deepEqual(state.queue.map(({ id }) => id), ['a']);
  const later = arrive([news('a', now.serverMs + 90_000), news('old', now.serverMs + 90_000)], state, { ...now, serverMs: now.serverMs + 90_000 });
  assert.equal(playing(later, now.serverMs + 90_000), null);
});

test('several wait for each other, up to a ceiling past which the oldest that waits goes', () => {
  const state = arrive(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => news(id)), arrive([news('now', now.serverMs - 1)]));
  assert.deepEqual(state.queue.map(({ id }) => id), ['now', 'c', 'd', 'e', 'f', 'g']);
  for (const [index, played] of state.queue.entries()) assert.ok(index === 0 || played.fromMs >= state.queue[index - 1].toMs);
});

test('quiet hours are quiet, and not made up for', () => {
  const state = arrive([news('a')], noCelebrations, { ...now, quiet: [{ from: 0, to: 24 * 60 }] });
  assert.deepEqual(state.queue, []);
});

test('a deal taken back is not celebrated to the end', () => {
  const state = arrive([news('a'), news('b')]);
  assert.deepEqual(withdrawn(state, 'a').queue.map(({ id }) => id), ['b']);
  assert.equal(withdrawn(state, 'x'), state);
});

test('the forecast is drawn as a fan from today to the end, over the days that count', () => {
  const rows = [1, 1, 0, 1].map((weight, index) => ({ day: `2026-11-0${index + 1}`, actual: null, cumulative: index === 0 ? 10 : null, target: null, expected: null, weight }));
  const { low, high, likely } = trend(rows, [], 12, { forecast: 32, forecast_low: 22, forecast_high: 42 });
  assert.deepEqual(low, [12, 17, 17, 22]);
  assert.deepEqual(high, [12, 27, 27, 42]);
  assert.deepEqual(likely, [12, 22, 22, 32]);
  assert.deepEqual(trend(rows, [], 12, null).high, [null, null, null, null]);
});

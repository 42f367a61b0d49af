import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { checkedRows, DailySource } from '../../web/js/daily_source.js';
import { ServerClock } from '../../web/js/feed/server_clock.js';
import { createFrame } from '../../web/js/frame.js';
import { shiftAt } from '../../web/js/pixel_shift.js';
import { settingsFrom, takeToken } from '../../web/js/settings.js';
import { phraseNames, translator } from '../../web/js/view/dictionary.js';
import { knot } from '../../web/js/view/progress.js';
import { ranked } from '../../web/js/view/ranking.js';

const calm = { scenes: ['board'], seconds: 20, night: [{ from: 22 * 60, to: 7 * 60 }], quiet: [], celebrate: true, gong: null };

test('the address sets language, theme, scope, metric, period and ranking, with calm defaults', () => {
  assert.deepEqual(settingsFrom(''), { language: 'zh', theme: 'dark', scope: null, metric: null, period: 'month', ranking: 'attainment', ...calm });
  assert.deepEqual(settingsFrom('?lang=en-GB&theme=light&scope=east&metric=deals&period=2026-Q4&ranking=amount'), { language: 'en', theme: 'light', scope: 'east', metric: 'deals', period: '2026-Q4', ranking: 'amount', ...calm });
  assert.equal(settingsFrom('?ranking=shouting&lang=fr').ranking, 'attainment');
});

test('a token leaves the address and is remembered for the tab', () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const shown = [];
  const history = { replaceState: (_state, _title, url) => shown.push(url) };
  assert.equal(takeToken({ hash: '#token=secret', pathname: '/wall', search: '?lang=en' }, storage, history), 'secret');
  assert.deepEqual(shown, ['/wall?lang=en']);
  assert.equal(takeToken({ hash: '', pathname: '/wall', search: '' }, storage, history), 'secret');
});

test('every phrase is there in both languages with the same values', () => {
  const values = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();
  for (const phrase of phraseNames) {
    const [zh, en] = [translator('zh')(phrase), translator('en')(phrase)];
    assert.ok(zh !== '' && en !== '', phrase);
    assert.equal(values(zh), values(en), phrase);
  }
});

test('every phrase is said somewhere', () => {
  const folder = new URL('../../web/js/', import.meta.url);
  const code = readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.js') && !String(name).endsWith('dictionary.js'))
    .map((name) => readFileSync(new URL(String(name), folder), 'utf8')).join('\n');
  const unused = phraseNames.filter((phrase) => !code.includes(`'${phrase}'`));
  assert.deepEqual(unused, []);
});

test('equal people share a rank, and who has no target comes last', () => {
  const entry = (unit, attainment, actual) => ({ unit, cell: { attainment, actual } });
  const people = [entry('a', 0.5, 10), entry('b', 1.2, 5), entry('c', null, 900), entry('d', 0.5, 10), entry('e', 0.5, 11), entry('f', -0.2, -4)];
  assert.deepEqual(ranked(people, 'attainment').map(({ unit, rank }) => `${rank}${unit}`), ['1b', '2e', '3a', '3d', '5f', '6c']);
  assert.deepEqual(ranked(people, 'amount').map(({ unit, rank }) => `${rank}${unit}`), ['1c', '2e', '3a', '3d', '5b', '6f']);
});

test('the knot of a contest shows who leads, and both ends stay visible', () => {
  const rows = [[1, 1, 0.5], [3, 1, 0.75], [0, 0, 0.5], [5, 0, 0.96], [-3, 5, 0.04], [-3, -5, 0.5]];
  for (const [left, right, place] of rows) assert.equal(knot(left, right), place);
});

test('the server\'s clock is known by the message that travelled fastest', () => {
  const clock = new ServerClock();
  clock.hear({ type: 'hello', at_ms: 10_000 }, 5_300);
  clock.hear({ type: 'beat', at_ms: 11_000 }, 6_020);
  clock.hear({ type: 'beat', at_ms: 12_000 }, 7_250);
  assert.equal(clock.serverMs(8_000), 8_000 + 4_980);
  for (let index = 0; index < 200; index += 1) clock.hear({ type: 'beat', at_ms: 20_000 + index }, 16_000 + index);
  assert.equal(clock.serverMs(0), 4_000, 'a clock that was set back is believed in the end');
});

test('figures of an hour ago do not put the server\'s clock back, and a greeting does', () => {
  const clock = new ServerClock();
  clock.hear({ type: 'hello', at_ms: 3_600_000 }, 0);
  for (let index = 0; index < 200; index += 1) clock.hear({ type: 'snapshot', at_ms: 0 }, 10);
  clock.hear({ type: 'celebrate', at_ms: 9_000_000 }, 10);
  assert.equal(clock.serverMs(10), 3_600_010);
  clock.hear({ type: 'hello', at_ms: 1_000_020 }, 20);
  assert.equal(clock.serverMs(20), 1_000_020);
});

test('many changes make one frame, and it is called painted only in the frame after', () => {
  const frames = [];
  const log = [];
  const invalidate = createFrame(() => log.push('paint'), () => log.push('painted'), (run) => frames.push(run));
  invalidate();
  invalidate();
  assert.equal(frames.length, 1);
  frames.shift()();
  assert.deepEqual(log, ['paint']);
  invalidate();
  for (const frame of frames.splice(0)) frame();
  assert.deepEqual(log, ['paint', 'painted', 'paint']);
});

test('the picture wanders by a pixel a minute and always comes back', () => {
  const path = Array.from({ length: 9 }, (_, minute) => shiftAt(minute * 60_000));
  assert.deepEqual(path[0], path[8]);
  for (let minute = 1; minute < path.length; minute += 1) {
    const moved = Math.abs(path[minute][0] - path[minute - 1][0]) + Math.abs(path[minute][1] - path[minute - 1][1]);
    assert.equal(moved, 1);
  }
});

test('rows that come after something else was wanted are thrown away', async () => {
  const answers = [];
  const got = [];
  const source = new DailySource(() => new Promise((resolve) => answers.push(resolve)), (daily) => got.push(daily.key), () => 0);
  const wanted = (key) => ({ key, unit: key, metric: 'm', period: 'p', previous: null });
  source.want(wanted('first'), false);
  source.want(wanted('first'), false);
  source.want(wanted('second'), false);
  assert.equal(answers.length, 2, 'the same rows are not fetched twice');
  answers[1]([]);
  answers[0]([]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(got, ['second']);
});

test('daily rows are read with nothing taken for granted', () => {
  assert.deepEqual(checkedRows([{ day: '2026-11-01', cumulative: '5', weight: 1 }]), [{ day: '2026-11-01', actual: null, cumulative: null, target: null, expected: null, weight: 1 }]);
  assert.throws(() => checkedRows({ status: 404 }));
});

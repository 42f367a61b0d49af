import assert from 'node:assert/strict';
import test from 'node:test';
import { address, lanes } from '../../web/js/api.js';
import { DailyCache } from '../../web/js/daily_cache.js';
import { initialState, reduce } from '../../web/js/board/store.js';
import { settingsFrom } from '../../web/js/settings.js';
import { agenda, goBack, goOn, minutesAndSeconds, notBegun, parts } from '../../web/js/view/agenda.js';
import { csvRows, csvText } from '../../web/js/view/csv.js';
import { decimalFrom, decimalText, minus } from '../../web/js/view/decimals.js';
import { deskScene } from '../../web/js/view/desk_scene.js';
import { funnelRows, wholeOrOne } from '../../web/js/view/funnel.js';
import { periodsLeft, proposal } from '../../web/js/view/proposal.js';
import { ranked } from '../../web/js/view/ranking.js';
import { sameShareMs } from '../../web/js/view/same_share.js';
import { rowsInSight } from '../../web/js/view/rows_in_sight.js';
import { liveQueryFrom, liveView } from '../../web/js/view/live_view.js';
import { meView } from '../../web/js/view/me_view.js';
import { lightDays } from '../../web/js/view/report_view.js';
import { differenceLine } from '../../web/js/view/plan_difference.js';
import { standupView } from '../../web/js/view/standup_view.js';
import { gridRows, planWith, typedFrom } from '../../web/js/view/target_grid.js';
import { whyRows } from '../../web/js/view/why.js';
import { golden } from './golden.mjs';

const atMs = golden('snapshot_acme').at_ms;
const state = [golden('hello'), golden('snapshot_acme'), golden('snapshot_east')].reduce((before, message) => reduce(before, { type: 'message', message, atMs }), reduce(initialState, { type: 'phase', phase: 'open', closeCode: 0, atMs }));
const now = { localMs: atMs, serverMs: atMs };
const scene = (search = '') => deskScene(state, settingsFrom(search));
const live = (search, open = ['acme', 'east'], find = '', asked = null) => liveView(state, settingsFrom(search), liveQueryFrom(search), asked, new Set(open), find, now);

test('the target tree is its open branches, each unit behind the one it belongs to', () => {
  assert.deepEqual(live('').rows.map(({ unit, level, expanded }) => [unit, level, expanded]).slice(0, 4), [['acme', 0, true], ['east', 1, true], ['anna', 2, null], ['bo', 2, null]]);
  assert.deepEqual(live('', ['acme']).rows.slice(0, 2).map(({ unit, expanded }) => [unit, expanded]), [['acme', true], ['east', false]]);
  assert.equal(live('').rows[0].show().figures.actual.text, '¥65.50万');
});

test('a table is sorted among siblings, and what is sought stands with all that is above it', () => {
  const order = live('?sort=attainment').rows.map(({ unit }) => unit).filter((unit) => unit !== 'unassigned');
  assert.ok(order.indexOf('bo') < order.indexOf('anna') && order.indexOf('east') < order.indexOf('anna'));
  assert.deepEqual(live('', [], 'ANN').rows.map(({ unit }) => unit), ['acme', 'east', 'anna']);
});

test('another moment says that it is not now and shows what was asked for, not the feed', () => {
  const view = live('?as_of=2026-11-12T10:00:00Z');
  assert.equal(view.moment, '这不是现在：这是 2026年11月12日 18:00 的情况');
  assert.equal(view.waiting, true);
  assert.equal(view.rows[0].show().figures.actual.text, '—');
});

test('why a number moved: newest first, with its sign in words and the correction named', () => {
  const row = (offset, change, facts = {}) => ({ kind: 'event', offset, received_at: '2026-11-20T10:00:00+08:00', outcome: 'accepted', type: 'deal.won', unit: 'anna', owner: 'anna', customer: 'ACME', before: 0, after: change, change, ...facts });
  const rows = whyRows([row(1, 5000), row(2, -300, { outcome: 'voided', type: 'my.type' })], scene(), scene().metric, atMs);
  assert.deepEqual(rows.map(({ what, change, up }) => [what, change, up]), [['my.type · 已撤回', '−¥300', false], ['成交', '+¥5000', true]]);
  assert.equal(rows[0].who, 'Anna');
});

test('what a day needs is never less than it is', () => {
  assert.deepEqual([2.8, 0.71, 34.43, 7, 0].map(wholeOrOne), ['2.8', '0.8', '35', '7', '0']);
  const [leads] = funnelRows([{ unit: 'anna', metric: 'deals', actual: 3, rate_to_next: null, needed: 7, needed_today: 0.7 }], scene());
  assert.deepEqual([leads.actual, leads.needed, leads.todayText, leads.rate], ['3', '还需 7', '0.7', '']);
});

test('the stand-up takes five minutes, goes on by one key, and says when a part takes longer', () => {
  assert.equal(parts.reduce((sum, { seconds }) => sum + seconds, 0), 300);
  let meeting = goOn(notBegun, 0);
  assert.deepEqual([agenda(meeting, 20_000).name, agenda(meeting, 20_000).leftMs], ['yesterday', 25_000]);
  meeting = goOn(meeting, 20_000);
  assert.equal(agenda(meeting, 20_000 + 80_000).leftMs, -5000);
  assert.equal(agenda(goBack(meeting, 30_000), 30_000).name, 'yesterday');
  meeting = goOn(goOn(goOn(goOn(meeting, 120_000), 180_000), 240_000), 290_000);
  assert.deepEqual([agenda(meeting, 999_000).ended, minutesAndSeconds(agenda(meeting, 999_000).wholeMs)], [true, '4:50']);
  assert.equal(goOn(meeting, 300_000), notBegun);
});

test('what a new plan changes about targets is said in the words of the page, and everything else as the server says it', () => {
  const told = (/** @type {string} */ line, search = '') => differenceLine(line, scene(search));
  const { name: unit } = scene().plan.units.find(({ id }) => id === 'east');
  const { name: metric } = scene().plan.metrics.find(({ id }) => id === 'revenue');
  assert.equal(told('replace /targets/east revenue 2026-11/value: "400000" → "1450000.50"'), `${unit} · ${metric} · 2026年11月: 400,000 → 1,450,000.50`);
  assert.equal(told('replace /targets/east revenue 2026-Q4 segment:new/value: "1" → "2"', '?lang=en'), `${unit} · ${metric} · segment:new · Q4 2026: 1 → 2`);
  assert.equal(told('add /targets/east revenue 2026: {"metric":"revenue","period":"2026","unit":"east","value":"5000"}'), `${unit} · ${metric} · 2026年: — → 5,000`);
  assert.equal(told('remove /targets/nobody x 2026: {"value":"5000"}'), 'nobody · x · 2026年: 5,000 → —');
  for (const line of ['replace /lights/green: "1" → "0.95"', 'reorder /targets', 'add /targets/a b c: {"value"', 'replace /targets/east revenue 2026/unit: "a" → "b"']) assert.equal(told(line), line);
});

test('reds come before yellows, the slowest first, and yesterday says whose word it is', () => {
  const cell = { ...golden('snapshot_acme').cells[0], actual: 100, target: 200, attainment: 0.5, light: 'red' };
  const view = standupView(state, settingsFrom(''), { day: '2026-11-19', cells: [cell], known: true }, new Map(), now);
  const paces = view.lights.rows.map(({ light }) => light);
  assert.deepEqual(paces, [...paces].sort((a, b) => (a === b ? 0 : a === 'red' ? -1 : 1)));
  assert.ok(view.lights.rows.length > 0);
  assert.match(view.yesterday.note, /收盘时/);
});

test('yesterday shows teams below their regions while they fit, and no half tree when they do not', () => {
  const [whole] = golden('snapshot_acme').cells;
  const withTeams = (/** @type {number} */ regions) => {
    const ids = Array.from({ length: regions }, (_, index) => `r${index}`);
    const units = [{ id: 'acme', name: 'ACME' }, ...ids.flatMap((id) => [{ id, name: id, parent: 'acme' }, ...['a', 'b'].flatMap((team) => [{ id: id + team, name: id + team, parent: id }, { id: `${id}${team}1`, name: 'one', parent: id + team }])])];
    const cells = units.map(({ id }) => ({ ...whole, unit: id, actual: 100, target: 200, attainment: 0.5, light: 'red' }));
    const plan = { ...state.scopes.acme.plan, units };
    const { yesterday } = standupView({ ...state, scopes: { acme: { ...state.scopes.acme, plan } } }, settingsFrom(''), { day: '2026-11-19', cells, known: true }, new Map(), now);
    return { rows: yesterday.rows.map(({ name, depth }) => `${depth}${name}`), more: yesterday.more };
  };
  assert.deepEqual(withTeams(2), { rows: ['1r0', '2r0a', '2r0b', '1r1', '2r1a', '2r1b'], more: 0 });
  assert.deepEqual(withTeams(5), { rows: ['1r0', '1r1', '1r2', '1r3', '1r4'], more: 0 });
  assert.equal(withTeams(14).more, 2);
});

test('a person sees the own figures, and the bonus tier by tier; without a name the page asks whose it is', () => {
  const bonus = [{ unit: 'anna', metric: 'revenue', period: '2026-11', attainment: 1.3, amount: 90, tiers: [{ from: 0, rate: 0.01, base: 9000, amount: 90 }, { from: 1, rate: 0.02, base: 0, amount: 0 }], deals: [{ source: 'crm', id: 'D-1', occurred_at: '2026-11-10T10:00:00+08:00', value: 9000, amount: 90 }] }];
  const view = meView(state, settingsFrom(''), 'anna', { funnel: [], bonus }, now);
  assert.equal(view.mine.name, 'Anna');
  assert.deepEqual(view.mine.bonus[0].tiers.map(({ rule, amount, now: current }) => [rule, amount, current]), [['达成 0.0% 起，1%', '¥90.00', true], ['达成 100.0% 起，2%', '¥0.00', false]]);
  assert.equal(meView(state, settingsFrom(''), '', { funnel: null, bonus: null }, now).mine, null);
});

test('an address leaves out what is empty and repeats what is a list', () => {
  assert.equal(address('cells', { unit: 'a b', metric: ['x', 'y'], slice: '', as_of: null }), '/api/v1/cells?unit=a+b&metric=x&metric=y');
});

test('questions wait for a free lane', async () => {
  const lane = lanes(2);
  let [running, most, done] = [0, 0, 0];
  await new Promise((resolve) => {
    for (let index = 0; index < 6; index += 1) {
      lane(async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        done += 1;
        if (done === 6) resolve(undefined);
      });
    }
  });
  assert.equal(most, 2);
});

test('decimals are taken apart exactly, and what is none is none', () => {
  assert.equal(decimalText(minus(decimalFrom('1,000,000,000,000.10'), [decimalFrom('0.1'), decimalFrom('999999999999.99')])), '0.01');
  assert.deepEqual(['', 'x', '1.2.3', '-'].map(decimalFrom), [null, null, null, null]);
  assert.equal(decimalText(decimalFrom('-0.50')), '-0.5');
});

const gridUnits = [{ id: 'acme', name: '公司', depth: 0, inner: true }, { id: 'east', name: '华东', parent: 'acme', depth: 1, inner: false }, { id: 'west', name: '华西', parent: 'acme', depth: 1, inner: false }];
const inForce = new Map([['acme', '100'], ['east', '60'], ['west', '40']]);

test('what the children leave of a target is told while one types', () => {
  const of = (typed) => gridRows(gridUnits, inForce, new Map(typed));
  assert.deepEqual([of([])[0].state, of([['east', '50.5']])[0].unassigned, of([['east', '70']])[0].state], ['even', '9.5', 'over']);
  assert.deepEqual(of([['east', '60.00'], ['west', 'forty']]).map(({ changed, wrong }) => [changed, wrong]), [[false, false], [false, false], [true, true]]);
});

test('a typed target takes the place of a share, an emptied one goes, and the plan in hand stays as it was', () => {
  const plan = { targets: [{ unit: 'acme', metric: 'revenue', period: '2026', value: '100', split: { periods: 'workdays', units: { east: '0.6', west: '0.4' } } }, { unit: 'west', metric: 'deals', period: '2026', value: '7' }] };
  const next = planWith(plan, 'revenue', '2026', gridRows(gridUnits, inForce, new Map([['east', '70']])));
  assert.deepEqual(next.targets[0].split.units, { west: '0.4' });
  assert.deepEqual(next.targets.at(-1), { unit: 'east', metric: 'revenue', period: '2026', value: '70' });
  assert.equal(plan.targets.length, 2);
  assert.deepEqual(planWith(plan, 'deals', '2026', gridRows(gridUnits, new Map([['west', '7']]), new Map([['west', '']]))).targets.length, 1);
});

test('CSV comes back as it went out, and a spreadsheet is given no formula', () => {
  const rows = [['unit', 'value'], ['a"b', '1,5'], ['=cmd', '-3'], ['中文', 'line\nbreak']];
  assert.deepEqual(csvRows(csvText(rows)), [['unit', 'value'], ['a"b', '1,5'], ["'=cmd", '-3'], ['中文', 'line\nbreak']]);
  assert.deepEqual(typedFrom(csvRows('\uFEFFName;Unit;Value\r\n华东;east;70\r\nx;moon;1\r\n'), new Set(['east'])), { typed: new Map([['east', '70']]), unknown: ['moon'] });
  assert.equal(typedFrom(csvRows('a,b\n1,2'), new Set()), null);
});

test('the lights of a month are looked at on its Sundays and on its last day so far', () => {
  const rows = Array.from({ length: 30 }, (_, index) => ({ day: `2026-11-${String(index + 1).padStart(2, '0')}`, cumulative: index < 20 ? 1 : null }));
  assert.deepEqual(lightDays(rows, 'month'), ['2026-11-01', '2026-11-08', '2026-11-15', '2026-11-20']);
  assert.equal(lightDays(rows, 'week').length, 20);
});

test('the same point of the former period is where as much of its working time had passed', () => {
  const days = (month, weights) => weights.map((weight, index) => ({ day: `2026-${month}-${String(index + 1).padStart(2, '0')}`, weight }));
  const [october, november] = [days('10', [0, 1, 1, 0, 2]), days('11', [1, 1, 1, 1])];
  const startMs = Date.parse('2026-11-01T00:00:00+08:00');
  const at = (elapsed) => new Date(sameShareMs(october, { start_ms: startMs, elapsed }, november) + 8 * 3_600_000).toISOString().slice(0, 16);
  // Five days listed of October: it begins 31 days before November.
  assert.deepEqual([0.125, 0.25, 0.5, 0.75, 1].map(at), ['2026-10-02T12:00', '2026-10-03T00:00', '2026-10-04T00:00', '2026-10-05T12:00', '2026-10-06T00:00']);
  assert.equal(sameShareMs(days('10', [0, 0]), { start_ms: startMs, elapsed: 0.5 }, november), null);
});

test('the next month\'s proposal is what is open of the year, shared out as the plan shares the months left', () => {
  const year = { id: '2026', start_ms: Date.parse('2026-01-01T00:00:00+08:00'), end_ms: Date.parse('2027-01-01T00:00:00+08:00') };
  assert.deepEqual(periodsLeft({ id: '2026-10', kind: 'month' }, year, 'Asia/Shanghai'), ['2026-11', '2026-12']);
  assert.deepEqual(periodsLeft({ id: '2026-Q2', kind: 'quarter' }, year, 'Asia/Shanghai'), ['2026-Q3', '2026-Q4']);
  const fiscal = { id: '2026', start_ms: Date.parse('2026-04-01T00:00:00+08:00'), end_ms: Date.parse('2027-04-01T00:00:00+08:00') };
  assert.deepEqual(periodsLeft({ id: '2026-12', kind: 'month' }, fiscal, 'Asia/Shanghai'), ['2027-01', '2027-02', '2027-03']);
  for (const [id, kind] of [['2026-12', 'month'], ['2025-12', 'month'], ['2026-W47', 'week'], ['2026', 'year'], ['2025-Q1', 'quarter']]) assert.deepEqual(periodsLeft({ id, kind }, year, 'Asia/Shanghai'), [], id);
  const cells = [{ period: '2026', target: 1200, actual: 800 }, { period: '2026-10', actual: 60, forecast: 100 }, { period: '2026-11', target: 100 }, { period: '2026-12', target: 200 }];
  // 1,200 − 800 − (100 − 60) = 360 are open; a third of what is left is planned for November.
  assert.deepEqual(proposal(cells, '2026', '2026-10', ['2026-11', '2026-12'], 2), { planned: 100, proposed: 120, open: 360 });
  assert.equal(proposal([{ period: '2026', target: 700, actual: 800 }, ...cells.slice(1)], '2026', '2026-10', ['2026-11', '2026-12'], 2).proposed, 0);
  assert.equal(proposal(cells.slice(0, 3), '2026', '2026-10', ['2026-11', '2026-12'], 2), null);
});

test('who has improved most is ranked by points of attainment, who has no former figure last', () => {
  const people = [['a', 0.9, 0.1], ['b', 0.5, -0.2], ['c', 0.7, null], ['d', 0.2, 0.1]].map(([unit, attainment, improved]) => ({ unit, improved, cell: { attainment, actual: 1 } }));
  assert.deepEqual(ranked(people, 'improved').map(({ unit, rank }) => `${rank}${unit}`), ['1a', '1d', '3b', '4c']);
});

test('of a long table the rows in sight are in the page, of a short one all', () => {
  assert.deepEqual(rowsInSight(100, 40, 0, 800), { from: 0, to: 100 });
  assert.deepEqual(rowsInSight(1000, 0, 0, 800), { from: 0, to: 60 });
  for (const top of [300, 0, -39, -20_000, -39_900, -1e6]) {
    const { from, to } = rowsInSight(1000, 40, top, 800);
    const [first, last] = [Math.max(0, Math.floor(-top / 40)), Math.min(999, Math.ceil((800 - top) / 40) - 1)];
    assert.ok(from >= 0 && to <= 1000 && to - from <= 28, `${top}: ${from} … ${to}`);
    if (first < 1000) assert.ok(from <= first && to > last, `${top}: ${from} … ${to} without ${first} … ${last}`);
  }
});

test('courses are asked for once each, and past the limit not at all', () => {
  const asked = [];
  const cache = new DailyCache({ get: (path, query) => { asked.push(query.unit); return new Promise(() => {}); } }, () => {});
  for (let round = 0; round < 2; round += 1) for (let unit = 0; unit < 700; unit += 1) assert.equal(cache.rows(`u${unit}`, 'revenue', '2026-11', { slice: '', asOf: '' }), null);
  assert.deepEqual(asked, ['u0', 'u1', 'u2'], 'three at a time');
  const quick = [];
  const other = new DailyCache({ get: (path, query) => { quick.push(query.unit); return { then: () => ({ catch: () => Promise.resolve([]) }) }; } }, () => {});
  other.rows('anna', 'revenue', '2026-11', { slice: '', asOf: '' });
  other.rows('anna', 'revenue', '2026-11', { slice: '', asOf: '' });
  assert.deepEqual(quick, ['anna']);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { initialState, reduce } from '../../web/js/board/store.js';
import { settingsFrom } from '../../web/js/settings.js';
import { wallView } from '../../web/js/view/wall_view.js';
import { golden } from './golden.mjs';

const atMs = golden('snapshot_acme').at_ms;
const receive = (state, ...messages) => messages.reduce((before, message) => reduce(before, { type: 'message', message, atMs: message.at_ms }), state);
const open = reduce(initialState, { type: 'phase', phase: 'open', closeCode: 0, atMs });
const full = receive(open, golden('hello'), golden('snapshot_acme'), golden('snapshot_east'));
const view = (state, search = '', nowMs = atMs) => wallView(state, settingsFrom(search), { localMs: nowMs, serverMs: nowMs });

test('the wall says the vital figures of the golden board', () => {
  const { board, status } = view(full);
  assert.equal(board.figure.digits + board.figure.suffix, '65.500万');
  assert.equal(board.figure.exact, '¥655,000.50');
  assert.deepEqual([board.light, board.lightWord], ['yellow', '预警']);
  assert.deepEqual(
    Object.values(board.facts).map(({ label, value }) => `${label} ${value}`),
    ['达成率 65.5%', '时间进度 69.0%', '今日还需 ¥5.143万', '预计达成 ¥90.1–99.6万', '本月剩余 10天 10小时'],
  );
  assert.equal(board.expectedText, '应达 ¥69.04万');
  assert.equal(status.text, '实时 13:30');
});

test('a server that has lost the log it shares with others says so after a moment, and the figures grey', () => {
  const away = receive(full, { type: 'beat', at_ms: atMs, position: golden('snapshot_acme').position, sources: [], shared_log_away_since_ms: atMs - 60_000 });
  assert.deepEqual(view(away).status, { kind: 'stale', text: '数据停在 13:29', detail: '共享日志不可达，其他服务器的成交暂未计入' });
  const briefly = receive(full, { type: 'beat', at_ms: atMs, position: golden('snapshot_acme').position, sources: [], shared_log_away_since_ms: atMs - 2_000 });
  assert.equal(view(briefly).status.kind, 'live');
  const back = receive(away, { type: 'beat', at_ms: atMs + 5000, position: golden('snapshot_acme').position, sources: [] });
  assert.equal(view(back, '', atMs + 5000).status.kind, 'live');
});

test('English says the same', () => {
  const { board } = view(full, '?lang=en');
  assert.equal(board.figure.symbol + board.figure.digits + board.figure.suffix, '¥655.00K');
  assert.deepEqual([board.lightWord, board.facts.attainment.label, board.facts.left.value], ['At risk', 'Attainment', '10 d 10 h']);
});

test('teams are the units below, and what nobody owns only when it is something', () => {
  assert.deepEqual(view(full).board.teams.map(({ name, light, value }) => [name, light, value]), [['华东', 'green', '71.6%'], ['西部', 'red', '56.2%']]);
  assert.equal(view(full).board.unassigned, '');
  assert.equal(view(receive(full, { ...golden('delta_deal'), cells: [{ n: 3, actual: 50_000 }] })).board.unassigned, '未分配 ¥5.00万');
});

test('the leaderboard ranks representatives by attainment, or by amount, or not at all', () => {
  assert.deepEqual(view(full).board.ranking.map(({ rank, name, value }) => [rank, name, value]), [['1', 'Anna', '84.2%'], ['2', 'Bo', '59.0%']]);
  assert.deepEqual(view(full, '?ranking=amount').board.ranking.map(({ value }) => value), ['¥25.28万', '¥17.72万']);
  assert.deepEqual(view(full, '?ranking=none').board.ranking, []);
});

test('a scope of representatives shows them once, not as bars and again as a ranking', () => {
  const { board } = view(full, '?scope=east');
  assert.deepEqual([board.scopeName, board.teams.length, board.ranking.length], ['华东', 0, 2]);
});

test('the contest stands between its two sides in the plan\'s order', () => {
  const [contest] = view(full).board.contests;
  assert.equal(contest.name, '东西大战');
  assert.deepEqual(contest.sides.map(({ name, leads }) => [name, leads]), [['华东', true], ['西部', false]]);
  assert.ok(Math.abs(contest.knot - 430000.5 / 655000.5) < 1e-9);
  assert.equal(contest.lead, '华东 领先 ¥20.50万');
});

test('a milestone stands in the ticker where it was reached, and struck when it was lost again', () => {
  const milestone = { ...golden('snapshot_acme').milestones[0], reached: true, reached_at_ms: atMs - 1000, reversed_at_ms: null };
  const told = (changes) => view(receive(full, { ...golden('delta_deal'), cells: [], news: [], milestones: [{ ...milestone, ...changes }] })).board.ticker;
  const [reached, ...deals] = told({});
  assert.deepEqual([reached.who, reached.amount, reached.customer, reached.note, reached.state], ['公司', '50.0%', '里程碑：行业峰会门票', '', 'told']);
  assert.equal(deals.length, 2);
  const [lost] = told({ reached: false, reversed_at_ms: atMs - 500 });
  assert.deepEqual([lost.note, lost.state], ['里程碑已回退', 'withdrawn']);
  assert.equal(told({ reached: false, reached_at_ms: null }).some(({ key }) => key.startsWith('milestone')), false);
  assert.equal(told({ reached_at_ms: 1 }).at(-1).key.startsWith('milestone'), true);
});

test('the ticker tells corrections with dignity', () => {
  const state = receive(full, golden('delta_deal'), golden('delta_edit'), golden('delta_void'));
  const [first] = view(state).board.ticker;
  assert.deepEqual([first.who, first.amount, first.note, first.state], ['Bo', '¥4.00万', '已撤回', 'withdrawn']);
});

test('a lost deal, a lead or a visit is no news for the room', () => {
  const delta = golden('delta_deal');
  const state = receive(full, { ...delta, news: ['deal.lost', 'lead', 'visit'].map((type) => ({ ...delta.news[0], id: type, type })) });
  assert.deepEqual(view(state).board.ticker.map(({ key }) => key), ['crm:D-7001', 'crm:D-7000']);
});

test('without a target there is no bar, no mark and no invented share', () => {
  const snapshot = golden('snapshot_acme');
  const cells = snapshot.cells.map((cell) => ({ ...cell, target: null, expected: null, attainment: null, pace: null, gap: null, needed_today: null, light: 'grey' }));
  const { board } = view(receive(open, { ...snapshot, cells }));
  assert.deepEqual(board.progress, { fill: 0, expected: null, target: null });
  assert.deepEqual([board.lightWord, board.targetText, board.expectedText, board.facts.attainment.value, board.facts.needed.value], ['无数据', '未设目标', '', '—', '—']);
});

test('a target that is exceeded stays visible inside the bar', () => {
  const state = receive(full, { ...golden('delta_deal'), cells: [{ n: 0, actual: 1250000, attainment: 1.25, gap: -250000 }] });
  const { board } = view(state);
  assert.deepEqual([board.progress.fill, board.progress.target], [1, 0.8]);
  assert.equal(board.targetText, '目标 ¥100.0万 · 超 ¥25.00万');
});

test('nothing needed on a free day is called a free day', () => {
  const noNeed = receive(full, { ...golden('delta_deal'), cells: [{ n: 0, needed_today: 0 }] });
  const key = view(noNeed).board.wantedRows.key;
  const rows = [{ day: '2026-11-20', actual: 0, cumulative: 1, target: 1, expected: 1, weight: 1 }, { day: '2026-11-21', actual: 0, cumulative: 1, target: 0, expected: 1, weight: 0 }];
  assert.equal(view(reduce(noNeed, { type: 'daily', daily: { key, rows, previous: [] } })).board.facts.needed.value, '休息日');
  assert.equal(view(noNeed).board.facts.needed.value, '¥0');
});

test('the trend ends where the main figure stands', () => {
  const key = view(full).board.wantedRows.key;
  const rows = [10, 20, null].map((cumulative, index) => ({ day: `2026-11-0${index + 1}`, actual: null, cumulative, target: null, expected: index * 10, weight: 1 }));
  const { trend } = view(reduce(full, { type: 'daily', daily: { key, rows, previous: [] } })).board;
  assert.deepEqual(trend.actual, [10, 655000.5, null]);
  assert.equal(trend.today, 1);
  const elsewhere = reduce(full, { type: 'daily', daily: { key: 'another cell', rows, previous: [] } });
  assert.equal(view(elsewhere).board.trend, null, 'rows of another cell are not drawn');
});

test('silence makes the wall stale with its age in words, and the last picture stays', () => {
  const rows = [[11_000, 'live', '实时 13:30', ''], [12_500, 'stale', '数据停在 13:30', '12秒前 · 重连中'], [240_000, 'stale', '数据停在 13:30', '4分钟前 · 重连中']];
  for (const [passedMs, kind, text, detail] of rows) {
    const { status, board } = view(full, '', atMs + passedMs);
    assert.deepEqual([status.kind, status.text, status.detail], [kind, text, detail]);
    assert.equal(board.figure.digits, '65.500');
  }
  assert.equal(view(full, '?lang=en', atMs + 20_000).status.text, 'As of 13:30');
});

test('a closed socket makes it stale after a blink, so that a quick reconnect does not flicker', () => {
  const lost = reduce(full, { type: 'phase', phase: 'opening', closeCode: 0, atMs });
  assert.equal(view(lost, '', atMs + 1000).status.kind, 'live');
  assert.equal(view(lost, '', atMs + 2000).status.kind, 'stale');
});

test('sources that have stopped grey the wall although the feed lives', () => {
  const state = receive(full, { ...golden('delta_deal'), at_ms: atMs, cells: [{ n: 0, light: 'grey', source_age_s: 2400 }] });
  const { status } = view(state);
  assert.deepEqual([status.kind, status.text], ['stale', '来源停在 12:50']);
});

test('a refusal says so, and does not pretend to reconnect', () => {
  const refused = (closeCode) => view(reduce(initialState, { type: 'phase', phase: 'refused', closeCode, atMs }), '?lang=en').status;
  assert.deepEqual([refused(1008).kind, refused(1008).text, refused(4003).text], ['refused', 'Access refused', 'Access was revoked']);
});

test('an unknown scope is named', () => {
  assert.equal(view(receive(open, golden('error_unknown_scope')), '?scope=moon').problem, '没有这个组织单元：moon');
});

test('before the first snapshot there is no board and no figure', () => {
  assert.deepEqual([view(initialState).board, view(initialState).status.text], [null, '正在连接…']);
});

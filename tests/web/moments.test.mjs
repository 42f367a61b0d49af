import assert from 'node:assert/strict';
import test from 'node:test';
import { translator } from '../../web/js/view/dictionary.js';
import { age, clock, clockAndDay, clockOrDay, countdown, isoIn, periodName, previousPeriod } from '../../web/js/view/moments.js';

const zh = translator('zh');
const en = translator('en');
const at = Date.parse('2026-11-20T09:42:30+08:00');

test('the clock is the organisation\'s, wherever the screen hangs', () => {
  assert.equal(clock(at, 'Asia/Shanghai'), '09:42');
  assert.equal(clock(at, 'America/New_York'), '20:42');
  assert.equal(clock(Date.parse('2026-11-20T00:05:00+08:00'), 'Asia/Shanghai'), '00:05');
});

test('an instant to be edited is written in the organisation\'s zone, with the offset of that day', () => {
  assert.equal(isoIn(at, 'Asia/Shanghai'), '2026-11-20T09:42:30+08:00');
  assert.equal(isoIn(at + 7, 'America/New_York'), '2026-11-19T20:42:30.007-05:00');
  assert.equal(isoIn(Date.parse('2026-07-01T00:00:00Z'), 'America/New_York'), '2026-06-30T20:00:00-04:00');
  assert.equal(isoIn(Date.parse('2026-07-01T00:00:00Z'), 'Asia/Kathmandu'), '2026-07-01T05:45:00+05:45');
  for (const ms of [0, -1, at]) assert.equal(Date.parse(isoIn(ms, 'Australia/Lord_Howe')), ms);
});

test('a picture of another day says its day', () => {
  assert.equal(clockAndDay(at, at + 3600_000, 'Asia/Shanghai', 'zh-CN'), '09:42');
  assert.equal(clockAndDay(at, at + 86_400_000, 'Asia/Shanghai', 'zh-CN'), '11月20日 09:42');
});

test('news of another day tell the day', () => {
  assert.equal(clockOrDay(at, at + 3600_000, 'Asia/Shanghai'), '09:42');
  assert.equal(clockOrDay(at, at + 86_400_000, 'Asia/Shanghai'), '11/20');
});

test('an age is told in the largest fitting unit', () => {
  const rows = [[0, '0秒'], [59_999, '59秒'], [60_000, '1分钟'], [3_599_000, '59分钟'], [3_600_000, '1小时'], [172_800_000, '2天'], [-5, '0秒']];
  for (const [span, text] of rows) assert.equal(age(span, zh), text);
});

test('the countdown becomes finer as the end comes near', () => {
  const rows = [[9 * 86_400_000 + 3 * 3_600_000, '9 d 3 h'], [86_399_000, '23 h 59 min'], [3_599_000, '59 min 59 s'], [5_000, '0 min 05 s'], [0, 'Ended'], [-1, 'Ended']];
  for (const [span, text] of rows) assert.equal(countdown(span, en), text);
});

test('periods have names in both languages', () => {
  const rows = [
    ['year', '2026', '2026年', '2026'], ['quarter', '2026-Q4', '2026年第4季度', 'Q4 2026'], ['month', '2026-11', '2026年11月', 'November 2026'],
    ['week', '2026-W07', '2026年第7周', 'Week 7, 2026'], ['day', '2026-11-20', '11月20日', 'November 20'],
  ];
  for (const [kind, id, chinese, english] of rows) {
    assert.equal(periodName({ id, kind }, 'zh'), chinese);
    assert.equal(periodName({ id, kind }, 'en'), english);
  }
});

test('the period before is known by its id, across the turn of a year', () => {
  const rows = [['month', '2026-01', '2025-12'], ['month', '2026-11', '2026-10'], ['quarter', '2026-Q1', '2025-Q4'], ['quarter', '2026-Q3', '2026-Q2'], ['year', '2026', '2025'], ['week', '2026-W01', null], ['day', '2026-11-20', null]];
  for (const [kind, id, before] of rows) assert.equal(previousPeriod({ id, kind }), before);
});

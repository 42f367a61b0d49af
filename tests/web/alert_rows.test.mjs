import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialState, reduce } from '../../web/js/board/store.js';
import { settingsFrom } from '../../web/js/settings.js';
import { alertRows } from '../../web/js/view/alert_rows.js';
import { deskScene } from '../../web/js/view/desk_scene.js';
import { golden } from './golden.mjs';

const atMs = golden('snapshot_acme').at_ms;
const state = ['hello', 'snapshot_acme', 'snapshot_east'].map(golden).reduce((before, message) => reduce(before, { type: 'message', message, atMs }), reduce(initialState, { type: 'phase', phase: 'open', closeCode: 0, atMs }));
const scene = deskScene(state, settingsFrom(''));
const [month] = scene.plan.periods.filter(({ kind }) => kind === 'month');
const [day] = scene.plan.periods.filter(({ kind }) => kind === 'day');
let number = 0;
const alert = (unit, from, to, facts = {}) => ({ id: String(++number), unit, metric: 'revenue', period: month.id, from, to, since: '2026-11-21T09:04:21.438+08:00', raised_at: '2026-11-21T09:06:21.438+08:00', acknowledged_by: null, acknowledged_at: null, ...facts });
const fresh = (...alerts) => alertRows(alerts, scene, atMs).fresh.map(({ ids }) => ids.join());

test('what turned for the worse stands first, then the larger unit, the longer period and the figure that leads', () => {
  const better = alert('acme', 'red', 'green');
  const person = alert('anna', 'green', 'red');
  const team = alert('east', 'green', 'yellow');
  const today = alert('east', 'green', 'red', { period: day.id });
  const other = alert('east', 'yellow', 'red', { metric: 'deals' });
  assert.deepEqual(fresh(better, person, today, other, team), [team, other, today, person, better].map(({ id }) => id));
  assert.equal(alertRows([better, person, today], scene, atMs).worse, 2);
});

test('a cell that turned more than once stands once, as it turned last, and is seen as a whole', () => {
  const [first, last] = [alert('east', 'green', 'red'), alert('east', 'red', 'yellow')];
  assert.deepEqual(fresh(last, first), [`${last.id},${first.id}`]);
  const seen = { ...first, acknowledged_by: 'wang', acknowledged_at: first.raised_at };
  const rows = alertRows([last, seen], scene, atMs);
  assert.deepEqual([rows.fresh.map(({ ids }) => ids.join()), rows.seen.length], [[last.id], 1]);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { findCell, representatives, wantedScopes } from '../../web/js/board/lookup.js';
import { initialState, reduce } from '../../web/js/board/store.js';
import { golden } from './golden.mjs';

const receive = (state, ...messages) => messages.reduce((before, message, index) => reduce(before, { type: 'message', message, atMs: 1000 + index }), state);
const acme = receive(initialState, golden('hello'), golden('snapshot_acme'));
const actual = (state, unit, scope = 'acme') => findCell(state.scopes[scope], unit, 'revenue', '2026-11')?.actual;

test('a snapshot is the picture', () => {
  assert.equal(actual(acme, 'acme'), 655000.5);
  assert.equal(acme.feed.asOfMs, golden('snapshot_acme').at_ms);
  assert.equal(acme.feed.heardMs, 1001);
});

test('a delta changes the fields it names and leaves the others', () => {
  const state = receive(acme, golden('delta_deal'));
  const before = findCell(acme.scopes.acme, 'acme', 'revenue', '2026-11');
  const after = findCell(state.scopes.acme, 'acme', 'revenue', '2026-11');
  assert.equal(after.actual, 705000.5);
  assert.equal(after.light, 'green');
  assert.equal(after.target, before.target);
  assert.equal(actual(state, 'west'), 225000);
  assert.equal(state.scopes.acme.contests[0].standings[0].actual, 480000.5);
  assert.equal(before.actual, 655000.5, 'the former state is untouched');
});

test('a delta told twice leaves the same picture as told once', () => {
  assert.deepEqual(receive(acme, golden('delta_deal'), golden('delta_deal')).scopes, receive(acme, golden('delta_deal')).scopes);
});

test('time alone moves the expected figure and the elapsed share', () => {
  const state = receive(acme, golden('delta_time'));
  assert.equal(findCell(state.scopes.acme, 'acme', 'revenue', '2026-11').expected, 691534.39);
  assert.equal(state.scopes.acme.plan.periods.find(({ id }) => id === '2026-11').elapsed, 0.691534);
  assert.equal(state.scopes.acme.plan.periods.find(({ id }) => id === '2026').elapsed, 0.883142);
});

test('each scope has its own numbers', () => {
  const state = receive(acme, golden('snapshot_east'), golden('delta_deal'));
  assert.equal(actual(state, 'anna', 'east'), 252800.5);
  assert.equal(actual(state, 'east', 'east'), 430000.5, 'the delta of acme says nothing to the scope of east');
});

test('a delta that does not fit is not guessed at: the figures stay and a snapshot is wanted', () => {
  const delta = golden('delta_deal');
  const misfits = [
    { ...delta, scope: 'moon' },
    { ...delta, position: 'other:1042' },
    { ...delta, cells: [{ n: 99, actual: 1 }] },
  ];
  for (const misfit of misfits) {
    const state = receive(acme, misfit);
    assert.equal(state.feed.torn, true);
    assert.equal(actual(state, 'acme'), 655000.5);
    assert.equal(receive(state, golden('beat')).feed.torn, true, 'a beat mends nothing');
    assert.equal(receive(state, golden('snapshot_acme')).feed.torn, false);
  }
});

test('a beat confirms the age of the picture without changing a figure', () => {
  const state = receive(acme, golden('beat'));
  assert.equal(state.feed.asOfMs, golden('beat').at_ms);
  assert.deepEqual(state.sources, [{ id: 'crm', age_s: 12 }]);
  assert.equal(state.scopes, acme.scopes);
});

test('an edit replaces the deal told before, and a void leaves it standing as withdrawn', () => {
  const told = receive(acme, golden('delta_deal'));
  const edited = receive(told, golden('delta_edit'));
  const voided = receive(edited, golden('delta_void'));
  const last = (state) => state.scopes.acme.news.at(-1);
  assert.deepEqual([last(told).amount, last(told).state], [50000, 'told']);
  assert.deepEqual([last(edited).amount, last(edited).state], [40000, 'corrected']);
  assert.deepEqual([last(voided).amount, last(voided).state], [40000, 'withdrawn']);
  assert.equal(voided.scopes.acme.news.length, 3);
});

test('a void of a deal that was never told is not told either', () => {
  assert.equal(receive(acme, golden('delta_void')).scopes.acme.news.length, 2);
});

test('the same news again after a resume is no correction', () => {
  const again = receive(acme, golden('delta_deal'), golden('delta_deal'));
  assert.equal(again.scopes.acme.news.at(-1).state, 'told');
});

test('a wall that runs for weeks keeps fifty news, not all', () => {
  let state = acme;
  const delta = golden('delta_deal');
  for (let index = 0; index < 500; index += 1) {
    state = receive(state, { ...delta, news: [{ ...delta.news[0], id: `crm:X-${index}` }] });
  }
  assert.equal(state.scopes.acme.news.length, 50);
  assert.equal(state.scopes.acme.news.at(-1).id, 'crm:X-499');
});

test('scopes that are no longer wanted are let go', () => {
  const both = receive(acme, golden('snapshot_east'));
  assert.deepEqual(Object.keys(reduce(both, { type: 'wanted', scopes: ['acme'] }).scopes), ['acme']);
});

test('the feed is asked for every unit that has units below, nearest first, never more than the limit', () => {
  const { units } = golden('snapshot_acme').plan;
  assert.deepEqual(wantedScopes(units, 'acme'), ['acme', 'east', 'west']);
  assert.deepEqual(wantedScopes(units, 'east'), ['east']);
  const wide = [{ id: 'root', name: '', kind: '' }];
  for (let index = 0; index < 100; index += 1) wide.push({ id: `t${index}`, name: '', kind: '', parent: 'root' }, { id: `r${index}`, name: '', kind: '', parent: `t${index}` });
  assert.equal(wantedScopes(wide, 'root').length, 64);
  assert.deepEqual(representatives(units, 'acme').map(({ unit, scope }) => `${scope}/${unit.id}`), ['east/anna', 'east/bo', 'west/chen']);
  assert.equal(representatives([...units, { id: 'unassigned', parent: 'acme' }], 'acme').length, 3, 'what nobody owns is no rival');
});

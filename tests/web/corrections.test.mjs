import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CelebrationPlayer } from '../../web/js/celebration_player.js';
import { begun, celebrated, noCelebrations, playing, playMs } from '../../web/js/view/celebrations.js';
import { corrected, missed } from '../../web/js/view/corrections.js';

const nowMs = 1_000_000;
const when = { serverMs: nowMs, quiet: [], timeZone: 'Asia/Shanghai' };
const deal = (id = 'crm:D-1', facts = {}) => ({ type: 'celebrate', id, unit: 'anna', text: '', at_ms: nowMs, kind: 'deal', metric: 'revenue', value: 288000, customer: '星河', offset: 10, event: 'deal.won', amount: 288000, currency: 'CNY', ...facts });
const news = (facts = {}) => ({ id: 'crm:D-1', offset: 11, type: 'deal.won', unit: 'anna', owner: 'anna', amount: 288000, currency: 'CNY', customer: '星河', occurred_at_ms: 0, at_ms: nowMs + 2000, edit: true, ...facts });

const waiting = celebrated(noCelebrations, deal('crm:D-1', { at_ms: nowMs + 1000 }), when);
const playingNow = (told) => { const state = celebrated(noCelebrations, told, when); return begun(state, state.queue[0], nowMs); };
const shown = playingNow(deal());
const after = (state, item, atMs = nowMs + 2000) => corrected(state, [item], atMs);

test('the record of a deal itself, and an edit that changes neither figure nor owner, leave it as it was told', () => {
  for (const state of [waiting, shown]) for (const item of [news({ offset: 10, edit: false }), news({ customer: '银河' }), news({ id: 'crm:D-2', type: 'void' })]) assert.equal(after(state, item), state);
});

test('what waits and is taken back, lost, emptied or refunded whole is not told at all', () => {
  const refund = news({ id: 'crm:R-1', type: 'refund.issued', amount: 288000, edit: false });
  for (const item of [news({ type: 'void' }), news({ type: 'deal.lost' }), news({ amount: 0 }), refund]) assert.deepEqual(after(waiting, item).queue, [], item.type);
});

test('what waits and is corrected is told as it is now', () => {
  const [played] = after(waiting, news({ unit: 'bo', amount: 120000 })).queue;
  assert.deepEqual([played.unit, played.told.unit, played.told.amount, played.told.value, played.correction], ['bo', 'bo', 120000, undefined, undefined]);
});

test('what was shown is corrected once, in words of its own, and not played to its end', () => {
  for (const [item, kind] of [[news({ type: 'void' }), 'gone'], [news({ amount: -1 }), 'gone'], [news({ unit: 'bo' }), 'changed'], [news({ id: 'crm:R-1', type: 'refund.issued', amount: 100, edit: false }), 'refunded']]) {
    const state = after(shown, item);
    const { id, correction, toMs, fromMs } = playing(state, nowMs + 2000);
    assert.deepEqual([correction.kind, toMs - fromMs, id.startsWith('correction:crm:D-1:')], [kind, playMs, true]);
    assert.equal(after(state, item), state, 'the same news of another scope');
  }
  assert.equal(playing(after(shown, news({ type: 'void' }), nowMs + 200_000), nowMs + 200_000), null, 'after a night offline');
});

test('a refund of another customer, or of nobody, corrects no deal', () => {
  for (const facts of [{ customer: '银河' }, { customer: '' }, { unit: 'bo' }]) assert.equal(after(shown, news({ id: 'crm:R-1', type: 'refund.issued', edit: false, ...facts })), shown);
});

test('a corrected deal is corrected again by what is newer, which alone stands', () => {
  const once = after(shown, news({ amount: 120000 }));
  const twice = after(once, news({ offset: 12, amount: 90000 }), nowMs + 3000);
  assert.deepEqual(twice.queue.map(({ correction }) => correction.amount), [90000]);
  assert.deepEqual(after(twice, news({ offset: 13, type: 'void' }), nowMs + 4000).shown, []);
});

test('a milestone that was told and is missed again is corrected', () => {
  const told = { type: 'celebrate', id: 'milestone:acme', unit: 'acme', text: '', at_ms: nowMs, kind: 'milestone', metric: 'revenue', period: '2026-11', at: 0.5, reward: '' };
  const state = playingNow(told);
  const now = { unit: 'acme', metric: 'revenue', period: '2026-11', at: 0.5, reward: '', reached: true, reached_at_ms: nowMs, reversed_at_ms: null };
  assert.equal(missed(state, [now], nowMs), state);
  assert.equal(playing(missed(state, [{ ...now, reached: false, reversed_at_ms: nowMs + 5 }], nowMs + 5), nowMs + 5).correction.kind, 'missed');
});

class Storage {
  #items = new Map();
  getItem(key) { return this.#items.get(key) ?? null; }
  setItem(key, value) { this.#items.set(key, value); }
}
const settings = () => ({ celebrate: true, quiet: [], gong: true });
const view = { board: { nameOf: (id) => id, celebrationOf: ({ id }) => id, correctionOf: (_, { kind }) => kind }, status: { kind: 'live' }, t: (name) => name };
function playerOn(session, strikes = []) {
  return new CelebrationPlayer(settings(), session, new Storage(), () => undefined, { strike: async () => strikes.push(1) > 0 });
}

test('a page that loads itself anew still plays what waits, and not again what has begun', () => {
  const session = new Storage();
  const strikes = [];
  const before = playerOn(session, strikes);
  before.take(deal('a'), nowMs, 'UTC');
  before.take(deal('b', { at_ms: nowMs + 8000 }), nowMs, 'UTC');
  assert.equal(before.show(view, nowMs).shown.text, 'a');
  const loaded = playerOn(session, strikes);
  assert.equal(loaded.show(view, nowMs + 1000).shown, null);
  loaded.take(deal('b', { at_ms: nowMs + 8000 }), nowMs + 1000, 'UTC');
  assert.equal(loaded.show(view, nowMs + 8000).shown.text, 'b');
  assert.equal(playerOn(session).show(view, nowMs + 9000).shown, null);
  assert.equal(strikes.length, 2);
});

test('what a page could not begin in time does not begin, and a damaged memory is none', () => {
  const session = new Storage();
  playerOn(session).take(deal('a'), nowMs, 'UTC');
  assert.equal(playerOn(session).show(view, nowMs + 5000).shown, null);
  session.setItem('northstar.celebrating', '[{"id":"x"},null,7,{"id":"x","fromMs":1,"toMs":9e15,"unit":"u","told":{}}]');
  assert.equal(playerOn(session).show(view, nowMs).shown, null);
});

test('what has begun plays on when the clock goes back a little, and does not come again when it goes back by far', () => {
  const strikes = [];
  const player = playerOn(new Storage(), strikes);
  player.take(deal('a'), nowMs, 'UTC');
  const shown = (afterMs) => player.show(view, nowMs + afterMs).shown?.text ?? '';
  assert.deepEqual([0, -40, playMs - 1, playMs, 1000].map(shown), ['a', 'a', 'a', '', '']);
  player.take(deal('b'), nowMs, 'UTC');
  assert.deepEqual([1000, -7000, 1000].map(shown), ['b', '', '']);
  assert.equal(strikes.length, 2);
});

test('a correction strikes no gong', () => {
  const strikes = [];
  const player = playerOn(new Storage(), strikes);
  player.take(deal(), nowMs, 'UTC');
  player.show(view, nowMs);
  player.putRight({ news: [news({ type: 'void' })] }, nowMs + 2000);
  assert.deepEqual([player.show(view, nowMs + 2000).shown.isCorrection, player.show(view, nowMs + 2000).shown.text], [true, 'gone']);
  assert.equal(strikes.length, 1);
});

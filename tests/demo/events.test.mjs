// The demo's events, history and live: the same for a seed, well formed, never of the future, and near the company's target.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, daysBetween } from '../../scripts/demo-company/china_time.mjs';
import { companyOf, onLeave } from '../../scripts/demo-company/company.mjs';
import { easeOf } from '../../scripts/demo-company/ease.mjs';
import { historyOf } from '../../scripts/demo-company/history.mjs';
import { livePlay } from '../../scripts/demo-company/live.mjs';
import { yearly } from '../../scripts/demo-company/plan.mjs';
import { weightsOf } from '../../scripts/demo-company/work_calendar.mjs';

const company = companyOf(2026, 'beichen');
const now_ms = Date.parse('2026-11-20T16:00:00+08:00');
const history = historyOf(company, now_ms);
const events = history.map(({ event }) => event);
const weight = weightsOf([2025, 2026, 2027]);
const rep_of = new Map(company.reps.flatMap((rep) => [rep.id, ...rep.aliases].map((name) => [name, rep])));
const key = ({ source, id }) => `${source}\n${id}`;

/** The newest version of each record, by the contract's rule. */
function newest(list) {
  const latest = new Map();
  for (const event of list) if (!(latest.get(key(event))?.version > event.version)) latest.set(key(event), event);
  return [...latest.values()];
}

function livePart(seed, count) {
  const next = livePlay(companyOf(2026, seed));
  return Array.from({ length: count }, (_, i) => next(now_ms + i * 2_000));
}

function checkEvent(event) {
  assert.match(event.id, /^\S+$/);
  assert.ok(['crm', 'shop', 'finance'].includes(event.source), event.source);
  assert.match(event.occurred_at, /^2026-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+08:00$/);
  assert.ok(Number.isInteger(event.version) && event.version > 0);
  if (event.amount !== undefined) assert.match(event.amount, /^\d+(\.\d\d)?$/, event.id);
  if (event.type !== 'void') assert.ok(event.customer, event.id);
}

test('the same seed tells the same history, another seed another', () => {
  assert.deepEqual(historyOf(companyOf(2026, 'beichen'), now_ms), history);
  assert.notDeepEqual(historyOf(companyOf(2026, 'other'), now_ms).slice(0, 100), history.slice(0, 100));
});

test('the history of a later hour begins with the very same events, so that telling it again adds only what is new', () => {
  const later = historyOf(company, now_ms + 20 * 3600_000);
  assert.ok(later.length >= history.length);
  assert.deepEqual(later.slice(0, history.length), history);
});

test('every event has what the contract requires', () => {
  for (const event of [...events, ...livePart('beichen', 3_000)]) checkEvent(event);
});

test('one version of a record is told once', () => {
  for (const list of [events, livePart('beichen', 5_000)]) {
    const told = list.map((event) => `${key(event)}\n${event.version}`);
    assert.equal(new Set(told).size, told.length);
  }
});

test('nothing lies in the future or before the fiscal year', () => {
  const from_ms = Date.parse('2026-01-01T00:00:00+08:00');
  for (const { at, event } of history) {
    const occurred_ms = Date.parse(event.occurred_at);
    assert.ok(occurred_ms >= from_ms && occurred_ms <= at && at <= now_ms, event.id);
  }
  livePart('beichen', 3_000).forEach((event, i) => assert.ok(Date.parse(event.occurred_at) <= now_ms + i * 2_000, event.id));
});

test('history and live play hold wins, losses, refunds, edits, voids, late arrivals, unknown owners and other currencies', () => {
  const types = new Set(events.map(({ type }) => type));
  for (const type of ['lead.created', 'visit.done', 'proposal.sent', 'deal.won', 'deal.lost', 'order.paid', 'refund.issued', 'void']) assert.ok(types.has(type), type);
  const sold = events.filter(({ type }) => type === 'deal.won');
  assert.ok(sold.some(({ version }) => version === 2), 'an edit');
  assert.ok(sold.some(({ owner }) => owner === undefined), 'no owner');
  assert.ok(sold.some(({ owner }) => owner !== undefined && !rep_of.has(owner)), 'an unknown owner');
  assert.ok(sold.some(({ currency }) => currency === 'USD'), 'another currency');
  assert.ok(history.some(({ at, event }) => event.version === 1 && at - Date.parse(event.occurred_at) > 3600_000), 'a late arrival');
  const live = livePart('beichen', 5_000);
  for (const type of types) assert.ok(live.some((event) => event.type === type), `live ${type}`);
  assert.ok(live.some(({ version, type }) => version === 2 && type !== 'void'), 'a live edit');
});

test('a void or a newer version follows a record that was told before', () => {
  for (const list of [events, livePart('beichen', 5_000)]) {
    const told = new Set();
    for (const event of list) {
      if (event.version > 1) assert.ok(told.has(key(event)), event.id);
      told.add(key(event));
    }
  }
});

test('contacts and deals happen in working hours, and nobody on leave closes one', () => {
  for (const { source, type, occurred_at, owner, version } of events) {
    if (source !== 'crm' || type === 'void') continue;
    const day = occurred_at.slice(0, 10);
    assert.ok(weight(day) > 0, occurred_at);
    assert.ok(occurred_at.slice(11, 16) >= '09:00' && occurred_at.slice(11, 16) <= '18:00', occurred_at);
    const rep = rep_of.get(owner);
    if (version === 1 && rep && type.startsWith('deal.')) assert.ok(!onLeave(rep, day), `${owner} ${day}`);
  }
});

test('deal sizes are heavy-tailed: the largest tenth brings more than a quarter of the money', () => {
  const amounts = newest(events).filter(({ type }) => type === 'deal.won').map(({ amount }) => Number(amount)).sort((a, b) => b - a);
  const sum = (list) => list.reduce((total, amount) => total + amount, 0);
  assert.ok(sum(amounts.slice(0, amounts.length / 10)) > sum(amounts) / 4);
});

/** Each unit's pace of the year: what it sold over what its share of the year's target asks for until then. */
function paces(unitOf, shareOf, units) {
  const worked = (to) => daysBetween('2026-01-01', to).reduce((sum, day) => sum + weight(day), 0);
  const due = (yearly.revenue * worked(dayOf(now_ms))) / worked('2026-12-31');
  const sold = new Map(units.map((unit) => [unit, 0]));
  const sign = { 'deal.won': 1, 'order.paid': 1, 'refund.issued': -1 };
  for (const { type, amount, currency, owner } of newest(events)) {
    const unit = unitOf(rep_of.get(owner));
    if (sign[type] && sold.has(unit)) sold.set(unit, sold.get(unit) + sign[type] * Number(amount) * (currency === 'USD' ? 7.1 : 1));
  }
  return units.map((unit) => sold.get(unit) / (due * shareOf(unit)));
}

test('the company stands near its target while its teams are of all three colours', () => {
  const [whole] = paces(() => 'all', () => 1, ['all']);
  assert.ok(whole > 0.9 && whole < 1.12, `the company's pace is ${whole}`);
  const share = (team) => Number(company.regions.find(({ id }) => id === team.region).share) * team.quota / 100;
  const by_team = paces((rep) => rep && company.teams.find(({ id }) => id === rep.team), share, company.teams);
  for (const [name, holds] of [['green', (p) => p >= 1], ['yellow', (p) => p < 1 && p >= 0.85], ['red', (p) => p < 0.85]]) {
    assert.ok(by_team.some(holds), `${name} among ${by_team.map((pace) => pace.toFixed(2))}`);
  }
});

test('the live play is the same for a seed and the same instants', () => {
  assert.deepEqual(livePart('beichen', 500), livePart('beichen', 500));
  assert.notDeepEqual(livePart('beichen', 20), livePart('other', 20));
});

test('business eases off above the wanted pace and picks up below it', () => {
  assert.ok(easeOf(1.2) < 0.1);
  assert.ok(easeOf(1.02) === 1);
  assert.ok(easeOf(0.9) > 1.3);
  const sum = (ease) => {
    const next = livePlay(company);
    return Array.from({ length: 2_000 }, (_, i) => next(now_ms + i * 2_000, ease)).filter(({ type }) => ['deal.won', 'order.paid'].includes(type))
      .reduce((total, { amount }) => total + Number(amount), 0);
  };
  assert.ok(sum(0.1) < sum(1) / 3);
});

// The live play: what comes in while one watches. A shop of small orders and a pipeline of contacts; every event happens
// now, save a few that are typed in late. Amounts are smaller than in the history, because on a wall something must move every few
// seconds while the company stays near its pace; `ease` (1 = as planned) turns business up or down to keep it there.

import { dayOf, isoOf, startOf } from './china_time.mjs';
import { customerFacts, money, ownerOf, refundOf, repPicker } from './history.mjs';
import { randomOf } from './random.mjs';

const remembered_max = 200;
const deal_scale = 0.1;
const order_median = 1_300;

/** How often each kind comes; those that bring money follow `ease`. */
const kinds = [
  { kind: 'lead', weight: 26 }, { kind: 'visit', weight: 20 }, { kind: 'proposal', weight: 12 },
  { kind: 'closing', weight: 3, money: true }, { kind: 'order', weight: 28, money: true },
  { kind: 'edit', weight: 3 }, { kind: 'refund', weight: 0.8 }, { kind: 'void', weight: 0.3 },
];

const remember = (list, item) => {
  list.push(item);
  if (list.length > remembered_max) list.shift();
};

/** Takes a random item out of a list, or makes a fresh one where the list is empty. */
function takeFrom(random, list, fresh) {
  return list.length === 0 ? fresh() : list.splice(random.int(0, list.length - 1), 1)[0];
}

/** Returns `next(now_ms, ease)`: one event of the play. Deterministic for a seed and a sequence of instants. */
export function livePlay(company) {
  const random = randomOf(`${company.seed}/live`);
  const pickRep = repPicker(company);
  const year_start_ms = startOf(`${company.year}-01-01`);
  const [leads, visits, proposals, paid] = [[], [], [], []];
  let count = 0;

  const event = (prefix, source, type, at_ms, facts) => {
    count += 1;
    return { id: `${prefix}-${at_ms.toString(36)}-${count}`, source, type, occurred_at: isoOf(at_ms), ...facts, version: 1 };
  };
  const contact = (now_ms) => ({ rep: pickRep(random, dayOf(now_ms)), customer: random.pick(company.customers) });
  const factsOf = ({ rep, customer }) => ({ ...ownerOf(random, rep), ...customerFacts(random, customer) });
  /** Now; or, for the few that are told late, up to a day and a half ago. */
  const occurred = (now_ms) => (random.chance(0.02) ? Math.max(year_start_ms, now_ms - random.int(1, 36) * 3600_000) : now_ms);

  /** Moves one contact a step along the pipeline. */
  const step = (from, to, make) => (now_ms, ease) => {
    const who = takeFrom(random, from, () => contact(now_ms));
    if (to) remember(to, who);
    return make(now_ms, who, ease);
  };
  const closing = (now_ms, who, ease) => {
    const product = random.weighted(company.products, ({ deals }) => deals);
    const facts = { ...factsOf(who), product: product.name };
    if (!random.chance(who.rep.win_rate)) return event('D', 'crm', 'deal.lost', now_ms, { ...facts, amount: '0' });
    const amount = money(random.lognormal(product.median, product.sigma) * deal_scale * ease, 100);
    const won = event('D', 'crm', 'deal.won', occurred(now_ms), { ...facts, amount, currency: 'CNY', quantity: random.int(1, 5) });
    remember(paid, won);
    return won;
  };
  const order = (now_ms, ease) => {
    const product = random.weighted(company.products, ({ orders }) => orders).name;
    const amount = money(random.lognormal(order_median, 0.8) * ease, 0.01);
    const placed = event('O', 'shop', 'order.paid', occurred(now_ms), { ...factsOf(contact(now_ms)), amount, currency: 'CNY', product, quantity: random.int(1, 9) });
    remember(paid, placed);
    return placed;
  };
  /** A newer version of something sold in this play: another amount or, now and then, another owner. */
  const edit = (now_ms) => {
    const former = random.pick(paid);
    const change = random.chance(0.3) ? { owner: pickRep(random, dayOf(now_ms)).id } : { amount: money(Number(former.amount) * random.between(0.8, 1.2), 0.01) };
    const newer = { ...former, ...change, version: former.version + 1 };
    paid[paid.indexOf(former)] = newer;
    return newer;
  };
  const refund = (now_ms) => {
    const sold = takeFrom(random, paid);
    return refundOf(sold, money(Number(sold.amount) * random.between(0.1, 1), 0.01), now_ms);
  };
  const takeBack = (now_ms) => {
    const { id, source, version } = takeFrom(random, paid);
    return { id, source, type: 'void', occurred_at: isoOf(now_ms), version: version + 1 };
  };

  const acts = {
    lead: step([], leads, (now_ms, who) => event('L', 'crm', 'lead.created', now_ms, factsOf(who))),
    visit: step(leads, visits, (now_ms, who) => event('V', 'crm', 'visit.done', now_ms, factsOf(who))),
    proposal: step(visits, proposals, (now_ms, who) => event('P', 'crm', 'proposal.sent', now_ms, factsOf(who))),
    closing: step(proposals, null, closing),
    order, edit, refund, void: takeBack,
  };
  const of_the_past = ['edit', 'refund', 'void'];

  return function next(now_ms, ease = 1) {
    const share = Math.min(1, Math.max(0.25, ease));
    const { kind } = random.weighted(kinds, (entry) => entry.weight * (entry.money ? share : 1));
    const possible = of_the_past.includes(kind) && paid.length === 0 ? 'order' : kind;
    return acts[possible](now_ms, Math.min(2, ease / share));
  };
}

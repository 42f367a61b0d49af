// The year so far, made up day by day: leads become visits, visits proposals, proposals deals that are won or lost; small
// orders come in beside them; some records are corrected, voided or refunded later, and some are told late. Each day has its
// own seeds, so the same seed always gives the same facts, whenever "now" is; facts of a later day are merely not told yet.

import { addDays, day_ms, isoOf, startOf } from './china_time.mjs';
import { onLeave } from './company.mjs';
import { randomOf } from './random.mjs';
import { weightsOf } from './work_calendar.mjs';

/** A normal workday's volume of the whole company. */
const volume = { closings: 28, orders: 50, cold_leads: 15, cold_visits: 8, weekend_orders: 4 };
/** A deal that closes later than this many days from now can have left no trace yet. */
const longest_journey_days = 60;
const minute_ms = 60_000;

/** An instant in working hours, more often mid-morning and mid-afternoon than at the edges. */
export function workTime(random, day) {
  const minutes = random.chance(0.45) ? random.between(0, 180) : random.between(270, 540);
  return startOf(day) + 9 * 3600_000 + Math.floor(minutes * 60) * 1000;
}

const hourOf = (random, day, from, to) => startOf(day) + Math.floor(random.between(from, to) * 3600) * 1000;

/** How people and systems write an owner: the id, the name, the staff number; now and then someone the plan does not know. */
export function ownerOf(random, rep) {
  if (random.chance(0.008)) return random.chance(0.5) ? { owner: '实习生小赵' } : {};
  const draw = random.next();
  return { owner: draw < 0.7 ? rep.id : rep.aliases[draw < 0.9 ? 0 : 1] };
}

/** Deals come in round figures, orders to the cent. */
export const money = (value, step) => (step === 0.01 ? value.toFixed(2) : (Math.max(step, Math.round(value / step) * step)).toFixed(2));

export function customerFacts(random, customer) {
  return { customer: customer.name, ...(random.chance(0.99) && { segment: customer.segment }) };
}

/** Steps back over free days, so that a visit does not fall on a Sunday. */
function workdayBefore(weight, day, count) {
  let left = count;
  let at = day;
  while (left > 0) {
    at = addDays(at, -1);
    if (weight(at) > 0) left -= 1;
  }
  return at;
}

/** What happens to a won deal afterwards; each correction has its own place in time, the business date stays. */
function corrections(random, won, rep, reps, closed_at) {
  const facts = [];
  const later = (from, to) => closed_at + Math.floor(random.between(from, to) * 1440) * minute_ms;
  if (random.chance(0.06)) {
    const amount = money(Number(won.amount) * random.between(0.8, 1.15), 10);
    facts.push({ at: later(0.05, 9), event: { ...won, amount, version: 2 } });
  } else if (random.chance(0.02)) {
    const heir = random.pick(reps.filter((other) => other.team === rep.team && other !== rep));
    facts.push({ at: later(0.05, 5), event: { ...won, owner: heir.id, version: 2 } });
  }
  if (random.chance(0.012)) {
    const at = later(1, 12);
    facts.push({ at, event: { id: won.id, source: won.source, type: 'void', occurred_at: isoOf(at), version: 3 } });
  } else if (random.chance(0.025)) {
    const at = later(3, 30);
    facts.push({ at, event: refundOf(won, money(Number(won.amount) * random.between(0.05, 0.6), 10), at) });
  }
  return facts;
}

export function refundOf(paid, amount, at_ms) {
  const { id, version, type, source, occurred_at, ...rest } = paid;
  return { id: `R-${id}`, source: 'finance', type: 'refund.issued', occurred_at: isoOf(at_ms), ...rest, amount, version: 1 };
}

/** One number for a contact and all that comes of it. It must not show the day on which the deal will close. */
const opportunity = (year, day, index) => 100_000 + Math.round((startOf(day) - startOf(`${year}-01-01`)) / day_ms) * 1_000 + index;

function closing(day, index, { company, weight, pickRep }) {
  const random = randomOf(`${company.seed}/closing/${day}/${index}`);
  const rep = pickRep(random, day);
  const product = random.weighted(company.products, ({ deals }) => deals);
  const customer = random.pick(company.customers);
  const key = opportunity(company.year, day, index);
  const who = { ...ownerOf(random, rep), ...customerFacts(random, customer) };
  const what = { ...who, ...(random.chance(0.995) && { product: product.name }) };
  const closed_at = workTime(random, day);
  const days = [random.int(2, 10)];
  days.push(days[0] + random.int(1, 8), days[0] + 9 + random.int(1, 10));
  const [proposed, visited, met] = days.map((count) => workTime(random, workdayBefore(weight, day, count)));
  const step = (prefix, type, at, facts) => ({ at, event: { id: `${prefix}-${key}`, source: 'crm', type, occurred_at: isoOf(at), ...facts, version: 1 } });
  const facts = [step('L', 'lead.created', met, who), step('V', 'visit.done', visited, who), step('P', 'proposal.sent', proposed, what)];
  if (!random.chance(rep.win_rate)) return [...facts, step('D', 'deal.lost', closed_at, { ...what, amount: '0' })];
  const in_dollars = rep.region === 'south' && random.chance(0.05);
  const value = random.lognormal(product.median, product.sigma) / (in_dollars ? 7.1 : 1);
  const price = { amount: money(value, in_dollars ? 10 : 100), currency: in_dollars ? 'USD' : 'CNY' };
  const won = step('D', 'deal.won', closed_at, { ...what, ...price, quantity: random.int(1, 5) });
  // A few are typed in days after the handshake: the business date is earlier than the arrival.
  if (random.chance(0.03)) won.at += random.int(1, 4 * 1440) * minute_ms;
  return [...facts, won, ...corrections(random, won.event, rep, company.reps, won.at)];
}

function order(day, index, { company, weight, pickRep }) {
  const random = randomOf(`${company.seed}/order/${day}/${index}`);
  const product = random.weighted(company.products, ({ orders }) => orders);
  const at = weight(day) > 0 && random.chance(0.85) ? workTime(random, day) : hourOf(random, day, 8, 23);
  const event = {
    id: `O-${day.slice(2).replaceAll('-', '')}-${String(index).padStart(3, '0')}`, source: 'shop', type: 'order.paid', occurred_at: isoOf(at),
    ...ownerOf(random, pickRep(random, day)), amount: money(random.lognormal(16_000, 0.9), 0.01), currency: 'CNY',
    ...customerFacts(random, random.pick(company.customers)), product: product.name, quantity: random.int(1, 20), version: 1,
  };
  if (!random.chance(0.015)) return [{ at, event }];
  const refund_at = at + random.int(2, 20 * 24) * 3600_000;
  return [{ at, event }, { at: refund_at, event: refundOf(event, event.amount, refund_at) }];
}

/** Contacts that lead nowhere: they widen the top of the funnel. */
function coldContacts(day, { company, pickRep }, load) {
  const random = randomOf(`${company.seed}/cold/${day}`);
  const contact = (prefix, type, index) => {
    const at = workTime(random, day);
    const who = { ...ownerOf(random, pickRep(random, day)), ...customerFacts(random, random.pick(company.customers)) };
    const id = `${prefix}-${day.slice(2).replaceAll('-', '')}-c${index}`;
    return { at, event: { id, source: 'crm', type, occurred_at: isoOf(at), ...who, version: 1 } };
  };
  return [
    ...Array.from({ length: random.poisson(volume.cold_leads * load) }, (_, i) => contact('L', 'lead.created', i)),
    ...Array.from({ length: random.poisson(volume.cold_visits * load) }, (_, i) => contact('V', 'visit.done', i)),
  ];
}

/** Draws the rep of a fact by skill among those at work that day; one table a day. */
export function repPicker(company) {
  const present = new Map();
  return (random, day) => {
    if (!present.has(day)) present.set(day, company.reps.filter((rep) => !onLeave(rep, day)));
    return random.weighted(present.get(day), ({ skill }) => skill);
  };
}

function factsOf(day, world) {
  const random = randomOf(`${world.company.seed}/day/${day}`);
  const load = world.weight(day);
  const closings = load > 0 ? random.poisson(volume.closings * load) : 0;
  const orders = random.poisson(load > 0 ? volume.orders * load : volume.weekend_orders);
  return [
    ...Array.from({ length: closings }, (_, i) => closing(day, i, world)).flat(),
    ...Array.from({ length: orders }, (_, i) => order(day, i, world)).flat(),
    ...(load > 0 ? coldContacts(day, world, load) : []),
  ];
}

/**
 * Everything told from the year's start until `now_ms`, in the order of telling: `[{at, event}]`. A fact that happened
 * before the year belongs to the year before and is left out.
 */
export function historyOf(company, now_ms) {
  const first_ms = startOf(`${company.year}-01-01`);
  const world = { company, weight: weightsOf([company.year - 1, company.year, company.year + 1]), pickRep: repPicker(company) };
  const facts = [];
  const last_ms = now_ms + longest_journey_days * day_ms;
  for (let day = `${company.year}-01-01`; startOf(day) <= last_ms; day = addDays(day, 1)) {
    for (const fact of factsOf(day, world)) {
      if (fact.at <= now_ms && Date.parse(fact.event.occurred_at) >= first_ms) facts.push(fact);
    }
  }
  return facts.sort((a, b) => a.at - b.at || (a.event.id < b.event.id ? -1 : 1));
}

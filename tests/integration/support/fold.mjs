// An independent count: events in, every cell's actual out, in whole smallest units. Written from the contract's words and sharing
// nothing with the server, so that both are unlikely to be wrong in the same way.

import { toMinor } from './exact_json.mjs';

const offset_ms = 8 * 3600 * 1000;

/** The periods of Asia/Shanghai that hold an instant, for a fiscal year from January and weeks from Monday. */
export function periodsOf(instant) {
  const at = new Date(Date.parse(instant) + offset_ms);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const thursday = new Date(at);
  thursday.setUTCDate(at.getUTCDate() + 3 - ((at.getUTCDay() + 6) % 7));
  const week_year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday - Date.UTC(week_year, 0, 1)) / (7 * 86_400_000));
  const two = (number) => String(number).padStart(2, '0');
  return [`${year}`, `${year}-Q${Math.floor(month / 3) + 1}`, `${year}-${two(month + 1)}`, `${week_year}-W${two(week)}`, at.toISOString().slice(0, 10)];
}

const moved_by_the_clock = ['expected', 'pace', 'gap', 'needed_today', 'forecast', 'forecast_low', 'forecast_high', 'light'];

/** A row without what two questions a moment apart may be told differently: in working hours the figures of running periods move too. */
export function withoutClock({ as_of, source_age_s, ...figures }) {
  const running = periodsOf(as_of).includes(figures.period);
  return Object.fromEntries(Object.entries(figures).filter(([name]) => !running || !moved_by_the_clock.includes(name)));
}

/** Of the deliveries of one record the one that counts: highest version, then latest occurred_at. */
function counting(deliveries) {
  return deliveries.reduce((best, event) => {
    const by_version = (event.version ?? 0) - (best.version ?? 0);
    return by_version > 0 || (by_version === 0 && Date.parse(event.occurred_at) > Date.parse(best.occurred_at)) ? event : best;
  });
}

/**
 * `lineOf(owner, event)` gives the units an event counts for; `wanted`, where given, the periods that are asked for. Returns a map `unit|metric|slice|period` → BigInt with the metrics
 * revenue (cents), deals and closed, and the slices of segment and product.
 */
export function fold(events, { lineOf, slices, wanted }) {
  const records = new Map();
  for (const event of events) {
    const key = JSON.stringify([event.source, event.id]);
    records.set(key, [...(records.get(key) ?? []), event]);
  }
  const cells = new Map();
  const add = (key, value) => cells.set(key, (cells.get(key) ?? 0n) + value);
  for (const deliveries of records.values()) {
    const event = counting(deliveries);
    const periods = periodsOf(event.occurred_at).filter((period) => !wanted || wanted.has(period));
    for (const [metric, value] of contributions(event)) {
      for (const unit of lineOf(event.owner, event)) {
        for (const slice of slicesOf(event, slices)) {
          for (const period of periods) add(`${unit}|${metric}|${slice}|${period}`, value);
        }
      }
    }
  }
  return cells;
}

function contributions({ type, amount = '0' }) {
  const cents = toMinor(amount);
  if (type === 'deal.won') return [['revenue', cents], ['deals', 1n], ['closed', 1n]];
  if (type === 'order.paid') return [['revenue', cents]];
  if (type === 'refund.issued') return [['revenue', cents < 0n ? cents : -cents]];
  return type === 'deal.lost' ? [['closed', 1n]] : [];
}

/** The whole, and of each dimension the event's own value or `segment:other`. */
function slicesOf(event, slices) {
  return ['', ...Object.entries(slices).map(([name, values]) => `${name}:${values.includes(event[name]) ? event[name] : 'other'}`)];
}

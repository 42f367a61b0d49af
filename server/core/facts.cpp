// SPDX-License-Identifier: MIT
#include "core/facts.hpp"

#include <algorithm>

namespace northstar::core {

namespace {

bool in_range(__int128 v) { return v <= amount_max && v >= -amount_max; }

// Rounds half away from zero: value / den.
__int128 divide_rounded(__int128 value, __int128 den) {
  const bool negative = value < 0;
  const __int128 magnitude = negative ? -value : value;
  const __int128 rounded = (magnitude + den / 2) / den;
  return negative ? -rounded : rounded;
}

__int128 power_of_ten(int n) {
  __int128 p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

int own_digits_of(const compiled_plan& plan, const event_view& e) {
  if (e.currency.empty() || e.currency == plan.plan().currency) return plan.plan().minor_digits;
  return currency_minor_digits(e.currency).value_or(2);
}

struct converted {
  __int128 own = 0;   // minor units of the event's currency
  __int128 plan = 0;  // minor units of the plan's
};

// nullopt: no rate on that day. Amounts are first rounded to their own minor unit; a value past the range is not converted.
std::optional<converted> convert(const compiled_plan& plan, const event_view& e, day_number day) {
  const auto rate = plan.rate_nano(e.currency, day);
  if (!rate) return std::nullopt;
  const int own_digits = own_digits_of(plan, e);
  converted c;
  c.own = round_to(e.amount, own_digits);
  if (*rate == whole_share && own_digits == plan.plan().minor_digits) c.plan = c.own;
  else if (in_range(c.own))
    c.plan = divide_rounded(c.own * *rate * power_of_ten(plan.plan().minor_digits), whole_share * power_of_ten(own_digits));
  else c.plan = c.own;
  return c;
}

__int128 magnitude(__int128 v) { return v < 0 ? -v : v; }

// The value an event adds to a sum, before its sign.
__int128 sum_value(const metric& m, const event_view& e, const converted& money) {
  if (m.money && m.of == event_field::amount) return money.plan;
  return round_to(m.of == event_field::quantity ? e.quantity : e.amount, m.digits);
}

// What it adds to each metric; false: a sum is past the range (the values up to there are told all the same).
bool take_values(const compiled_plan& plan, const event_view& e, const std::vector<metric_feed>& feeds, const converted& money, facts& out) {
  bool fine = true;
  for (const metric_feed& feed : feeds) {
    const metric& m = plan.plan().metrics[feed.metric];
    if (m.kind == metric_kind::count) out.values.push_back({feed.metric, feed.sign});
    if (m.kind == metric_kind::distinct) out.distinct.push_back({feed.metric, field_text(e, m.of)});
    if (m.kind != metric_kind::sum) continue;
    const __int128 value = sum_value(m, e, money);
    fine = fine && in_range(value);
    out.values.push_back({feed.metric, static_cast<std::int64_t>(feed.sign < 0 ? -magnitude(value) : value)});
  }
  return fine;
}

}  // namespace

std::int64_t facts::reach() const {
  std::int64_t top = 1;
  for (const contribution& c : values) top = std::max(top, c.value < 0 ? -c.value : c.value);
  return top;
}

obstacle weigh(const compiled_plan& plan, const event_view& e, facts& out) {
  if (!plan.calendar().supports(e.occurred_at)) return obstacle::out_of_range;
  out.day = plan.calendar().day_of(e.occurred_at);
  if (e.takes_back()) return obstacle::none;
  const auto money = convert(plan, e, out.day);
  // In its own currency it needs no rate to be looked at.
  if (!in_range(money ? money->own : round_to(e.amount, own_digits_of(plan, e)))) return obstacle::out_of_range;
  if (!money) return obstacle::no_rate;
  if (!in_range(money->plan)) return obstacle::out_of_range;
  const auto& feeds = plan.feeds(e.type);
  if (feeds.empty()) return obstacle::none;
  out.line = &plan.line_of(e.owner, out.day);
  out.slices.push_back(0);
  for (const slice_index s : plan.slices_of(e.segment, e.product))
    if (s != no_index) out.slices.push_back(s);
  return take_values(plan, e, feeds, *money, out) ? obstacle::none : obstacle::out_of_range;
}

obstacle find_obstacle(const compiled_plan& plan, const event_view& e) {
  facts unused;
  return weigh(plan, e, unused);
}

facts facts_of(const compiled_plan& plan, const event_view& e) {
  facts out;
  weigh(plan, e, out);
  return out;
}

std::optional<figure> amount_in_plan(const compiled_plan& plan, const event_view& e) {
  const auto money = convert(plan, e, plan.calendar().day_of(e.occurred_at));
  if (!money) return std::nullopt;
  return figure{money->plan, plan.plan().minor_digits};
}

std::string_view field_text(const event_view& e, event_field field) {
  switch (field) {
    case event_field::customer: return e.customer;
    case event_field::owner: return e.owner;
    case event_field::product: return e.product;
    case event_field::segment: return e.segment;
    case event_field::currency: return e.currency;
    case event_field::id: return e.id;
    case event_field::amount:
    case event_field::quantity: return {};
  }
  return {};
}

}  // namespace northstar::core

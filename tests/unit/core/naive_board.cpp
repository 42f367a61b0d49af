// SPDX-License-Identifier: MIT
#include "core/naive_board.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace northstar::core::test {

namespace {

number_q minor_rounded(const number_q& amount, int digits) { return {nearest(amount * number_q(power_of_ten(digits))), power_of_ten(digits)}; }

bool too_large(const number_q& value, int digits) { return abs(value) * number_q(power_of_ten(digits)) > number_q(power_of_ten(15)); }

bool feeds(const std::vector<std::string>& types, const std::string& type) { return std::find(types.begin(), types.end(), type) != types.end(); }

number_q billionths(std::int64_t nano) { return {integer(nano), power_of_ten(9)}; }

// The text of a field that a distinct metric names.
std::string text_of(const event& e, event_field field) {
  const std::map<event_field, std::string> fields{{event_field::customer, e.customer}, {event_field::owner, e.owner},
                                                  {event_field::product, e.product},   {event_field::segment, e.segment},
                                                  {event_field::currency, e.currency}, {event_field::id, e.id}};
  const auto found = fields.find(field);
  return found == fields.end() ? "" : found->second;
}

}  // namespace

std::string naive_cell::text() const {
  return "actual " + actual + ", target " + target + ", expected " + expected + ", attainment " + attainment + ", pace " + pace + ", gap " + gap +
         ", needed " + needed_today + ", forecast " + forecast + ", unallocated " + unallocated + ", " + light;
}

bool same_content(const event& a, const event& b) {
  const auto all = [](const event& e) {
    return std::tie(e.type, e.occurred_at, e.version, e.owner, e.currency, e.customer, e.segment, e.product, e.amount, e.quantity);
  };
  return all(a) == all(b);
}

void naive_board::receive(const event& e) {
  received_.push_back(e);
  is_counted_ = false;
}

std::optional<number_q> naive_board::rate(const std::string& currency, day_number day) const {
  if (currency.empty() || currency == plan_.currency) return 1;
  std::map<day_number, number_q> in_force;
  for (const core::rate& r : plan_.rates)
    if (r.currency == currency && r.from <= day) in_force[r.from] = billionths(r.nano);
  if (in_force.empty()) return std::nullopt;
  return in_force.rbegin()->second;
}

bool naive_board::is_kept_out(const event& e) const {
  if (e.type == "void") return false;
  const auto in_force = rate(e.currency, calendar_.day_of(e.occurred_at));
  if (!in_force) return true;
  const int own_digits = currency_minor_digits(e.currency.empty() ? plan_.currency : e.currency).value();
  const number_q own = minor_rounded(exactly(e.amount), own_digits);
  const number_q in_plan = minor_rounded(own * *in_force, plan_.minor_digits);
  if (too_large(own, own_digits) || too_large(in_plan, plan_.minor_digits)) return true;
  for (const metric& m : plan_.metrics)
    if (m.kind == metric_kind::sum && (feeds(m.types, e.type) || feeds(m.minus, e.type)) && too_large(value_for(m, e), m.digits)) return true;
  return false;
}

number_q naive_board::value_for(const metric& m, const event& e) const {
  if (m.of == event_field::quantity) return minor_rounded(exactly(e.quantity), m.digits);
  if (!m.money) return minor_rounded(exactly(e.amount), m.digits);
  const int own_digits = currency_minor_digits(e.currency.empty() ? plan_.currency : e.currency).value();
  return minor_rounded(minor_rounded(exactly(e.amount), own_digits) * rate(e.currency, calendar_.day_of(e.occurred_at)).value(), plan_.minor_digits);
}

// "Per (source, id) the highest version counts; equal versions: the later occurred_at, then the later arrival."
const std::vector<naive_board::counted>& naive_board::count() const {
  if (is_counted_) return counted_;
  std::map<std::pair<std::string, std::string>, std::vector<const event*>> by_key;
  for (const event& e : received_) {
    if (is_kept_out(e)) continue;
    auto& earlier = by_key[{e.source, e.id}];
    if (std::none_of(earlier.begin(), earlier.end(), [&](const event* o) { return same_content(*o, e); })) earlier.push_back(&e);
  }
  counted_.clear();
  for (const auto& [key, deliveries] : by_key) {
    const event* best = deliveries.front();
    for (const event* e : deliveries)
      if (std::pair(e->version, e->occurred_at) >= std::pair(best->version, best->occurred_at)) best = e;
    if (best->type != "void") counted_.push_back(place(*best));
  }
  is_counted_ = true;
  return counted_;
}

naive_board::counted naive_board::place(const event& e) const {
  counted c;
  c.e = &e;
  c.day = calendar_.day_of(e.occurred_at);
  c.units = units_of(e, c.day);
  c.slices = {0};
  if (plan_.slices.segment_first != no_index) c.slices.insert(slice_of("segment", e.segment));
  if (plan_.slices.product_first != no_index) c.slices.insert(slice_of("product", e.product));
  return c;
}

std::set<unit_index> naive_board::units_of(const event& e, day_number day) const {
  unit_index owner = no_index;
  for (unit_index u = 0; u < plan_.units.size() && owner == no_index; ++u)
    if (plan_.units[u].id == e.owner) owner = u;
  for (unit_index u = 0; u < plan_.units.size() && owner == no_index; ++u)
    if (feeds(plan_.units[u].aliases, e.owner)) owner = u;
  std::set<unit_index> units;
  for (unit_index u = owner; u != no_index; u = parent_on(plan_, u, day)) units.insert(u);
  if (units.insert(plan_.root).second) units.insert(static_cast<unit_index>(plan_.units.size()));
  return units;
}

slice_index naive_board::slice_of(const std::string& dimension, const std::string& value) const {
  const auto& names = plan_.slices.names;
  auto found = std::find(names.begin(), names.end(), dimension + ":" + value);
  if (found == names.end()) found = std::find(names.begin(), names.end(), dimension + ":other");
  return static_cast<slice_index>(found - names.begin());
}

std::optional<number_q> naive_board::sum_up(unit_index u, metric_index m, slice_index s, day_number first, day_number last) const {
  const metric& what = plan_.metrics[m];
  if (what.kind == metric_kind::ratio) {
    const number_q below = *sum_up(u, what.denominator, s, first, last);
    if (below == 0) return std::nullopt;
    return *sum_up(u, what.numerator, s, first, last) / below;
  }
  number_q sum = 0;
  std::set<std::string> different;
  for (const counted& c : count()) {
    if (c.day < first || c.day > last || !c.units.contains(u) || !c.slices.contains(s)) continue;
    const bool plus = feeds(what.types, c.e->type), minus = feeds(what.minus, c.e->type);
    if (plus && what.kind == metric_kind::count) sum += 1;
    if (plus && what.kind == metric_kind::distinct) different.insert(text_of(*c.e, what.of));
    if (plus && what.kind == metric_kind::sum) sum += value_for(what, *c.e);
    if (minus && what.kind == metric_kind::sum) sum -= abs(value_for(what, *c.e));
  }
  different.erase("");
  return what.kind == metric_kind::distinct ? number_q(different.size()) : sum;
}

std::string naive_board::actual(unit_index u, metric_index m, slice_index s, day_number first, day_number last) const {
  return digits_of(sum_up(u, m, s, first, last), plan_.metrics[m].digits);
}

// "max(0, target − actual before today) × weight(today) ÷ W(today … end); 0 on a day of weight 0"
number_q naive_board::needed(const number_q& target, unit_index u, metric_index m, slice_index s, const period& p, instant_ms now) const {
  const day_number today = calendar_.day_of(now);
  const leave_days& leave = plan_.units[u].leave;
  const number_q due = calendar_.weight(today, leave);
  const number_q open = target - *sum_up(u, m, s, p.first, today - 1);
  if (due == 0 || open <= 0) return 0;
  return open * due / calendar_.weight(today, p.last, leave);
}

naive_cell naive_board::cell(unit_index u, metric_index m, slice_index s, const period& p, instant_ms now, bool stale) const {
  const metric& what = plan_.metrics[m];
  const bool ratio = what.kind == metric_kind::ratio;
  const leave_days leave = u < plan_.units.size() ? plan_.units[u].leave : leave_days{};
  const bool future = now < calendar_.day_start(p.first), past = now >= calendar_.day_start(p.last + 1);
  const number_q whole = calendar_.weight(p.first, p.last, leave), gone = calendar_.elapsed(p, leave, now);
  const number_q unit_of_target = number_q(1, power_of_ten(ratio ? 9 : what.digits));

  const auto actual = sum_up(u, m, s, p.first, p.last);
  std::optional<number_q> target, expected, attainment, pace, gap, needed_today, forecast, left;
  if (const auto t = targets_.find(u, m, s, p)) target = number_q(*t) * unit_of_target;
  if (target) expected = ratio ? *target : whole == 0 ? number_q(0) : number_q(*target * gone / whole);
  if (target && actual && *target != 0) attainment = *actual / *target;
  if (expected && actual && *expected != 0) pace = *actual / *expected;
  if (target && actual) gap = *target - *actual;
  if (target && !ratio && !future && !past) needed_today = needed(*target, u, m, s, p, now);
  if (past || (ratio && !future)) forecast = actual;
  else if (!future && gone != 0) forecast = *actual * whole / gone;
  if (const auto rest = targets_.unallocated(u, m, s, p)) left = number_q(*rest) * unit_of_target;

  // "grey without target, before the period starts, or when … staler (running periods only); green when expected is 0; …"
  std::string light = "red";
  if (!target || future || (stale && !past)) light = "grey";
  else if (*expected == 0) light = "green";
  else if (!actual) light = "grey";
  else if (*pace >= billionths(plan_.lights.green)) light = "green";
  else if (*pace >= billionths(plan_.lights.yellow)) light = "yellow";
  else if (whole == 0 || gone / whole <= billionths(plan_.lights.grace)) light = "yellow";

  const int own = what.digits, judged = what.kind == metric_kind::sum ? what.digits : 6;
  return {digits_of(actual, own), digits_of(target, own), digits_of(expected, judged), digits_of(attainment, 6), digits_of(pace, 6),
          digits_of(gap, own), digits_of(needed_today, judged), digits_of(forecast, judged), digits_of(left, own), light};
}

}  // namespace northstar::core::test

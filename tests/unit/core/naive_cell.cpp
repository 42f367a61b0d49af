// SPDX-License-Identifier: MIT
// A cell of the second implementation, worked out from the records that count.
#include <algorithm>
#include <map>

#include "core/naive_board.hpp"

namespace northstar::core::test {

namespace {

bool feeds(const std::vector<std::string>& types, const std::string& type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

number_q billionths(std::int64_t nano) { return {integer(nano), power_of_ten(9)}; }

// The text of a field that a distinct metric names.
std::string text_of(const event& e, event_field field) {
  const std::map<event_field, std::string> fields{
      {event_field::customer, e.customer}, {event_field::owner, e.owner},
      {event_field::product, e.product},   {event_field::segment, e.segment},
      {event_field::currency, e.currency}, {event_field::id, e.id}};
  const auto found = fields.find(field);
  return found == fields.end() ? "" : found->second;
}

}  // namespace

std::string naive_cell::text() const {
  return "actual " + actual + ", target " + target + ", expected " + expected + ", attainment " +
         attainment + ", pace " + pace + ", gap " + gap + ", needed " + needed_today +
         ", forecast " + forecast + ", unallocated " + unallocated + ", " + light;
}

std::optional<number_q> naive_board::sum_up(unit_index u, metric_index m, slice_index s,
                                            day_number first, day_number last) const {
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

std::string naive_board::actual(unit_index u, metric_index m, slice_index s, day_number first,
                                day_number last) const {
  return digits_of(sum_up(u, m, s, first, last), plan_.metrics[m].digits);
}

// "max(0, target − actual before today) × weight(today) ÷ W(today … end); 0 on a day of weight 0"
number_q naive_board::needed(const number_q& target, unit_index u, metric_index m, slice_index s,
                             const period& p, instant_ms now) const {
  const day_number today = calendar_.day_of(now);
  const leave_days& leave = plan_.units[u].leave;
  const number_q due = calendar_.weight(today, leave);
  const number_q open = target - *sum_up(u, m, s, p.first, today - 1);
  if (due == 0 || open <= 0) return 0;
  return open * due / calendar_.weight(today, p.last, leave);
}

naive_cell naive_board::cell(unit_index u, metric_index m, slice_index s, const period& p,
                             instant_ms now, bool stale) const {
  const metric& what = plan_.metrics[m];
  const bool ratio = what.kind == metric_kind::ratio;
  const leave_days leave = u < plan_.units.size() ? plan_.units[u].leave : leave_days{};
  const bool future = now < calendar_.day_start(p.first),
             past = now >= calendar_.day_start(p.last + 1);
  const number_q whole = calendar_.weight(p.first, p.last, leave),
                 gone = calendar_.elapsed(p, leave, now);
  const number_q unit_of_target = number_q(1, power_of_ten(ratio ? 9 : what.digits));

  const auto actual = sum_up(u, m, s, p.first, p.last);
  std::optional<number_q> target, expected, attainment, pace, gap, needed_today, forecast, left;
  if (const auto t = targets_.find(u, m, s, p)) target = number_q(*t) * unit_of_target;
  if (target)
    expected = ratio ? *target : whole == 0 ? number_q(0) : number_q(*target * gone / whole);
  if (target && actual && *target != 0) attainment = *actual / *target;
  if (expected && actual && *expected != 0) pace = *actual / *expected;
  if (target && actual) gap = *target - *actual;
  if (target && !ratio && !future && !past) needed_today = needed(*target, u, m, s, p, now);
  if (past || (ratio && !future))
    forecast = actual;
  else if (!future && gone != 0)
    forecast = *actual * whole / gone;
  if (const auto rest = targets_.unallocated(u, m, s, p)) left = number_q(*rest) * unit_of_target;

  // "grey without target, before the period starts, or when … staler (running periods only); green
  // when expected is 0; …"
  std::string light = "red";
  if (!target || future || (stale && !past))
    light = "grey";
  else if (*expected == 0)
    light = "green";
  else if (!actual)
    light = "grey";
  else if (*pace >= billionths(plan_.lights.green))
    light = "green";
  else if (*pace >= billionths(plan_.lights.yellow))
    light = "yellow";
  else if (whole == 0 || gone / whole <= billionths(plan_.lights.grace))
    light = "yellow";

  const int own = what.digits, judged = what.kind == metric_kind::sum ? what.digits : 6;
  return {digits_of(actual, own),
          digits_of(target, own),
          digits_of(expected, judged),
          digits_of(attainment, 6),
          digits_of(pace, 6),
          digits_of(gap, own),
          digits_of(needed_today, judged),
          digits_of(forecast, judged),
          digits_of(left, own),
          light};
}

}  // namespace northstar::core::test

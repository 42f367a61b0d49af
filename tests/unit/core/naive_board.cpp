// SPDX-License-Identifier: MIT
#include "core/naive_board.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace northstar::core::test {

namespace {

number_q minor_rounded(const number_q& amount, int digits) {
  return {nearest(amount * number_q(power_of_ten(digits))), power_of_ten(digits)};
}

bool too_large(const number_q& value, int digits) {
  return abs(value) * number_q(power_of_ten(digits)) > number_q(power_of_ten(15));
}

bool feeds(const std::vector<std::string>& types, const std::string& type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

number_q billionths(std::int64_t nano) { return {integer(nano), power_of_ten(9)}; }

}  // namespace

bool same_content(const event& a, const event& b) {
  const auto all = [](const event& e) {
    return std::tie(e.type, e.occurred_at, e.version, e.owner, e.currency, e.customer, e.segment,
                    e.product, e.amount, e.quantity);
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
  const int own_digits =
      currency_minor_digits(e.currency.empty() ? plan_.currency : e.currency).value();
  const number_q own = minor_rounded(exactly(e.amount), own_digits);
  const number_q in_plan = minor_rounded(own * *in_force, plan_.minor_digits);
  if (too_large(own, own_digits) || too_large(in_plan, plan_.minor_digits)) return true;
  for (const metric& m : plan_.metrics)
    if (m.kind == metric_kind::sum && (feeds(m.types, e.type) || feeds(m.minus, e.type)) &&
        too_large(value_for(m, e), m.digits))
      return true;
  return false;
}

number_q naive_board::value_for(const metric& m, const event& e) const {
  if (m.of == event_field::quantity) return minor_rounded(exactly(e.quantity), m.digits);
  if (!m.money) return minor_rounded(exactly(e.amount), m.digits);
  const int own_digits =
      currency_minor_digits(e.currency.empty() ? plan_.currency : e.currency).value();
  return minor_rounded(minor_rounded(exactly(e.amount), own_digits) *
                           rate(e.currency, calendar_.day_of(e.occurred_at)).value(),
                       plan_.minor_digits);
}

// "Per (source, id) the highest version counts; equal versions: the later occurred_at, then the
// later arrival."
const std::vector<naive_board::counted>& naive_board::count() const {
  if (is_counted_) return counted_;
  std::map<std::pair<std::string, std::string>, std::vector<const event*>> by_key;
  for (const event& e : received_) {
    if (is_kept_out(e)) continue;
    auto& earlier = by_key[{e.source, e.id}];
    if (std::none_of(earlier.begin(), earlier.end(),
                     [&](const event* o) { return same_content(*o, e); }))
      earlier.push_back(&e);
  }
  counted_.clear();
  for (const auto& [key, deliveries] : by_key) {
    const event* best = deliveries.front();
    for (const event* e : deliveries)
      if (std::pair(e->version, e->occurred_at) >= std::pair(best->version, best->occurred_at))
        best = e;
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

}  // namespace northstar::core::test

// SPDX-License-Identifier: MIT
#include "core/sample_plan.hpp"

#include <stdexcept>

namespace northstar::core::test {

namespace {

constexpr std::int32_t hour_s = 3600;

std::int64_t second_of(std::string_view text) { return utc(text) / 1000; }

template <class Value>
Value sure(const std::optional<Value>& value, std::string_view text) {
  if (!value) throw std::invalid_argument("a test is written wrong: " + std::string(text));
  return *value;
}

}  // namespace

day_number day(std::string_view date) { return sure(parse_date(date), date); }

instant_ms utc(std::string_view text) {
  const auto two = [&](std::size_t at) {
    return at + 1 < text.size() ? (text[at] - '0') * 10 + (text[at + 1] - '0') : 0;
  };
  const std::int64_t second = two(11) * 3600 + two(14) * 60 + two(17);
  const std::int64_t ms = text.size() > 22 ? two(20) * 10 + (text[22] - '0') : 0;
  return day(text.substr(0, 10)) * ms_per_day + second * 1000 + ms;
}

instant_ms at_offset(std::string_view text, int hours) {
  return utc(text) - std::int64_t{hours} * hour_s * 1000;
}

decimal number(std::string_view text) { return sure(parse_decimal(text), text).value; }

zone fixed_zone(int hours) { return {"fixed", hours * hour_s, {}}; }

zone new_york_2026() {
  return {
      "New York",
      -5 * hour_s,
      {{second_of("2026-03-08 07:00"), -4 * hour_s}, {second_of("2026-11-01 06:00"), -5 * hour_s}}};
}

zone havana_2026() {
  return {
      "Havana",
      -5 * hour_s,
      {{second_of("2026-03-08 05:00"), -4 * hour_s}, {second_of("2026-11-01 05:00"), -5 * hour_s}}};
}

zone beirut_2026() {
  return {
      "Beirut",
      2 * hour_s,
      {{second_of("2026-03-28 22:00"), 3 * hour_s}, {second_of("2026-10-24 21:00"), 2 * hour_s}}};
}

zone apia_2011() { return {"Apia", -10 * hour_s, {{second_of("2011-12-30 10:00"), 14 * hour_s}}}; }

sample_plan::sample_plan() {
  organisation = "Acme";
  currency = "CNY";
  calendar.zone = fixed_zone(8);
  units.push_back({"acme", "Acme", "company", {}, {}, {}});
}

unit_index sample_plan::add_unit(const std::string& id, unit_index parent, std::string_view from,
                                 std::string_view to) {
  const auto unit = static_cast<unit_index>(units.size());
  units.push_back({id, id, "unit", {}, {}, {}});
  add_membership(unit, parent, from, to);
  return unit;
}

void sample_plan::add_membership(unit_index unit, unit_index parent, std::string_view from,
                                 std::string_view to) {
  membership m;
  m.parent = parent;
  if (!from.empty()) m.from = day(from);
  if (!to.empty()) m.to = day(to);
  units[unit].memberships.push_back(m);
}

void sample_plan::add_leave(unit_index unit, std::string_view from, std::string_view to) {
  units[unit].leave.push_back({day(from), day(to)});
}

metric_index sample_plan::add_metric(metric m) {
  m.name = m.id;
  metrics.push_back(std::move(m));
  return static_cast<metric_index>(metrics.size() - 1);
}

metric_index sample_plan::add_money(const std::string& id, const texts& types, const texts& minus) {
  return add_metric(
      {id, "", metric_kind::sum, event_field::amount, true, minor_digits, types, minus});
}

metric_index sample_plan::add_sum(const std::string& id, event_field of, std::uint8_t digits,
                                  const texts& types, const texts& minus) {
  return add_metric({id, "", metric_kind::sum, of, false, digits, types, minus});
}

metric_index sample_plan::add_count(const std::string& id, const texts& types) {
  return add_metric({id, "", metric_kind::count, event_field::amount, false, 0, types, {}});
}

metric_index sample_plan::add_distinct(const std::string& id, event_field of, const texts& types) {
  return add_metric({id, "", metric_kind::distinct, of, false, 0, types, {}});
}

metric_index sample_plan::add_ratio(const std::string& id, metric_index numerator,
                                    metric_index denominator) {
  return add_metric(
      {id, "", metric_kind::ratio, event_field::amount, false, 6, {}, {}, numerator, denominator});
}

void sample_plan::set_slices(const texts& segments, const texts& products) {
  slices = {};
  const auto add_run = [&](const std::string& dimension, const texts& names, slice_index& first,
                           slice_index& other) {
    if (names.empty()) return;
    first = static_cast<slice_index>(slices.names.size());
    for (const std::string& name : names) slices.names.push_back(dimension + ":" + name);
    other = static_cast<slice_index>(slices.names.size());
    slices.names.push_back(dimension + ":other");
  };
  add_run("segment", segments, slices.segment_first, slices.segment_other);
  add_run("product", products, slices.product_first, slices.product_other);
}

void sample_plan::add_rate(const std::string& of, std::string_view from, std::string_view value) {
  rates.push_back({of, day(from), static_cast<std::int64_t>(number(value).nano)});
}

void sample_plan::set_weight(std::string_view date, std::string_view weight) {
  calendar.overrides[day(date)] = static_cast<weight_micro>(round_to(number(weight), 6));
}

target& sample_plan::add_target(unit_index unit, metric_index metric, std::string_view period_name,
                                std::int64_t value) {
  target t;
  t.unit = unit;
  t.metric = metric;
  t.period = period_named(period_name);
  t.value = value;
  targets.push_back(std::move(t));
  return targets.back();
}

core::period sample_plan::period_named(std::string_view name) const {
  return sure(calendar.periods.parse(name), name);
}

event sale(std::string id, instant_ms when, std::string owner, std::string_view amount) {
  event e;
  e.source = "crm";
  e.id = std::move(id);
  e.type = "won";
  e.occurred_at = when;
  e.owner = std::move(owner);
  e.amount = number(amount);
  return e;
}

}  // namespace northstar::core::test

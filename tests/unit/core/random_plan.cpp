// SPDX-License-Identifier: MIT
#include "core/random_plan.hpp"

#include <algorithm>

namespace northstar::core::test {

namespace {

constexpr std::int32_t quarter_hour_s = 900;

zone jumping_zone(dice& d, day_number center) {
  zone z{"jumping", static_cast<std::int32_t>(d.between(-48, 56)) * quarter_hour_s, {}};
  std::int64_t at = (center - 300) * std::int64_t{86'400};
  std::int32_t offset = z.initial_offset_s;
  for (std::uint64_t n = d.below(7); n > 0; --n) {
    at += d.between(3600, 150 * 86'400);
    if (d.chance(60)) at -= at % quarter_hour_s;
    offset = d.chance(70) ? offset + static_cast<std::int32_t>(d.between(-4, 4)) * quarter_hour_s
                          : static_cast<std::int32_t>(d.between(-48, 56)) * quarter_hour_s;
    z.transitions.push_back(
        {at, offset = std::clamp(offset, -48 * quarter_hour_s, 56 * quarter_hour_s)});
  }
  return z;
}

// A place, and a day near which its clock does something.
std::pair<zone, day_number> choose_place(dice& d) {
  const day_number some_day =
      static_cast<day_number>(d.between(day("1980-01-01"), day("2190-01-01")));
  switch (d.below(8)) {
    case 0:
      return {new_york_2026(), day(d.chance(50) ? "2026-03-08" : "2026-11-01")};
    case 1:
      return {havana_2026(), day(d.chance(50) ? "2026-03-08" : "2026-11-01")};
    case 2:
      return {beirut_2026(), day(d.chance(50) ? "2026-03-29" : "2026-10-25")};
    case 3:
      return {apia_2011(), day("2011-12-30")};
    case 4:
      return {fixed_zone(14), some_day};
    case 5:
      return {jumping_zone(d, some_day), some_day};
    case 6:
      return {fixed_zone(static_cast<int>(d.between(-12, 14))), some_day};
    default:
      return {fixed_zone(8), day("2026-11-21")};
  }
}

}  // namespace

const texts& event_types() {
  static const texts types{"won", "lost", "paid", "refund", "lead"};
  return types;
}

random_plan::random_plan(dice& d) {
  currency = d.pick(texts{"CNY", "JPY", "KWD"});
  minor_digits = currency_minor_digits(currency).value();
  choose_calendar(d);
  choose_units(d);
  choose_rates(d);
  set_slices(d.pick(std::vector<texts>{{}, {"new"}, {"new", "old"}}),
             d.pick(std::vector<texts>{{}, {}, {"GTX Pro", "a:b"}}));
  choose_metrics(d);
  choose_targets(d);
  if (d.chance(50))
    lights = {d.between(0, 1500) * 1'000'000, d.between(0, 1200) * 1'000'000,
              d.between(0, 300) * 1'000'000, std::nullopt};
}

void random_plan::choose_rates(dice& d) {
  for (const char* foreign : {"USD", "JPY", "BHD", "CLF"}) {
    day_number from = center - 200;
    for (std::uint64_t n = d.below(3); n > 0 && foreign != currency; --n) {
      from += static_cast<day_number>(d.between(1, 150));
      const std::int64_t nano =
          d.chance(50) ? d.between(1, 20) * 355'000'000 : d.between(1, 9'000'000'000);
      rates.insert(rates.begin() + static_cast<std::ptrdiff_t>(d.below(rates.size() + 1)),
                   {foreign, from, nano});
    }
  }
}

void random_plan::choose_calendar(dice& d) {
  std::tie(calendar.zone, center) = choose_place(d);
  period_rules& periods = calendar.periods;
  periods.fiscal_start_month = d.chance(50) ? 1 : static_cast<unsigned>(d.between(1, 12));
  periods.fiscal_label_end = d.chance(50);
  periods.week_start = d.chance(50) ? 0 : static_cast<unsigned>(d.below(7));
  if (d.chance(40)) calendar.cutover_s = static_cast<std::int32_t>(d.below(96)) * quarter_hour_s;
  if (d.chance(60)) {
    calendar.open_s = static_cast<std::int32_t>(d.below(96)) * quarter_hour_s;
    calendar.close_s = static_cast<std::int32_t>(d.below(97)) * quarter_hour_s;
  }
  if (d.chance(30))
    for (bool& works : calendar.workdays) works = d.chance(60);
  for (std::uint64_t n = d.below(40); n > 0; --n)
    calendar.overrides[center + static_cast<day_number>(d.between(-60, 60))] =
        d.pick(std::vector<weight_micro>{0, 0, full_day, full_day / 2, 333'333, 5 * full_day, 1,
                                         weight_max});
}

void random_plan::choose_units(dice& d) {
  units.clear();
  const auto count = static_cast<unit_index>(d.between(1, 7));
  for (unit_index u = 0; u < count; ++u)
    units.push_back(
        {"u" + std::to_string(u), "", "unit", {}, {"alias " + std::to_string(u % 3)}, {}});
  // Parents come before their members in this order, so that no line runs in a circle; the plan's
  // order is another one.
  std::vector<unit_index> order;
  for (unit_index u = 0; u < count; ++u)
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(d.below(order.size() + 1)), u);
  root = order[0];
  for (std::size_t i = 1; i < order.size(); ++i) {
    day_number from = d.chance(70) ? first_day_supported - 1
                                   : center + static_cast<day_number>(d.between(-100, 30));
    for (std::uint64_t n = d.between(1, 3); n > 0 && from <= last_day_supported; --n) {
      const day_number to =
          d.chance(60) ? last_day_supported + 1
                       : std::max(from, center + static_cast<day_number>(d.between(-60, 60)));
      units[order[i]].memberships.push_back({order[d.below(i)], from, to});
      from = to + 1 + static_cast<day_number>(d.chance(30) ? d.below(20) : 0);
    }
    day_number off = center - 50;
    for (std::uint64_t n = d.below(3); n > 0; --n) {
      off += static_cast<day_number>(d.between(2, 40));
      const day_number last = off + static_cast<day_number>(d.below(d.chance(20) ? 100 : 8));
      units[order[i]].leave.push_back({off, last});
      off = last;
    }
  }
}

void random_plan::choose_metrics(dice& d) {
  const auto some_types = [&] {
    texts out;
    for (const std::string& type : event_types())
      if (type != "refund" && d.chance(50)) out.push_back(type);
    return out.empty() ? texts{"won"} : out;
  };
  const texts minus = d.chance(70) ? texts{"refund"} : texts{};
  add_money("revenue", some_types(), minus);
  add_count("deals", some_types());
  if (d.chance(60))
    add_sum("points", event_field::amount, static_cast<std::uint8_t>(d.below(7)), some_types(),
            minus);
  if (d.chance(60))
    add_sum("pieces", event_field::quantity, static_cast<std::uint8_t>(d.below(4)), some_types(),
            minus);
  const std::vector<event_field> fields{event_field::customer, event_field::owner,
                                        event_field::product,  event_field::segment,
                                        event_field::currency, event_field::id};
  if (d.chance(60)) add_distinct("different", d.pick(fields), some_types());
  const std::size_t plain = metrics.size();
  for (std::uint64_t n = d.below(3); n > 0; --n)
    add_ratio("ratio" + std::to_string(n), static_cast<metric_index>(d.below(plain)),
              static_cast<metric_index>(d.below(plain)));
}

}  // namespace northstar::core::test

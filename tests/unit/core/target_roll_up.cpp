// SPDX-License-Identifier: MIT
// Targets from below, of weeks, of ratios; what is left unallocated; and the two ways of cutting a
// whole into parts.
#include <numeric>

#include "catch.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

struct firm : sample_plan {
  unit_index east = add_unit("east", 0);
  unit_index anna = add_unit("anna", east);
  unit_index bo = add_unit("bo", east);
  metric_index revenue = add_money("revenue", {"won"});
  metric_index won = add_count("won", {"won"});
  metric_index rate = add_ratio("rate", won, won);
  firm() { set_slices({"new"}, {}); }

  std::string found(unit_index u, metric_index m, const char* period, slice_index s = 0) const {
    const auto t = ready()->targets().find({u, m, s, period_named(period)});
    return t ? std::to_string(*t) : "none";
  }
  std::string left(unit_index u, metric_index m, const char* period) const {
    const auto t = ready()->targets().unallocated({u, m, 0, period_named(period)});
    return t ? std::to_string(*t) : "none";
  }
};

std::string text(const std::vector<std::int64_t>& parts) {
  std::string out;
  for (const auto p : parts) out += (out.empty() ? "" : " ") + std::to_string(p);
  return out;
}

}  // namespace

TEST_CASE("a unit's target is the sum of its parts when every part has one", "[core][targets]") {
  firm f;
  for (const char* month : {"2026-10", "2026-11", "2026-12"})
    f.add_target(f.anna, f.revenue, month, 100);
  CHECK(f.found(f.anna, f.revenue, "2026-Q4") == "300");
  CHECK(f.found(f.anna, f.revenue, "2026") == "none");
  for (const char* quarter : {"2026-Q1", "2026-Q2", "2026-Q3"})
    f.add_target(f.anna, f.revenue, quarter, 10);
  CHECK(f.found(f.anna, f.revenue, "2026") == "330");
}

TEST_CASE("else it is the sum of the members that have one", "[core][targets]") {
  firm f;
  f.add_target(f.anna, f.revenue, "2026-11", 210);
  CHECK(f.found(f.east, f.revenue, "2026-11") == "210");
  f.add_target(f.bo, f.revenue, "2026-11", 420);
  CHECK(f.found(f.east, f.revenue, "2026-11") == "630");
  CHECK(f.found(0, f.revenue, "2026-11") == "630");
  CHECK(f.found(0, f.revenue, "2026-11-20") == "30");
  CHECK(f.found(0, f.revenue, "2026-12") == "none");
  CHECK(f.found(0, f.revenue, "2026-Q4") == "none");
}

TEST_CASE("members are counted on the period's last day", "[core][targets]") {
  firm f;
  f.units[f.bo].memberships[0].to = day("2026-11-29");
  f.add_target(f.anna, f.revenue, "2026-11", 210);
  f.add_target(f.bo, f.revenue, "2026-11", 420);
  // The parts come first: each day has its members of that day, so the month is their sum.
  CHECK(f.found(f.east, f.revenue, "2026-11-27") == "30");
  CHECK(f.found(f.east, f.revenue, "2026-11-30") == "10");
  CHECK(f.found(f.east, f.revenue, "2026-11") == "610");
}

TEST_CASE("nothing is summed over slices, and unassigned has no target", "[core][targets]") {
  firm f;
  f.add_target(f.east, f.revenue, "2026-11", 210).slice = 1;
  CHECK(f.found(f.east, f.revenue, "2026-11", 1) == "210");
  CHECK(f.found(f.east, f.revenue, "2026-11", 0) == "none");
  CHECK(f.found(f.east, f.revenue, "2026-11", 2) == "none");
  f.add_target(0, f.revenue, "2026-11", 210);
  CHECK(f.found(static_cast<unit_index>(f.units.size()), f.revenue, "2026-11") == "none");
}

TEST_CASE("a week is explicit, or the sum of its days, or its members'", "[core][targets]") {
  firm f;
  f.add_target(f.anna, f.revenue, "2026-11", 210);
  CHECK(f.found(f.anna, f.revenue, "2026-W47") == "50");
  CHECK(f.found(f.east, f.revenue, "2026-W47") == "50");
  CHECK(f.found(f.anna, f.revenue, "2026-W49") == "none");  // reaches into December
  f.add_target(f.anna, f.revenue, "2026-12", 460);
  CHECK(f.found(f.anna, f.revenue, "2026-W49") == "90");
  target& own = f.add_target(f.anna, f.revenue, "2026-W47", 999);
  own.unit_shares = {{f.bo, whole_share}};
  CHECK(f.found(f.anna, f.revenue, "2026-W47") == "999");
  CHECK(f.found(f.anna, f.revenue, "2026-11-18") == "10");  // days do not come from a week
  CHECK(f.found(f.east, f.revenue, "2026-W47") == "50");    // its days add up first
}

TEST_CASE("the target of a week hands no shares on", "[core][targets]") {
  firm f;
  f.add_target(f.east, f.revenue, "2026-W47", 100).unit_shares = {{f.anna, whole_share}};
  f.add_target(f.east, f.rate, "2026-W47", 100).unit_shares = {{f.anna, whole_share}};
  CHECK(f.found(f.anna, f.revenue, "2026-W47") == "none");
  CHECK(f.found(f.anna, f.rate, "2026-W47") == "none");
  f.add_target(f.anna, f.revenue, "2026-W48", 70);
  CHECK(f.found(f.east, f.revenue, "2026-W48") == "70");  // rolled up from a member
}

TEST_CASE("a ratio's target holds unchanged inside its period and for the units it names",
          "[core][targets]") {
  firm f;
  f.add_target(f.east, f.rate, "2026", 350'000'000).unit_shares = {{f.anna, 500'000'000}};
  f.add_target(f.east, f.rate, "2026-11", 400'000'000);
  const struct {
    unit_index unit;
    const char* period;
    const char* value;
  } rows[] = {
      {f.east, "2026", "350000000"},
      {f.east, "2026-Q4", "350000000"},
      {f.east, "2026-10", "350000000"},
      {f.east, "2026-10-05", "350000000"},
      {f.east, "2026-11", "400000000"},
      {f.east, "2026-11-20", "400000000"},
      {f.east, "2026-W47", "400000000"},  // lies in November
      {f.east, "2026-W44", "350000000"},  // October and November: the quarter, so the year's
      {f.east, "2026-W40", "350000000"},  // two quarters: the year
      {f.east, "2026-W53", "none"},       // two years
      {f.anna, "2026", "350000000"},
      {f.anna, "2026-11-20", "350000000"},
      {f.anna, "2026-W47", "350000000"},
      {f.bo, "2026", "none"},
      {0, "2026", "none"}};  // neither named nor rolled up
  for (const auto& row : rows) {
    INFO(f.units[row.unit].id << " " << row.period);
    CHECK(f.found(row.unit, f.rate, row.period) == row.value);
  }
  CHECK(f.left(f.east, f.rate, "2026") == "none");
}

TEST_CASE("unallocated is what the members' targets leave of the unit's", "[core][targets]") {
  firm f;
  f.add_target(f.east, f.revenue, "2026-11", 1000);
  CHECK(f.left(f.east, f.revenue, "2026-11") == "none");
  CHECK(f.left(f.anna, f.revenue, "2026-11") == "none");
  f.add_target(f.anna, f.revenue, "2026-11", 300);
  CHECK(f.left(f.east, f.revenue, "2026-11") == "700");
  f.add_target(f.bo, f.revenue, "2026-11", 900);
  CHECK(f.left(f.east, f.revenue, "2026-11") == "-200");
  CHECK(f.left(0, f.revenue, "2026-11") == "0");
}

TEST_CASE("parts by weight add up to the whole", "[core][targets]") {
  CHECK(text(split_by_weight(100, {1, 1, 1})) == "34 33 33");
  CHECK(text(split_by_weight(-100, {1, 1, 1})) == "-34 -33 -33");
  CHECK(text(split_by_weight(10, {0, 3, 0, 1})) == "0 8 0 2");  // 7.5 and 2.5: the earlier
  CHECK(text(split_by_weight(1, {1, 2, 2})) == "0 1 0");
  CHECK(text(split_by_weight(0, {1, 2})) == "0 0");
  CHECK(text(split_by_weight(1'000'000'000'000'000, {366'000'000'000, 1})) ==
        "999999999997268 2732");
}

TEST_CASE("parts by share add up to the rounded sum of the shares", "[core][targets]") {
  CHECK(text(split_by_share(101, {600'000'000, 400'000'000})) == "61 40");
  CHECK(text(split_by_share(-101, {600'000'000, 400'000'000})) == "-61 -40");
  CHECK(text(split_by_share(101, {250'000'000, 250'000'000})) == "26 25");
  CHECK(text(split_by_share(3, {500'000'000})) == "2");
  CHECK(text(split_by_share(1, {400'000'000})) == "0");
  CHECK(text(split_by_share(7, {})) == "");
  CHECK(text(split_by_share(1'000'000'000'000'000, {999'999'999, 1})) == "999999999000000 1000000");
}

// SPDX-License-Identifier: MIT
// The light, branch by branch, in the contract's order, and at the very edges of its thresholds.
#include "catch.hpp"
#include "core/sample_plan.hpp"
#include "core/view.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

// Ten days of equal weight, round the clock, from the 1st to the 10th; the rest of November is off.
struct ten_days : sample_plan {
  metric_index revenue = add_money("revenue", {"won"});
  metric_index deals = add_count("deals", {"won"});
  metric_index closed = add_count("closed", {"won", "lost"});
  metric_index rate = add_ratio("rate", deals, closed);
  ten_days() {
    calendar.open_s = calendar.close_s = 0;
    for (bool& works : calendar.workdays) works = false;
    for (day_number d = day("2026-11-01"); d <= day("2026-11-10"); ++d)
      calendar.overrides[d] = full_day;
  }
};

light light_of(const ten_days& plan, metric_index m, std::string_view amount, const char* local,
               bool stale = false) {
  board b(plan.ready());
  const event e = sale("D", at_offset("2026-11-01 00:00", 8), "", amount);
  b.apply(nullptr, &e);
  return cell_at(b, {0, m, 0, plan.period_named("2026-11")},
                 {at_offset(local, 8), std::nullopt, stale})
      .light;
}

}  // namespace

TEST_CASE("the light of a sum follows pace against time", "[core][view][light]") {
  ten_days plan;
  plan.add_target(0, plan.revenue, "2026-11", 1000'00);
  const struct {
    const char* what;
    const char* amount;
    const char* local;
    bool stale;
    light expected;
  } rows[] = {
      {"before it starts", "500", "2026-10-31 23:59:59.999", false, light::grey},
      {"before it starts, stale", "500", "2026-10-31 23:59:59.999", true, light::grey},
      {"nothing expected yet", "0", "2026-11-01 00:00", false, light::green},
      {"stale beats nothing expected", "0", "2026-11-01 00:00", true, light::grey},
      {"on pace to the cent", "500", "2026-11-06 00:00", false, light::green},
      {"a millisecond later no more", "500", "2026-11-06 00:00:00.001", false, light::yellow},
      {"at 0.85", "425", "2026-11-06 00:00", false, light::yellow},
      {"below 0.85", "424.99", "2026-11-06 00:00", false, light::red},
      {"stale while running", "500", "2026-11-06 00:00", true, light::grey},
      {"within grace", "0", "2026-11-01 12:00", false, light::yellow},
      {"past grace", "0", "2026-11-01 12:00:00.001", false, light::red},
      {"ended short", "999.99", "2026-12-01 00:00", false, light::yellow},
      {"ended on target", "1000", "2026-12-01 00:00", false, light::green},
      {"ended, staleness is of no matter", "1000", "2026-12-01 00:00", true, light::green},
      {"ended far below", "1", "2027-12-01 00:00", false, light::red}};
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(light_of(plan, plan.revenue, row.amount, row.local, row.stale) == row.expected);
  }
}

TEST_CASE("lights compare exact values, not the figures shown", "[core][view][light]") {
  ten_days plan;
  plan.add_target(0, plan.revenue, "2026-11", 10'000'000'000'00);
  // A cent short of half of ten milliard: pace shows as 1.000000 and is below 1.
  CHECK(light_of(plan, plan.revenue, "4999999999.99", "2026-11-06 00:00") == light::yellow);
  CHECK(light_of(plan, plan.revenue, "5000000000.00", "2026-11-06 00:00") == light::green);
}

TEST_CASE("without a target there is no light", "[core][view][light]") {
  const ten_days plan;
  CHECK(light_of(plan, plan.revenue, "500", "2026-11-06 00:00") == light::grey);
}

TEST_CASE("a plan's own thresholds hold", "[core][view][light]") {
  ten_days plan;
  plan.add_target(0, plan.revenue, "2026-11", 1000'00);
  plan.lights = {1'100'000'000, 900'000'000, 0, std::nullopt};
  CHECK(light_of(plan, plan.revenue, "549.99", "2026-11-06 00:00") == light::yellow);
  CHECK(light_of(plan, plan.revenue, "550", "2026-11-06 00:00") == light::green);
  CHECK(light_of(plan, plan.revenue, "450", "2026-11-06 00:00") == light::yellow);
  CHECK(light_of(plan, plan.revenue, "449.99", "2026-11-06 00:00") == light::red);
  CHECK(light_of(plan, plan.revenue, "0", "2026-11-01 00:00:00.001") == light::red);
}

TEST_CASE("a ratio is judged against its target from its first instant", "[core][view][light]") {
  ten_days plan;
  plan.add_target(0, plan.rate, "2026-11", 1'000'000'000);
  CHECK(light_of(plan, plan.rate, "1", "2026-10-31 23:59") == light::grey);
  CHECK(light_of(plan, plan.rate, "1", "2026-11-01 00:00") == light::green);
  CHECK(light_of(plan, plan.rate, "1", "2026-11-06 00:00", true) == light::grey);
}

// SPDX-License-Identifier: MIT
// Every limit of a plan at its edge: the last value that is taken, the first that is a fault, and where it is told.
#include <algorithm>

#include "catch.hpp"
#include "plan_samples.hpp"

using namespace northstar;
using plan_samples::json;

namespace {

bool is_taken(const json& plan) { return plan_samples::read(plan).plan.has_value(); }

// How many faults stand at a pointer.
std::int64_t faults_at(const json& plan, const std::string& pointer) {
  const auto reading = plan_samples::read(plan);
  return std::count_if(reading.findings.begin(), reading.findings.end(), [&](const wire::finding& f) {
    return f.severity == wire::severity::fault && f.pointer == pointer;
  });
}

json sized(std::size_t units, std::size_t metrics, std::size_t products) {
  json plan = plan_samples::good("minimal");
  for (std::size_t i = 1; i < units; ++i) plan["units"].push_back({{"id", "u" + std::to_string(i)}, {"parent", "one"}});
  for (std::size_t i = 1; i < metrics; ++i)
    plan["metrics"].push_back({{"id", "m" + std::to_string(i)}, {"kind", "count"}, {"types", {"t"}}});
  for (std::size_t i = 0; i < products; ++i) plan["slices"]["product"].push_back("p" + std::to_string(i));
  return plan;
}

}  // namespace

TEST_CASE("a plan may be as large as its limits and no larger", "[wire][plan]") {
  CHECK(is_taken(sized(core::units_max, 1, 0)));
  CHECK(faults_at(sized(core::units_max + 1, 1, 0), "/units") == 1);
  CHECK(is_taken(sized(1, core::metrics_max, 0)));
  CHECK(faults_at(sized(1, core::metrics_max + 1, 0), "/metrics") == 1);
  // The whole and `other` are slices too.
  CHECK(is_taken(sized(1, 1, core::slices_max - 2)));
  CHECK(faults_at(sized(1, 1, core::slices_max - 1), "/slices") == 1);
  // (499 + 1) units with `unassigned` × 64 metrics × 125 slices = 4,000,000 counters.
  CHECK(is_taken(sized(499, 64, 123)));
  CHECK(faults_at(sized(500, 64, 123), "") == 1);
}

TEST_CASE("a plan's text may be as long as its limit and no longer", "[wire][plan]") {
  std::string text = plan_samples::good_text("minimal");
  text.resize(wire::plan_text_max, ' ');
  CHECK(plan_samples::read(text).plan);
  CHECK_FALSE(plan_samples::read(text + " ").plan);
}

TEST_CASE("each value of a plan is taken up to its limit", "[wire][plan]") {
  const json base = plan_samples::good("contract");
  const std::string long_text(core::event_text_max, 'x');
  const struct {
    const char* pointer;
    json last;
    json first_fault;
  } rows[] = {
      // 10^15 smallest units: fen, pieces, tenths of a point, billionths of a ratio.
      {"/targets/0/value", "10000000000000.00", "10000000000000.01"},
      {"/targets/2/value", "1000000000000000", "1000000000000001"},
      {"/targets/4/value", "100000000000000.0", "100000000000000.1"},
      {"/targets/3/value", "1000000", "1000000.000000001"},
      {"/targets/0/value", "0", "-0.01"},
      {"/targets/0/period", "2199", "2200"},
      {"/rates/0/rate", "1000000", "1000000.000000001"},
      {"/rates/0/rate", "0.000000001", "0"},
      {"/rates/0/from", "1970-01-02", "1970-01-01"},
      {"/calendar/days/2/weight", "1000", "1000.000001"},
      {"/calendar/days/2/weight", "0.000001", "0.0000001"},
      {"/calendar/days/2/date", "2199-12-31", "2200-01-01"},
      {"/calendar/days/2/date", "2096-02-29", "2100-02-29"},
      {"/calendar/day_cutover", "23:59", "24:00"},
      {"/calendar/hours", {"09:00", "24:00"}, {"24:00", "09:00"}},
      {"/calendar/fiscal_year_start", "12-01", "12-02"},
      {"/metrics/7/decimals", 6, 7},
      {"/lights/grace", 1, "1.000000001"},
      {"/alerts/after", "366d", "367d"},
      {"/units/4/leave/0/from", "2026-11-25", "2026-11-26"},
      {"/units/3/name", long_text, long_text + "x"},
      {"/units/3/aliases/0", long_text, long_text + "x"},
      {"/slices/product/0", long_text, long_text + "x"}};
  for (const auto& row : rows) {
    json plan = base;
    plan[json::json_pointer(row.pointer)] = row.last;
    const auto reading = plan_samples::read(plan);
    CAPTURE(row.pointer, row.last.dump().substr(0, 40), plan_samples::told(reading).substr(0, 400));
    // A target without value left for another part may lose its companions: only this place is asked.
    CHECK(faults_at(plan, row.pointer) == 0);
    plan[json::json_pointer(row.pointer)] = row.first_fault;
    CAPTURE(row.first_fault.dump().substr(0, 40));
    CHECK_FALSE(is_taken(plan));
  }
}

TEST_CASE("two roots, an overlap of one day and a share given twice are faults where they stand", "[wire][plan]") {
  json plan = plan_samples::good("contract");
  plan["units"].push_back({{"id", "other-company"}});
  CHECK(faults_at(plan, "/units/5") == 1);
  plan = plan_samples::good("contract");
  plan["units"][4]["memberships"][0]["to"] = "2026-07-01";  // `to` is inclusive: both hold on that day
  CHECK(faults_at(plan, "/units/4/memberships/1") == 1);
  plan["units"][4]["memberships"][0]["to"] = "2026-06-30";
  CHECK(is_taken(plan));
}

TEST_CASE("what a plan leaves out has the contract's defaults, what it says in part leaves the rest", "[wire][plan]") {
  json plan = plan_samples::good("minimal");
  plan["calendar"] = {{"hours", {"22:00", "06:00"}}};
  plan["lights"] = {{"yellow", "0.5"}};
  const auto reading = plan_samples::read(plan);
  CAPTURE(plan_samples::told(reading));
  REQUIRE(reading.plan);
  const auto& rules = reading.plan->calendar;
  CHECK(rules.open_s == 22 * 3600);
  CHECK(rules.close_s == 6 * 3600);
  CHECK(rules.workdays[4]);
  CHECK_FALSE(rules.workdays[5]);
  CHECK(reading.plan->lights.green == core::whole_share);
  CHECK(reading.plan->lights.yellow == core::whole_share / 2);
  CHECK(reading.plan->lights.grace == core::whole_share / 20);
}

// SPDX-License-Identifier: MIT
// What published holidays and make-up days do to weights, targets and elapsed time; counted by hand.
#include "catch.hpp"
#include "core/compiled_plan.hpp"
#include "core/target_table.hpp"
#include "plan_samples.hpp"
#include "wire/instant.hpp"

using namespace northstar;
using plan_samples::json;

namespace {

// October 2026 as published: the 1st to the 7th off, Saturday the 10th worked.
std::string october() {
  json days = json::array();
  for (int d = 1; d <= 7; ++d) days.push_back({{"name", "国庆节"}, {"date", "2026-10-0" + std::to_string(d)}, {"isOffDay", true}});
  days.push_back({{"name", "国庆节"}, {"date", "2026-10-10"}, {"isOffDay", false}});
  return json{{"year", 2026}, {"papers", json::array()}, {"days", days}}.dump();
}

core::plan plan_with(const json& calendar, const wire::file_reader& files) {
  json text = plan_samples::good("minimal");
  text["timezone"] = "Asia/Shanghai";
  text["calendar"] = calendar;
  text["targets"] = {{{"unit", "one"}, {"metric", "sales"}, {"period", "2026-10"}, {"value", 18}}};
  auto reading = wire::read_plan(text.dump(), files);
  CAPTURE(plan_samples::told(reading));
  REQUIRE(reading.plan);
  return std::move(*reading.plan);
}

core::weight_micro weight(const core::compiled_plan& plan, const char* period) {
  return plan.calendar().weight(plan.calendar().periods().parse(period).value(), {});
}

std::int64_t target(const core::compiled_plan& plan, const char* period) {
  return plan.targets().find({0, 0, 0, plan.calendar().periods().parse(period).value()}).value();
}

}  // namespace

TEST_CASE("a make-up Saturday is a workday in weights, targets and time", "[wire][plan][holidays]") {
  const core::compiled_plan plan(plan_with({{"holiday_files", {"2026.json"}}}, [](const std::string&) { return october(); }));
  // 22 weekdays, five of them off, and one Saturday.
  CHECK(weight(plan, "2026-10") == 18 * core::full_day);
  CHECK(target(plan, "2026-10-10") == 1);
  CHECK(target(plan, "2026-10-05") == 0);
  CHECK(target(plan, "2026-W41") == 3);  // Monday the 5th to Sunday the 11th: the 8th, 9th and 10th
  const auto elapsed = plan.calendar().elapsed(plan.calendar().periods().parse("2026-10").value(), {},
                                               wire::parse_rfc3339("2026-10-10T13:30:00+08:00").value());
  CHECK((elapsed.num * 2 == elapsed.den * 5 * core::full_day));
}

TEST_CASE("a plan's own half day beats the file's make-up day", "[wire][plan][holidays]") {
  const json days = {{{"date", "2026-10-10"}, {"weight", "0.5"}}, {{"date", "2026-10-01"}, {"off", false}, {"weight", 0}}};
  const core::compiled_plan plan(plan_with({{"holiday_files", {"2026.json"}}, {"days", days}}, [](const std::string&) { return october(); }));
  CHECK(weight(plan, "2026-10") == 17 * core::full_day + core::full_day / 2);
  CHECK(weight(plan, "2026-10-01") == 0);  // weight beats off
}

TEST_CASE("published years weigh what a hand counts", "[wire][plan][holidays]") {
  const std::string folder = "../shared/data/holidays-cn/";
  if (!plan_samples::text_of(folder + "2026.json")) {
    WARN("no files in " << folder << ": nothing to count here");
    return;
  }
  const core::compiled_plan plan(plan_with({{"holiday_files", {"2023.json", "2025.json", "2026.json"}}},
                                           [&](const std::string& path) { return plan_samples::text_of(folder + path); }));
  CHECK(weight(plan, "2026-02") == 16 * core::full_day);  // 20 weekdays − 6 (16th–20th, 23rd) + Saturdays 14th, 28th
  CHECK(weight(plan, "2026-09") == 22 * core::full_day);  // 22 − Friday 25th + Sunday 20th
  CHECK(weight(plan, "2026-10") == 18 * core::full_day);
  CHECK(weight(plan, "2025-01") == 19 * core::full_day);  // 23 − 5 (1st, 28th–31st) + Sunday 26th
  CHECK(weight(plan, "2022-12-31") == 0);                 // the file of 2023 names a day of the year before
}

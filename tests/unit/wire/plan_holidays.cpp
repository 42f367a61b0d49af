// SPDX-License-Identifier: MIT
#include <map>

#include "catch.hpp"
#include "plan_samples.hpp"

using namespace northstar;
using plan_samples::json;

namespace {

wire::plan_reading read_with(const std::vector<std::string>& files, const std::map<std::string, std::string>& texts) {
  json plan = plan_samples::good("minimal");
  plan["calendar"]["holiday_files"] = files;
  return wire::read_plan(plan.dump(), [&](const std::string& path) -> std::optional<std::string> {
    const auto found = texts.find(path);
    if (found == texts.end()) return std::nullopt;
    return found->second;
  });
}

std::string file(const char* date, bool off) {
  return json{{"year", 2026}, {"days", {{{"date", date}, {"isOffDay", off}, {"name", "x"}}}}}.dump();
}

core::day_number day(const char* text) { return core::parse_date(text).value(); }

}  // namespace

TEST_CASE("a later holiday file beats an earlier one", "[wire][plan][holidays]") {
  const auto reading = read_with({"a", "b"}, {{"a", file("2026-01-01", true)}, {"b", file("2026-01-01", false)}});
  REQUIRE(reading.plan);
  CHECK(reading.findings.empty());
  CHECK(reading.plan->calendar.overrides.at(day("2026-01-01")) == core::full_day);
}

TEST_CASE("a holiday file that is missing or empty is a doubt and no fault", "[wire][plan][holidays]") {
  for (const char* text : {"", " \n", R"({"year":2027,"papers":[],"days":[]})"}) {
    const auto reading = read_with({"a", "b"}, {{"a", text}});
    CAPTURE(text, plan_samples::told(reading));
    CHECK(reading.plan);
    REQUIRE(reading.findings.size() == 2);
    CHECK(reading.findings[0].severity == wire::severity::doubt);
    CHECK(reading.findings[0].pointer == "/calendar/holiday_files/0");
    CHECK(reading.findings[1].pointer == "/calendar/holiday_files/1");
  }
}

TEST_CASE("a holiday file with something else in it is a fault", "[wire][plan][holidays]") {
  for (const char* text : {"[]", "{", "{}", R"({"days":{}})", R"({"days":[{"date":"2026-13-01","isOffDay":true}]})", R"({"days":[{"date":"2026-01-01"}]})"}) {
    const auto reading = read_with({"a"}, {{"a", text}});
    CAPTURE(text, plan_samples::told(reading));
    CHECK_FALSE(reading.plan);
    CHECK(reading.findings.front().pointer == "/calendar/holiday_files/0");
  }
}

TEST_CASE("the canonical plan carries its holidays and needs no file", "[wire][plan][holidays]") {
  const auto reading = read_with({"a", "b"}, {{"a", file("2026-01-01", true)}});
  REQUIRE(reading.plan);
  bool asked = false;
  const auto again = wire::read_plan(reading.canonical, [&](const std::string&) {
    asked = true;
    return std::optional<std::string>();
  });
  CHECK_FALSE(asked);
  REQUIRE(again.plan);
  CHECK(again.canonical == reading.canonical);
  CHECK(plan_samples::told(again) == plan_samples::told(reading));
  CHECK(again.plan->calendar.overrides == reading.plan->calendar.overrides);
}

TEST_CASE("published files of Chinese holidays are read as they are", "[wire][plan][holidays]") {
  const std::string folder = "../shared/data/holidays-cn/";
  if (!plan_samples::text_of(folder + "2026.json")) {
    WARN("no files in " << folder << ": nothing to read here");
    return;
  }
  json plan = plan_samples::good("minimal");
  for (const char* year : {"2016", "2017", "2023", "2024", "2025", "2026", "2027"}) plan["calendar"]["holiday_files"].push_back(std::string(year) + ".json");
  const auto reading = wire::read_plan(plan.dump(), [&](const std::string& path) { return plan_samples::text_of(folder + path); });
  CAPTURE(plan_samples::told(reading));
  REQUIRE(reading.plan);
  REQUIRE(reading.findings.size() == 1);  // 2027 is not known yet
  CHECK(reading.findings[0].pointer == "/calendar/holiday_files/6");
  const auto& overrides = reading.plan->calendar.overrides;
  CHECK(overrides.at(day("2026-10-01")) == 0);
  CHECK(overrides.at(day("2026-10-10")) == core::full_day);
}

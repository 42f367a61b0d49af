// SPDX-License-Identifier: MIT
// tests/data/plan/faults.json and doubts.json: what breaks a plan, row by row.
#include <algorithm>

#include "catch.hpp"
#include "plan_samples.hpp"

using namespace northstar;
using plan_samples::json;

namespace {

std::vector<std::string> pointers(const wire::plan_reading& reading, wire::severity severity) {
  std::vector<std::string> out;
  for (const wire::finding& f : reading.findings)
    if (f.severity == severity) out.push_back(f.pointer);
  return out;
}

}  // namespace

TEST_CASE("each fault of the table is found where it stands", "[wire][plan]") {
  const json base = plan_samples::good("contract");
  for (const json& row : plan_samples::table("faults")) {
    const auto reading = plan_samples::read(plan_samples::changed(base, row));
    CAPTURE(row.dump(), plan_samples::told(reading));
    CHECK_FALSE(reading.plan);
    CHECK(reading.canonical.empty());
    const auto at = pointers(reading, wire::severity::fault);
    CHECK(std::count(at.begin(), at.end(), row["pointer"].get<std::string>()) == 1);
  }
}

TEST_CASE("each doubt of the table is told and leaves a plan", "[wire][plan]") {
  const json base = plan_samples::good("contract");
  for (const json& row : plan_samples::table("doubts")) {
    const auto reading = plan_samples::read(plan_samples::changed(base, row));
    CAPTURE(row.dump(), plan_samples::told(reading));
    CHECK(reading.plan);
    CHECK(pointers(reading, wire::severity::doubt) == std::vector{row["pointer"].get<std::string>()});
  }
}

TEST_CASE("all faults are told at once, in the order of the text", "[wire][plan]") {
  const auto reading = plan_samples::read(R"({
    "timezone": "Mars/Olympus",
    "units": [{"id": "a", "colour": "red"}, {"id": "b", "parent": "c"}],
    "currency": "EURO",
    "metrics": [{"id": "m", "kind": "count"}],
    "targets": [{"unit": "x", "metric": "y", "period": "z", "value": "w"}],
    "colour": "blue"
  })");
  const std::vector<std::string> expected = {"/organisation",       "/timezone",         "/units/0/colour",     "/units/1/parent",
                                             "/currency",           "/metrics/0/types",  "/targets/0/unit",     "/targets/0/metric",
                                             "/targets/0/period",   "/targets/0/value",  "/colour"};
  CAPTURE(plan_samples::told(reading));
  CHECK(pointers(reading, wire::severity::fault) == expected);
}

TEST_CASE("a fault says what was expected and what was found", "[wire][plan]") {
  json plan = plan_samples::good("contract");
  plan["units"][3]["parent"] = "eats";
  CHECK(plan_samples::told(plan_samples::read(plan)) == "fault /units/3/parent: expected the id of a unit, found \"eats\"\n");
}

TEST_CASE("a key that stands twice is a fault", "[wire][plan]") {
  std::string text = plan_samples::good_text("minimal");
  text.insert(1, R"("currency": "CNY",)");
  const auto reading = plan_samples::read(text);
  CHECK(plan_samples::told(reading) == "fault /currency: expected each key once, found a second \"currency\"\n");
}

TEST_CASE("a text that is no JSON is one fault with its place", "[wire][plan]") {
  const auto reading = plan_samples::read("{\n \"organisation\": Acme\n}");
  REQUIRE(reading.findings.size() == 1);
  CHECK(reading.findings[0].pointer.empty());
  CHECK_THAT(reading.findings[0].found, Catch::Matchers::StartsWith("line 2, column "));
}

TEST_CASE("limits are faults of the plan", "[wire][plan]") {
  json plan = plan_samples::good("minimal");
  const auto is_fault_at = [&](const char* pointer) {
    const auto reading = plan_samples::read(plan);
    CAPTURE(pointer, plan_samples::told(reading).substr(0, 2000));
    const auto at = pointers(reading, wire::severity::fault);
    CHECK(std::count(at.begin(), at.end(), pointer) == 1);
  };
  SECTION("units") {
    for (std::size_t i = 0; i < core::units_max; ++i) plan["units"].push_back({{"id", "u" + std::to_string(i)}, {"parent", "one"}});
    is_fault_at("/units");
  }
  SECTION("metrics") {
    for (std::size_t i = 0; i < core::metrics_max; ++i)
      plan["metrics"].push_back({{"id", "m" + std::to_string(i)}, {"kind", "count"}, {"types", {"t"}}});
    is_fault_at("/metrics");
  }
  SECTION("slices") {
    for (std::size_t i = 0; i < core::slices_max; ++i) plan["slices"]["product"].push_back("p" + std::to_string(i));
    is_fault_at("/slices");
  }
  SECTION("counters") {
    for (std::size_t i = 0; i < 500; ++i) plan["slices"]["product"].push_back("p" + std::to_string(i));
    for (std::size_t i = 0; i < 10'000; ++i) plan["units"].push_back({{"id", "u" + std::to_string(i)}, {"parent", "one"}});
    is_fault_at("");
  }
  SECTION("what the targets of a metric add up to") {
    plan["metrics"] = {{{"id", "m"}, {"kind", "count"}, {"types", {"t"}}}};
    plan["targets"] = json::array();
    for (int day = 0; day < 9001; ++day) {
      const std::string name = core::date_text(20'000 + day);
      plan["targets"].push_back({{"unit", "one"}, {"metric", "m"}, {"period", name}, {"value", "1000000000000000"}});
    }
    is_fault_at("/targets");
    plan["targets"].erase(0);
    CHECK(plan_samples::read(plan).plan.has_value());
  }
  SECTION("bytes") {
    const auto reading = plan_samples::read(std::string(wire::plan_text_max + 1, ' '));
    CHECK(reading.findings.size() == 1);
  }
}

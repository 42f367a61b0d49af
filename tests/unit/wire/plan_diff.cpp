// SPDX-License-Identifier: MIT
#include "catch.hpp"
#include "plan_samples.hpp"

using namespace northstar;
using plan_samples::json;

namespace {

std::vector<std::string> diff(const json& before, const json& after) {
  const auto was = plan_samples::read(before), is = plan_samples::read(after);
  CAPTURE(plan_samples::told(is));
  REQUIRE(was.plan);
  REQUIRE(is.plan);
  return wire::plan_diff(was.canonical, is.canonical);
}

using lines = std::vector<std::string>;

}  // namespace

TEST_CASE("the same plan has no difference", "[wire][plan][diff]") {
  const json plan = plan_samples::good("contract");
  CHECK(diff(plan, plan).empty());
}

TEST_CASE("a difference is told by what it is about, not by its place in a list", "[wire][plan][diff]") {
  const json before = plan_samples::good("contract");
  json after = before;
  SECTION("a value") {
    after["lights"]["green"] = "0.95";
    CHECK(diff(before, after) == lines{"replace /lights/green: \"1\" → \"0.95\""});
  }
  SECTION("a target") {
    after["targets"][1]["value"] = 450000;
    CHECK(diff(before, after) == lines{"replace /targets/east revenue 2026-11 segment:new/value: \"400000\" → \"450000\""});
  }
  SECTION("a new unit in the middle") {
    after["units"].insert(after["units"].begin() + 1, json{{"id", "north"}, {"parent", "acme"}});
    CHECK(diff(before, after) ==
          lines{R"(add /units/north: {"aliases":[],"id":"north","leave":[],"memberships":[{"parent":"acme"}],"name":"north"})"});
  }
  SECTION("a metric that is gone") {
    after["metrics"].erase(7);
    after["targets"].erase(4);
    const auto told = diff(before, after);
    REQUIRE(told.size() == 2);
    CHECK_THAT(told[0], Catch::Matchers::StartsWith("remove /metrics/litres: {"));
    CHECK_THAT(told[1], Catch::Matchers::StartsWith("remove /targets/west litres 2026-12: {"));
  }
  SECTION("a day and a rate") {
    after["calendar"]["days"][2]["weight"] = 6;
    after["rates"][1]["rate"] = "7.06";
    CHECK(diff(before, after) == lines{"replace /calendar/days/2026-11-11/weight: \"5\" → \"6\"",
                                       "replace /rates/USD 2026-07-01/rate: \"7.0512\" → \"7.06\""});
  }
  SECTION("an alias") {
    after["units"][3]["aliases"].push_back("A. Snelling");
    CHECK(diff(before, after) == lines{"add /units/anna/aliases/A. Snelling: \"A. Snelling\""});
  }
  SECTION("order alone") {
    std::swap(after["units"][1], after["units"][2]);
    CHECK(diff(before, after) == lines{"reorder /units"});
  }
}

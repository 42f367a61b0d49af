// SPDX-License-Identifier: MIT
#include "catch.hpp"
#include "plan_samples.hpp"

using namespace northstar;
using plan_samples::json;

namespace {

std::string canonical(const json& plan) {
  const auto reading = plan_samples::read(plan);
  CAPTURE(plan_samples::told(reading));
  REQUIRE(reading.plan);
  return reading.canonical;
}

}  // namespace

TEST_CASE("a canonical plan reads back as itself", "[wire][plan][canonical]") {
  for (const char* name : {"contract", "minimal", "other-calendar"}) {
    const std::string once = canonical(plan_samples::good(name));
    const auto again = wire::read_plan(once, [](const std::string&) { return std::optional<std::string>(); });
    CAPTURE(name, once, plan_samples::told(again));
    REQUIRE(again.plan);
    CHECK(again.canonical == once);
  }
}

TEST_CASE("texts that mean the same plan have one canonical form", "[wire][plan][canonical]") {
  const json base = plan_samples::good("contract");
  const std::string expected = canonical(base);
  const char* const same[] = {
      R"({"/targets/0/value": 12000000})",
      R"({"/targets/0/value": "1.2e7"})",
      R"({"/targets/0/split": {"units": {"west": "0.40", "east": "0.60"}}})",
      R"({"/lights/green": 1, "/lights/grace": 0.05})",
      R"({"/lights/stale_after": "900s", "/alerts/after": "120000ms"})",
      R"({"/units/1/memberships": [{"parent": "acme"}], "/units/1/parent": null})",
      R"({"/units/4/leave": [{"from": "2026-11-24", "to": "2026-11-25"}, {"from": "2026-11-23", "to": "2026-11-24"}]})",
      R"({"/units/3/aliases": ["005000000000007", "Anna Snelling"]})",
      R"({"/calendar/fiscal_year_label": "start"})",
      R"({"/calendar/workdays": ["fri", "mon", "tue", "wed", "thu"]})",
      R"({"/calendar/days/1": {"date": "2026-10-10", "weight": "1.000"}})",
      R"({"/metrics/3/name": "closed", "/metrics/0/types": ["order.paid", "deal.won"]})",
      R"({"/slices/segment": ["new", "existing", "other"]})",
      R"({"/$schema": "plan.schema.json"})",
  };
  for (const char* change : same) {
    json plan = base;
    const json changes = json::parse(change);
    for (const auto& [pointer, value] : changes.items()) {
      const json::json_pointer at(pointer);
      if (value.is_null()) plan[at.parent_pointer()].erase(at.back());
      else plan[at] = value;
    }
    CAPTURE(change);
    CHECK(canonical(plan) == expected);
  }
  json reversed = base;
  std::reverse(reversed["targets"].begin(), reversed["targets"].end());
  std::reverse(reversed["rates"].begin(), reversed["rates"].end());
  CHECK(canonical(reversed) == expected);
}

TEST_CASE("texts that mean different plans differ in their canonical form", "[wire][plan][canonical]") {
  const json base = plan_samples::good("contract");
  const std::string expected = canonical(base);
  const char* const different[] = {
      R"({"/organisation": "Acme 2"})",
      R"({"/timezone": "Asia/Tokyo"})",
      R"({"/currency": "EUR"})",
      R"({"/locale": "en"})",
      R"({"/calendar/fiscal_year_label": "end"})",
      R"({"/calendar/week_start": "sunday"})",
      R"({"/calendar/day_cutover": "04:00"})",
      R"({"/calendar/hours": ["09:00", "18:01"]})",
      R"({"/calendar/days/2/weight": 6})",
      R"({"/calendar/days/0/name": "国庆"})",
      R"({"/calendar/holiday_files": []})",
      R"({"/rates/0/rate": "7.11"})",
      R"({"/units/1/name": "East"})",
      R"({"/units/1/kind": "team"})",
      R"({"/units/3/parent": "west"})",
      R"({"/units/3/aliases": []})",
      R"({"/units/4/leave": []})",
      R"({"/units/4/memberships/0/from": "2026-01-01"})",
      R"({"/slices/segment": ["existing", "new"]})",
      R"({"/metrics/0/minus": []})",
      R"({"/metrics/2/of": "product"})",
      R"({"/metrics/7/decimals": 2})",
      R"({"/north_star": "deals"})",
      R"({"/targets/0/value": "12000000.01"})",
      R"({"/targets/0/split/periods": "even"})",
      R"({"/targets/0/split/units/east": 0.59})",
      R"({"/targets/1/slice": {"segment": "other"}})",
      R"({"/targets/5/split/periods": {"2026-Q1": "0.3", "2026-Q2": "0.2", "2026-Q3": "0.2", "2026-Q4": "0.3"}})",
      R"({"/lights/yellow": 0.8})",
      R"({"/lights/stale_after": "16m"})",
      R"({"/alerts/after": "3m"})",
      R"({"/funnel": [{"metric": "visits"}, {"metric": "leads"}]})",
      R"({"/milestones/0/at": 0.6})",
      R"({"/bonus/0/tiers/0/rate": "0.011"})",
      R"({"/contests/0/name": "PK"})",
      R"({"/closing/0/after": "6d"})",
      R"({"/celebrate": {"from": "50000"}})",
      R"({"/celebrate": {"deals": false}})",
      R"({"/celebrate": {"types": ["deal.won", "order.paid"]}})",
      R"({"/history": "rejudged"})",
  };
  for (const char* change : different) {
    json plan = base;
    const json changes = json::parse(change);
    for (const auto& [pointer, value] : changes.items()) plan[json::json_pointer(pointer)] = value;
    CAPTURE(change);
    CHECK(canonical(plan) != expected);
  }
}

TEST_CASE("the order of units is part of the plan", "[wire][plan][canonical]") {
  json plan = plan_samples::good("contract");
  std::swap(plan["units"][1], plan["units"][2]);
  CHECK(canonical(plan) != canonical(plan_samples::good("contract")));
}

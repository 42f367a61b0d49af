// SPDX-License-Identifier: MIT
// What the values of a good plan become.
#include "wire/plan_json.hpp"

#include "catch.hpp"
#include "plan_samples.hpp"

using namespace northstar;
using plan_samples::json;

namespace {

core::plan plan_of(const json& text) {
  auto reading = plan_samples::read(text);
  CAPTURE(plan_samples::told(reading));
  REQUIRE(reading.plan);
  return std::move(*reading.plan);
}

core::day_number day(const char* text) { return core::parse_date(text).value(); }

}  // namespace

TEST_CASE("good plans have neither faults nor doubts", "[wire][plan]") {
  for (const char* name : {"contract", "minimal", "other-calendar"}) {
    const auto reading = plan_samples::read(plan_samples::good_text(name));
    CAPTURE(name);
    CHECK(plan_samples::told(reading).empty());
    CHECK(reading.plan);
  }
}

TEST_CASE("what the least plan leaves out has the contract's defaults", "[wire][plan]") {
  const core::plan p = plan_of(plan_samples::good("minimal"));
  CHECK(p.minor_digits == 0);
  CHECK(p.locale == "zh-CN");
  CHECK(p.calendar.zone.name == "UTC");
  CHECK(p.calendar.periods.fiscal_start_month == 1);
  CHECK_FALSE(p.calendar.periods.fiscal_label_end);
  CHECK(p.calendar.periods.week_start == 0);
  CHECK(p.calendar.cutover_s == 0);
  CHECK(std::vector<bool>(std::begin(p.calendar.workdays), std::end(p.calendar.workdays)) ==
        std::vector<bool>{true, true, true, true, true, false, false});
  CHECK(p.calendar.open_s == 9 * 3600);
  CHECK(p.calendar.close_s == 18 * 3600);
  CHECK(p.units.at(0).name == "one");
  CHECK(p.metrics.at(0).name == "sales");
  CHECK(p.north_star == 0);
  CHECK(p.lights.green == core::whole_share);
  CHECK(p.lights.yellow == 850'000'000);
  CHECK(p.lights.grace == 50'000'000);
  CHECK_FALSE(p.lights.stale_after_ms);
  CHECK(p.alert_after_ms == 120'000);
  CHECK(p.history == core::history_rule::kept);
  CHECK(p.slices.names == std::vector<std::string>{""});
}

TEST_CASE("days beat holiday files and weight beats off", "[wire][plan]") {
  json text = plan_samples::good("contract");
  text["calendar"]["days"].push_back({{"date", "2026-11-12"}, {"off", true}, {"weight", "2.5"}});
  const auto& overrides = plan_of(text).calendar.overrides;
  CHECK(overrides.at(day("2026-10-01")) == 0);                   // the file's
  CHECK(overrides.at(day("2026-10-02")) == 0);                   // the file says worked, the plan says off
  CHECK(overrides.at(day("2026-09-20")) == core::full_day);      // a Sunday made up for
  CHECK(overrides.at(day("2026-10-10")) == core::full_day);
  CHECK(overrides.at(day("2026-11-11")) == 5 * core::full_day);
  CHECK(overrides.at(day("2026-11-12")) == 2'500'000);
  CHECK(overrides.size() == 6);
}

TEST_CASE("units know their parents by date, their other names and their leave", "[wire][plan]") {
  json text = plan_samples::good("contract");
  text["units"][4]["leave"].push_back({{"from", "2026-11-26"}, {"to", "2026-11-27"}});
  const core::plan p = plan_of(text);
  REQUIRE(p.units.size() == 5);
  CHECK(p.root == 0);
  CHECK(p.units[0].memberships.empty());
  CHECK(p.units[3].memberships.at(0).parent == 1);
  CHECK(p.units[3].aliases == std::vector<std::string>{"Anna Snelling", "005000000000007"});
  REQUIRE(p.units[4].memberships.size() == 2);
  CHECK(p.units[4].memberships[0].from < core::first_day_supported);
  CHECK(p.units[4].memberships[0].to == day("2026-06-30"));
  CHECK(p.units[4].memberships[1].parent == 2);
  CHECK(p.units[4].memberships[1].from == day("2026-07-01"));
  CHECK(p.units[4].memberships[1].to > core::last_day_supported);
  REQUIRE(p.units[4].leave.size() == 1);
  CHECK(p.units[4].leave[0].last == day("2026-11-27"));
}

TEST_CASE("metrics have the digits of their kind", "[wire][plan]") {
  const core::plan p = plan_of(plan_samples::good("contract"));
  REQUIRE(p.metrics.size() == 8);
  CHECK(p.metrics[0].digits == 2);
  CHECK(p.metrics[0].money);
  CHECK(p.metrics[0].minus == std::vector<std::string>{"refund.issued"});
  CHECK(p.metrics[1].digits == 0);
  CHECK(p.metrics[2].of == core::event_field::customer);
  CHECK(p.metrics[4].digits == 6);
  CHECK(p.metrics[4].numerator == 1);
  CHECK(p.metrics[4].denominator == 3);
  CHECK(p.metrics[7].digits == 1);
  CHECK(p.metrics[7].of == core::event_field::quantity);
  const core::plan other = plan_of(plan_samples::good("other-calendar"));
  CHECK(other.minor_digits == 3);
  CHECK(other.metrics[1].digits == 3);
  CHECK(other.metrics[2].digits == 6);
  CHECK(other.metrics[2].of == core::event_field::amount);
  CHECK(other.north_star == 1);
}

TEST_CASE("slices close with the one that takes the rest", "[wire][plan]") {
  const core::slice_list s = plan_of(plan_samples::good("contract")).slices;
  CHECK(s.names == std::vector<std::string>{"", "segment:new", "segment:existing", "segment:other", "product:GTX Basic", "product:GTX Pro",
                                            "product:other"});
  CHECK(s.segment_first == 1);
  CHECK(s.segment_other == 3);
  CHECK(s.product_first == 4);
  CHECK(s.product_other == 6);
}

TEST_CASE("targets are exact in the smallest unit of their metric", "[wire][plan]") {
  const core::plan p = plan_of(plan_samples::good("contract"));
  REQUIRE(p.targets.size() == 6);
  CHECK(p.targets[0].value == 1'200'000'000);
  CHECK(p.targets[0].unit_shares == std::vector<std::pair<core::unit_index, core::share_nano>>{{1, 600'000'000}, {2, 400'000'000}});
  CHECK(p.targets[1].slice == 1);
  CHECK(p.targets[1].period.kind == core::period_kind::month);
  CHECK(p.targets[2].value == 300);
  CHECK(p.targets[2].split == core::period_split::even);
  CHECK(p.targets[3].value == 350'000'000);
  CHECK(p.targets[4].value == 10'005);
  CHECK(p.targets[5].split == core::period_split::shares);
  REQUIRE(p.targets[5].period_shares.size() == 4);
  CHECK(p.targets[5].period_shares[3].second == 300'000'000);
}

TEST_CASE("a decimal is read from its digits, however it is written", "[wire][plan]") {
  const char* const spellings[] = {"0.1", "\"0.1\"", "1e-1", "0.10", "\"1.0E-1\"", "0.100000000000000000000"};
  for (const char* spelling : spellings) {
    std::string text = plan_samples::good_text("minimal");
    text.insert(1, "\"lights\": {\"grace\": " + std::string(spelling) + "},");
    const auto reading = plan_samples::read(text);
    CAPTURE(spelling, plan_samples::told(reading));
    REQUIRE(reading.plan);
    CHECK(reading.plan->lights.grace == 100'000'000);
  }
  json text = plan_samples::good("contract");
  text["targets"][0]["value"] = "9999999999999.99";
  CHECK(plan_of(text).targets[0].value == 999'999'999'999'999);
}

TEST_CASE("a year that starts in April and is named by its end has its own periods", "[wire][plan]") {
  const core::plan p = plan_of(plan_samples::good("other-calendar"));
  CHECK(p.calendar.periods.week_start == 6);
  CHECK(p.calendar.cutover_s == 4 * 3600);
  CHECK(p.targets.at(0).period.first == day("2026-04-01"));
  CHECK(p.targets.at(0).value == 1'000'125);
  CHECK(p.targets.at(1).period.first == day("2026-04-01"));
  CHECK(p.targets.at(1).period.last == day("2026-06-30"));
  CHECK(p.targets.at(1).value == 100'000);
  CHECK(p.lights.stale_after_ms == 36 * 3'600'000);
  CHECK(p.alert_after_ms == 0);
  CHECK(p.history == core::history_rule::rejudged);
  CHECK(p.milestones.at(0).at == 1'200'000'000);
  CHECK_FALSE(p.milestones.at(0).every);
}

TEST_CASE("goals on top of targets are read whole", "[wire][plan]") {
  const core::plan p = plan_of(plan_samples::good("contract"));
  CHECK(p.lights.stale_after_ms == 900'000);
  REQUIRE(p.funnel.size() == 3);
  CHECK(p.funnel[0].metric == 5);
  CHECK(p.milestones.at(0).every == core::period_kind::quarter);
  CHECK(p.milestones.at(0).at == 500'000'000);
  REQUIRE(p.bonus.at(0).tiers.size() == 2);
  CHECK(p.bonus[0].tiers[1].from == core::whole_share);
  CHECK(p.bonus[0].tiers[1].rate == 20'000'000);
  CHECK(p.contests.at(0).units == std::vector<core::unit_index>{1, 2});
  REQUIRE(p.closing.size() == 2);
  CHECK(p.closing[0].periods == core::period_kind::month);
  CHECK(p.closing[0].after_ms == 5 * core::ms_per_day);
  CHECK(p.rates.at(1).nano == 7'051'200'000);
}

TEST_CASE("a plan may carry comments", "[wire][plan]") {
  const auto reading = plan_samples::read("// ours\n" + plan_samples::good_text("minimal") + "/* end */");
  CHECK(reading.plan);
}

// SPDX-License-Identifier: MIT
#include "wire/goals_text.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "plan_samples.hpp"

using namespace northstar;
using core::figure;

namespace {

const core::compiled_plan& plan() {
  static const core::compiled_plan made(std::move(*plan_samples::read(plan_samples::good_text("contract")).plan));
  return made;
}

core::period november() { return plan().calendar().periods().parse("2026-11").value(); }
core::unit_index unit(const char* id) { return plan().unit(id).value(); }
core::metric_index metric(const char* id) { return plan().metric(id).value(); }

core::funnel_row visits() {
  core::funnel_row row;
  row.key = {unit("anna"), metric("visits"), 0, november()};
  row.actual = {3, 0};
  row.rate = core::funnel_rate{{250'000, 6}, unit("east"), {20, 0}, {80, 0}};
  row.goal = metric("revenue");
  row.needed = figure{29, 0};
  row.needed_exact = figure{28'571'429, 6};
  row.needed_today = figure{2'857'143, 6};
  return row;
}

core::funnel_row bare_deals() {
  core::funnel_row row;
  row.key = {unit("anna"), metric("deals"), plan().slice("product:GTX Pro").value(), november()};
  return row;
}

// 1 % up to the target, 2 % beyond it; the second of two deals crosses it.
wire::bonus_row statement() {
  wire::bonus_row row;
  row.unit = unit("anna");
  row.rule = plan().plan().bonus.at(0);
  row.period = november();
  row.statement = core::bonus_of(row.rule, {10'000'00, 2, 2},
                                 {{2, 1'795'225'320'000, 5'000'00}, {1, 1'794'000'000'000, 8'000'50}});
  row.names = {{"crm", "D-\"2\""}, {"shop", "O,1"}};
  return row;
}

}  // namespace

TEST_CASE("a funnel row is one flat object with exact decimals", "[wire][goals]") {
  CHECK(wire::funnel_json(plan(), {visits()}) ==
        R"([{"unit":"anna","period":"2026-11","slice":"","stage":2,"metric":"visits","actual":3,"rate_to_next":0.250000,)"
        R"("rate_from_unit":"east","rate_num":20,"rate_den":80,"needed":29,"needed_exact":28.571429,"needed_today":2.857143,"goal":"revenue"}])");
  CHECK(wire::funnel_json(plan(), {}) == "[]");
}

TEST_CASE("what a funnel does not know is null", "[wire][goals]") {
  const auto row = nlohmann::json::parse(wire::funnel_json(plan(), {visits(), bare_deals()}))[1];
  CHECK(row["stage"] == 3);
  CHECK(row["slice"] == "product:GTX Pro");
  CHECK(row["actual"] == 0);
  for (const char* key : {"rate_to_next", "rate_from_unit", "rate_num", "rate_den", "needed", "needed_exact", "needed_today", "goal"}) {
    INFO(key);
    REQUIRE(row.contains(key));
    CHECK(row[key].is_null());
  }
}

TEST_CASE("the funnel's CSV has the same columns", "[wire][goals]") {
  CHECK(wire::funnel_csv(plan(), {visits(), bare_deals()}) ==
        "unit,period,slice,stage,metric,actual,rate_to_next,rate_from_unit,rate_num,rate_den,needed,needed_exact,needed_today,goal\r\n"
        "anna,2026-11,,2,visits,3,0.250000,east,20,80,29,28.571429,2.857143,revenue\r\n"
        "anna,2026-11,product:GTX Pro,3,deals,0,,,,,,,,\r\n");
}

TEST_CASE("a bonus statement tells its tiers, and each deal the tiers it moved", "[wire][goals]") {
  CHECK(wire::bonus_json(plan(), {statement()}) ==
        R"([{"unit":"anna","metric":"revenue","period":"2026-11","target":10000.00,"actual":13000.50,"attainment":1.300050,"amount":160.01,)"
        R"("currency":"CNY","tiers":[{"from":0,"rate":0.01,"base":10000.00,"amount":100.00},{"from":1,"rate":0.02,"base":3000.50,"amount":60.01}],)"
        R"("deals":[{"source":"shop","id":"O,1","occurred_at":"2026-11-07T05:20:00.000+08:00","value":8000.50,"amount":80.01,)"
        R"("tiers":[{"from":0,"rate":0.01,"base":8000.50,"amount":80.01}]},)"
        R"({"source":"crm","id":"D-\"2\"","occurred_at":"2026-11-21T09:42:00.000+08:00","value":5000.00,"amount":80.00,)"
        R"("tiers":[{"from":0,"rate":0.01,"base":1999.50,"amount":19.99},{"from":1,"rate":0.02,"base":3000.50,"amount":60.01}]}]}])");
  CHECK(wire::bonus_json(plan(), {}) == "[]");
}

TEST_CASE("a bonus without target or deals has null and empty lists", "[wire][goals]") {
  wire::bonus_row row = statement();
  row.names.clear();
  row.statement = core::bonus_of(row.rule, {std::nullopt, 2, 2}, {});
  const auto told = nlohmann::json::parse(wire::bonus_json(plan(), {row, row}))[1];
  CHECK(told["target"].is_null());
  CHECK(told["attainment"].is_null());
  CHECK(told["deals"] == nlohmann::json::array());
  CHECK(told["tiers"].size() == 2);
}

TEST_CASE("bonus as CSV is a row a statement, and a row a deal", "[wire][goals]") {
  CHECK(wire::bonus_csv(plan(), {statement()}) ==
        "unit,metric,period,target,actual,attainment,amount,currency\r\nanna,revenue,2026-11,10000.00,13000.50,1.300050,160.01,CNY\r\n");
  CHECK(wire::bonus_deals_csv(plan(), {statement()}) ==
        "unit,metric,period,source,id,occurred_at,value,amount,currency\r\n"
        "anna,revenue,2026-11,shop,\"O,1\",2026-11-07T05:20:00.000+08:00,8000.50,80.01,CNY\r\n"
        "anna,revenue,2026-11,crm,\"D-\"\"2\"\"\",2026-11-21T09:42:00.000+08:00,5000.00,80.00,CNY\r\n");
}

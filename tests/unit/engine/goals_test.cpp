// SPDX-License-Identifier: MIT
// Closed periods, milestones, bonus and alerts as the engine keeps and answers them.
#include "catch.hpp"
#include "engine/engine.hpp"
#include "engine/fold.hpp"
#include "engine/goal_text.hpp"
#include "engine/record_text.hpp"
#include "rig.hpp"

using namespace northstar;
using namespace northstar::test;

namespace {

constexpr core::instant_ms minute = 60'000;

const char* const october = "2026-10-15T10:00:00+08:00";

boost::system::error_code close(rig& r, const std::string& period) {
  std::optional<boost::system::error_code> got;
  r.engine->close_period(period, "boss", [&](const auto& c) { got = c.has_error() ? c.error() : boost::system::error_code(); });
  r.run();
  REQUIRE(got.has_value());
  return *got;
}

json frozen(rig& r, const std::string& period) {
  const auto* closed = r.engine->closes().find(period);
  const auto cells = r.engine->frozen(period);
  REQUIRE(closed);
  REQUIRE(cells.has_value());
  return json::parse(engine::frozen_text(wire::table_form::json, r.engine->view_now(), *closed, *cells, r.engine->plan().plan().root));
}

json row(const json& rows, const std::string& unit, const std::string& metric) {
  for (const json& one : rows)
    if (one.at("unit") == unit && one.at("metric") == metric && one.at("slice") == "") return one;
  return nullptr;
}

// So many deals of a fortnight ago, one record each.
std::string past_deals(int count, const std::string& owner, const std::string& amount) {
  std::string rows;
  for (int i = 0; i < count; ++i) rows += deal(owner + std::to_string(i), owner, amount, 1, "2026-11-04T09:30:00+08:00");
  return rows;
}

json milestones(rig& r) {
  return json::parse(engine::milestones_text(wire::table_form::json, r.engine->plan(), r.engine->milestones(), r.engine->plan().plan().root, r.clock.now()));
}

// The small plan with more in it.
std::string with(const std::string& more) {
  std::string text = small_plan;
  return text.insert(text.rfind('}'), ", " + more);
}

std::vector<wire::bonus_row> bonus(rig& r, const std::string& unit = "", engine::moment_query when = {}) {
  std::optional<std::vector<wire::bonus_row>> got;
  r.engine->bonus(unit, "", when, [&](const auto& rows, const auto&) {
    REQUIRE(rows.has_value());
    got = *rows;
  });
  r.run();
  REQUIRE(got.has_value());
  return *got;
}

}  // namespace

TEST_CASE("a closed period keeps its figures, and what comes later is counted, listed and shown beside them", "[engine][close]") {
  rig r;
  r.post(deal("O1", "anna", "1000", 1, october));
  REQUIRE_FALSE(close(r, "2026-10"));
  CHECK(row(frozen(r, "2026-10"), "anna", "revenue").at("adjusted") == false);

  r.post(deal("O2", "anna", "500", 1, october));                        // late
  r.post(deal("O1", "bo", "1000", 2, october));                         // goes to Bo
  r.post(deal("N1", "anna", "9", 1));                                    // another month: none of October's business
  r.post(deal("O3", "anna", "9", 1, october, "call.made"));             // feeds nothing
  const json anna = row(frozen(r, "2026-10"), "anna", "revenue");
  CHECK(anna.at("frozen_actual") == 1000);
  CHECK(anna.at("actual") == 500);
  CHECK(anna.at("adjusted") == true);
  CHECK(r.actual("all", "revenue", "2026-10") == "1500.00");
  CHECK(r.engine->closes().find("2026-10")->adjustment_count == 2);
  std::optional<ledger::offset> next;
  const auto moves = r.engine->adjustments("2026-10", {0, 1}, next);
  REQUIRE(moves.has_value());
  CHECK(moves->front().event.id == "O2");
  REQUIRE(next.has_value());
  const auto rest = r.engine->adjustments("2026-10", {static_cast<std::size_t>(*next), 10}, next);
  REQUIRE(rest->size() == 1);
  CHECK(rest->front().replaced->owner == "anna");

  const std::string before = frozen(r, "2026-10").dump();
  r.stop();
  REQUIRE_FALSE(r.restart());
  CHECK(frozen(r, "2026-10").dump() == before);
  const auto folded = engine::fold(*r.ledger, r.ledger->last());
  CHECK((*folded)->closes.find("2026-10")->adjustments == r.engine->closes().find("2026-10")->adjustments);
}

TEST_CASE("only a period that is over can be closed, once, by its name", "[engine][close]") {
  rig r;
  CHECK(close(r, "2026-11") == engine::errc::not_over);
  CHECK(close(r, "2026-13") == engine::errc::unknown_period);
  CHECK_FALSE(close(r, "2026-W45"));
  CHECK(close(r, "2026-W45") == engine::errc::closed_already);
}

TEST_CASE("the plan closes periods by itself, so long after they end", "[engine][close]") {
  rig r(with(R"("closing": [{"periods": "month", "after": "5d"}])"));
  r.post(deal("N1", "anna", "70"));
  r.advance(12 * core::ms_per_day + 14 * 60 * minute);  // 1 December, midnight
  r.advance(5 * core::ms_per_day - minute);
  CHECK_FALSE(r.engine->closes().find("2026-11"));
  r.advance(2 * minute);
  REQUIRE(r.engine->closes().find("2026-11"));
  CHECK(r.engine->closes().find("2026-11")->by == "plan");
  CHECK_FALSE(r.engine->closes().find("2026-10"));  // it fell due before the ledger began
  CHECK(row(frozen(r, "2026-11"), "anna", "revenue").at("frozen_actual") == 70);
}

TEST_CASE("a milestone is reached once, turns back visibly when a deal is taken back, and is remembered across restarts", "[engine][milestone]") {
  rig r;  // half of 210,000 earns a dinner
  viewer wall(r, "all");
  r.post(deal("D1", "anna", "104999.99"));
  CHECK(milestones(r)[0].at("reached") == false);
  r.post(deal("D2", "bo", "0.01"));
  CHECK(milestones(r)[0].at("reached") == true);
  r.advance(25);
  wall.drain();
  CHECK(wall.last.at("milestones")[0].at("reached") == true);
  const auto reached_at = milestones(r)[0].at("reached_at");
  r.advance(minute);
  r.post(deal("D1", "anna", "0", 1, "2026-11-18T09:30:00+08:00", "void"));
  const json turned = milestones(r)[0];
  CHECK(turned.at("reached") == false);
  CHECK(turned.at("reached_at") == reached_at);
  CHECK_FALSE(turned.at("reversed_at").is_null());
  wall.lose();
  const auto folded = engine::fold(*r.ledger, r.ledger->last());
  CHECK((*folded)->milestones.records() == r.engine->milestones().records());
}

TEST_CASE("a bonus names the deals behind each amount, and equals the cell of the same moment", "[engine][bonus]") {
  rig r(with(R"("bonus": [{"units": "rep", "metric": "revenue", "period": "month", "tiers": [{"from": 0, "rate": "0.01"}, {"from": 1.0, "rate": "0.02"}]}])"));
  r.post(deal("D1", "anna", "1000"));
  r.post(deal("D2", "anna", "500"));
  r.post(deal("R1", "anna", "200", 1, "2026-11-18T09:31:00+08:00", "refund.issued"));
  r.post(deal("D3", "bo", "10"));
  r.advance(minute);
  const core::instant_ms then = r.clock.now();
  r.advance(minute);
  r.post(deal("D2", "bo", "500", 2));
  auto rows = bonus(r, "anna", {std::nullopt, then});
  REQUIRE(rows.size() == 1);
  CHECK(core::to_text(rows[0].statement.actual) == "1300.00");
  CHECK(core::to_text(rows[0].statement.amount) == "13.00");
  CHECK(rows[0].statement.deals.size() == 3);
  rows = bonus(r);
  REQUIRE(rows.size() == 3);  // one for each rep
  CHECK(core::to_text(rows[0].statement.actual) == r.actual("anna", "revenue", "2026-11"));
  CHECK(core::to_text(rows[1].statement.actual) == r.actual("bo", "revenue", "2026-11"));
  CHECK(rows[1].names.size() == 2);
}

TEST_CASE("a light that stays changed is told once, after the plan's time", "[engine][alert]") {
  rig r;  // 10:00 on the 18th: nothing sold of 210,000, the light of All is red
  r.advance(6000);
  CHECK(r.engine->alerts().raised().empty());
  r.post(deal("D1", "anna", "2000000"));
  r.advance(6000);
  r.advance(6000);
  CHECK(r.engine->alerts().raised().empty());
  for (int i = 0; i < 24; ++i) r.advance(6000);
  const auto& raised = r.engine->alerts().raised();
  const auto is_ours = [](const auto& a) { return a.unit == "all" && a.metric == "revenue" && a.period == "2026-11"; };
  REQUIRE(std::count_if(raised.begin(), raised.end(), is_ours) == 1);
  const auto& one = *std::find_if(raised.begin(), raised.end(), is_ours);
  CHECK(core::to_text(one.alert.from) == "red");
  CHECK(core::to_text(one.alert.to) == "green");
}

TEST_CASE("an alert is acknowledged by whoever is first, and its list says who and when", "[engine][alert]") {
  rig r;
  r.advance(6000);
  r.post(deal("D1", "anna", "2000000"));
  for (int i = 0; i < 30; ++i) r.advance(6000);
  const auto list = [&] { return json::parse(engine::alerts_text(r.engine->plan(), r.engine->alerts().raised())); };
  REQUIRE(list().size() > 1);
  const std::string id = list()[0].at("id");
  CHECK(id != list()[1].at("id"));
  CHECK(list()[0].at("acknowledged_by").is_null());
  CHECK(r.engine->acknowledge_alert(id, "wang").has_value());
  const json told = list()[0].at("acknowledged_at");
  r.advance(6000);
  CHECK(r.engine->acknowledge_alert(id, "li").has_value());
  CHECK(list()[0].at("acknowledged_by") == "wang");
  CHECK(list()[0].at("acknowledged_at") == told);
  CHECK(list()[1].at("acknowledged_by").is_null());
  CHECK(r.engine->acknowledge_alert("0-1", "wang").error() == make_error_code(engine::errc::unknown_record));
}

TEST_CASE("an import of the past settles silently, whichever day its records are of; a light that turns after it is told again", "[engine][alert]") {
  rig r;  // all is red
  r.advance(6000);
  r.post(past_deals(25, "anna", "80000") + deal("today", "anna", "80000"));
  for (int i = 0; i < 10; ++i) r.advance(6000);
  r.post(past_deals(25, "bo", "80000"));  // goes on
  for (int i = 0; i < 40; ++i) r.advance(6000);
  CHECK(core::to_text(r.cell("all", "revenue", "2026-11").light) == "green");
  CHECK(r.engine->alerts().raised().empty());
  r.post(deal("back", "anna", "4050000", 1, "2026-11-18T10:00:00+08:00", "refund.issued"));
  for (int i = 0; i < 24; ++i) r.advance(6000);
  const auto& raised = r.engine->alerts().raised();
  const auto is_company = [](const auto& a) { return a.unit == "all" && a.metric == "revenue" && a.period == "2026-11" && a.alert.to == core::light::red; };
  CHECK(std::count_if(raised.begin(), raised.end(), is_company) == 1);
}

TEST_CASE("an import of one unit silences no other; a person's late entries and edits of what was known silence nobody", "[engine][alert]") {
  const auto told = [](rig& r, const std::string& unit) {
    const auto& raised = r.engine->alerts().raised();
    return std::any_of(raised.begin(), raised.end(), [&](const auto& a) { return a.unit == unit; });
  };
  const auto wait = [](rig& r) {
    for (int i = 0; i < 24; ++i) r.advance(6000);
  };
  rig r;
  r.advance(6000);
  r.post(past_deals(25, "anna", "80000"));
  wait(r);
  r.post(deal("C1", "cy", "2000000"));
  wait(r);
  CHECK(told(r, "west"));
  CHECK_FALSE(told(r, "east"));

  rig late;
  late.advance(6000);
  late.post(past_deals(engine::backfill::begins_with - 1, "anna", "80000"));
  wait(late);
  CHECK(told(late, "east"));

  rig edited;
  edited.post(past_deals(25, "anna", "1"));
  edited.advance(2 * engine::backfill::pause_ms);
  std::string edits;
  for (int i = 0; i < 25; ++i) edits += deal("anna" + std::to_string(i), "anna", "80000", 2, "2026-11-04T09:30:00+08:00");
  edited.post(edits);
  wait(edited);
  CHECK(told(edited, "east"));
}

TEST_CASE("an import under a new plan stays silent for the units it has touched", "[engine][alert]") {
  rig r;
  r.advance(6000);
  r.post(past_deals(25, "anna", "80000"));
  json plan = json::parse(r.plan_text);
  plan["units"].insert(plan["units"].begin() + 1, json{{"id", "hq"}, {"name", "HQ"}, {"kind", "region"}, {"parent", "all"}});
  r.stop();
  r.plan_text = plan.dump();
  REQUIRE_FALSE(r.restart("hq"));
  r.advance(6000);
  r.post(past_deals(25, "bo", "80000"));
  for (int i = 0; i < 40; ++i) r.advance(6000);
  CHECK(r.engine->alerts().raised().empty());
}

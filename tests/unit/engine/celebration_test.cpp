// SPDX-License-Identifier: MIT
#include "catch.hpp"
#include "engine/herald.hpp"
#include "rig.hpp"

using namespace northstar;
using namespace northstar::test;

namespace {

// A viewer who has read his snapshot: celebrations are for who is up to date.
struct watcher : viewer {
  watcher(rig& r, const std::string& scope, feed::outbox_limits limits = {}) : viewer(r, scope, limits) { drain(); }
};

std::vector<std::string> ids(const viewer& v) {
  std::vector<std::string> out;
  for (const json& c : v.celebrations) out.push_back(c.at("id"));
  return out;
}

// The company's month is 210,000 and east's 126,000: half a per cent is 1,050 and 630.
std::string plan_with(const std::string& celebrate) {
  json plan = json::parse(small_plan);
  plan["celebrate"] = json::parse(celebrate);
  return plan.dump();
}

}  // namespace

TEST_CASE("a large deal is celebrated once, a little ahead of now, at one instant for every scope", "[engine][celebrate]") {
  rig r;
  watcher all(r, "all"), east(r, "east"), west(r, "west");
  r.advance(1'000);
  const core::instant_ms received = r.clock.now();
  r.post(deal("D1", "anna", "12800.50"));
  for (viewer* v : {&all, &east, &west}) v->drain();
  REQUIRE(all.celebrations.size() == 1);
  const json& told = all.celebrations[0];
  CHECK(told.at("id") == "crm:D1");
  CHECK(told.at("scope") == "all");
  CHECK(told.at("unit") == "anna");
  CHECK(told.at("text") == "Anna 签下 12,800.50 CNY");
  CHECK(told.at("at_ms") == received + engine::herald::lead_ms);
  CHECK(told.at("value") == 12800.50);
  REQUIRE(east.celebrations.size() == 1);
  CHECK(east.celebrations[0].at("at_ms") == told.at("at_ms"));
  CHECK(west.celebrations.empty());
  r.post(deal("D1", "anna", "12900", 1));  // corrected: no second time
  r.post(deal("D1", "anna", "12900", 1));
  r.advance(25);
  all.drain();
  CHECK(all.celebrations.size() == 1);
  CHECK(r.engine->celebrations().told() == 1);
}

TEST_CASE("what is large is half a per cent of the scope's own month, or what the plan says", "[engine][celebrate]") {
  rig by_default;
  watcher all(by_default, "all"), east(by_default, "east");
  by_default.post(deal("D1", "anna", "630"));
  by_default.post(deal("D2", "anna", "629.99"));
  by_default.advance(25);
  all.drain(), east.drain();
  CHECK(ids(all).empty());
  CHECK(ids(east) == std::vector<std::string>{"crm:D1"});

  rig told(plan_with(R"({"from": "500"})"));
  watcher company(told, "all");
  told.post(deal("D1", "anna", "499.99") + deal("D2", "anna", "500"));
  company.drain();
  CHECK(ids(company) == std::vector<std::string>{"crm:D2"});
}

TEST_CASE("an edit that wins a deal is celebrated; refunds, old deals and plans that say no are not", "[engine][celebrate]") {
  rig r(plan_with(R"({"from": "500"})"));
  watcher v(r, "all");
  r.post(deal("D1", "anna", "900", 1, "2026-11-18T09:30:00+08:00", "deal.lost"));
  r.post(deal("D2", "anna", "900", 1, "2026-11-15T09:59:59+08:00"));
  r.post(deal("D3", "anna", "900", 1, "2026-11-18T09:30:00+08:00", "refund.issued"));
  r.advance(25);
  v.drain();
  CHECK(v.celebrations.empty());
  r.post(deal("D1", "anna", "900", 2));
  r.advance(25);
  v.drain();
  CHECK(ids(v) == std::vector<std::string>{"crm:D1"});

  rig silent(plan_with(R"({"deals": false, "milestones": false})"));
  watcher nobody(silent, "all");
  silent.post(deal("D1", "anna", "150000"));
  nobody.drain();
  CHECK(nobody.celebrations.empty());
}

TEST_CASE("celebrations of a scope follow each other, so many wait, and the others are passed over", "[engine][celebrate]") {
  rig r(plan_with(R"({"from": "1", "milestones": false})"));
  watcher v(r, "all");
  std::string rows;
  for (int i = 0; i < 20; ++i) rows += deal("D" + std::to_string(i), "anna", "10");
  r.post(rows);
  v.drain();
  REQUIRE(v.celebrations.size() == 1 + engine::herald::waiting_max);
  for (std::size_t i = 1; i < v.celebrations.size(); ++i)
    CHECK(v.celebrations[i].at("at_ms").get<std::int64_t>() - v.celebrations[i - 1].at("at_ms").get<std::int64_t>() == engine::herald::apart_ms);
  CHECK(r.engine->celebrations().passed_over() == 16);
  r.advance(engine::herald::apart_ms * 6);
  r.post(deal("E1", "anna", "10"));
  r.advance(25);
  v.drain();
  CHECK(ids(v).back() == "crm:E1");
}

TEST_CASE("a full company does not silence its teams", "[engine][celebrate]") {
  rig r(plan_with(R"({"from": "1", "milestones": false})"));
  std::string rows;
  for (int i = 0; i < 20; ++i) rows += deal("D" + std::to_string(i), "anna", "10");
  r.post(rows);
  watcher west(r, "west"), all(r, "all");
  r.post(deal("W1", "cy", "10"));
  r.advance(25);
  west.drain(), all.drain();
  CHECK(ids(west) == std::vector<std::string>{"crm:W1"});
  CHECK(all.celebrations.empty());
}

TEST_CASE("a milestone is celebrated when it is first reached, and not when it is reached again", "[engine][celebrate]") {
  rig r;
  watcher v(r, "all");
  r.post(deal("D1", "anna", "1000"));
  r.post(deal("D2", "bo", "104500"));
  r.advance(25);
  v.drain();
  REQUIRE(ids(v) == std::vector<std::string>{"crm:D2", "milestone:all:revenue::2026-11:0.5"});
  CHECK(v.celebrations[1].at("kind") == "milestone");
  CHECK(v.celebrations[1].at("reward") == "dinner");
  CHECK(v.celebrations[1].at("text") == "All 2026-11 revenue达成 50%：dinner");
  r.post(deal("D1", "anna", "0", 1));
  r.post(deal("D1", "anna", "1000", 2));
  r.advance(25);
  v.drain();
  CHECK(v.celebrations.size() == 2);
}

TEST_CASE("a deal that is taken back before it was told is not told", "[engine][celebrate]") {
  rig r;
  watcher v(r, "all");
  r.post(deal("D0", "anna", "1"));  // the feed has just spoken: what follows waits for the end of the tick
  r.post(deal("D1", "anna", "5000"));
  r.post(deal("D1", "anna", "5000", 1, "2026-11-18T09:30:00+08:00", "void"));
  r.post(deal("D2", "anna", "6000") + deal("D2", "anna", "6000", 1, "2026-11-18T09:30:00+08:00", "void"));
  r.advance(25);
  v.drain();
  CHECK(v.celebrations.empty());
}

TEST_CASE("nothing is celebrated again for who comes later, comes back, or after a restart", "[engine][celebrate]") {
  rig r;
  {
    watcher v(r, "all");
    r.post(deal("D1", "anna", "5000"));
    v.drain();
    REQUIRE(v.celebrations.size() == 1);
    watcher later(r, "all");
    v.reconnect();
    v.drain();
    CHECK(later.celebrations.empty());
    CHECK(v.celebrations.size() == 1);
  }
  r.stop();
  REQUIRE_FALSE(r.restart());
  watcher again(r, "all");
  r.advance(25);
  again.drain();
  CHECK(again.celebrations.empty());
  // What its screens still play keeps its time.
  r.post(deal("D2", "anna", "5000"));
  r.advance(25);
  again.drain();
  REQUIRE(again.celebrations.size() == 1);
  CHECK(again.celebrations[0].at("at_ms").get<std::int64_t>() == wednesday_at_ten + engine::herald::lead_ms + engine::herald::apart_ms);
}

TEST_CASE("the words are those of the plan's language", "[engine][celebrate]") {
  json plan = json::parse(small_plan);
  plan["locale"] = "en";
  rig r(plan.dump());
  watcher v(r, "all");
  r.post(R"({"source":"crm","id":"D1","type":"deal.won","occurred_at":"2026-11-18T09:30:00+08:00","owner":"nobody","amount":"1234567.5","customer":"ACME"})");
  v.drain();
  REQUIRE(v.celebrations.size() == 2);
  CHECK(v.celebrations[0].at("text") == "nobody closed 1,234,567.50 CNY · ACME");
  CHECK(v.celebrations[0].at("unit") == "unassigned");
  CHECK(v.celebrations[1].at("text") == "All reached 50% of revenue 2026-11: dinner");
}

TEST_CASE("what an import of the past brings along is not celebrated, nor a milestone it reaches; the next deal is", "[engine][celebrate]") {
  rig r;
  watcher v(r, "all");
  std::string rows;
  for (int i = 0; i < 30; ++i) rows += deal("P" + std::to_string(i), "anna", "5000", 1, "2026-11-04T09:30:00+08:00");
  r.post(rows + deal("today", "anna", "9000"));  // past half of the month
  r.advance(25);
  v.drain();
  CHECK(v.celebrations.empty());
  r.advance(engine::backfill::pause_ms - 25);  // to the end of the pause
  r.post(deal("still", "anna", "9000"));
  r.advance(1);
  r.post(deal("after", "anna", "9000"));
  r.advance(25);
  v.drain();
  CHECK(ids(v) == std::vector<std::string>{"crm:after"});
}

TEST_CASE("who is behind when something is celebrated gets it once with what he missed, while there is time to show it", "[engine][celebrate]") {
  rig r;
  watcher slow(r, "all", {1, 64 * 1024}), quick(r, "all");  // of the slow one all but a frame waits as a mark
  r.post(deal("D1", "anna", "5000"));
  r.advance(25);
  r.post(deal("D2", "anna", "1"));
  r.advance(25);
  quick.drain();
  slow.drain();
  CHECK(ids(slow) == std::vector<std::string>{"crm:D1"});
  CHECK(slow.celebrations == quick.celebrations);
  CHECK(slow.board() == quick.board());
  r.post(deal("M", "bo", "105000"));
  r.advance(25);
  slow.drain();
  CHECK(ids(slow) == std::vector<std::string>{"crm:D1", "crm:M", "milestone:all:revenue::2026-11:0.5"});
  // Too late for the first of what comes now.
  r.post(deal("D3", "anna", "5000"));
  r.advance(25);
  r.advance(60'000);
  r.post(deal("D4", "anna", "5000"));
  r.advance(25);
  slow.drain();
  quick.drain();
  CHECK(ids(slow).size() == 4);
  CHECK(ids(slow).back() == "crm:D4");
  CHECK(slow.board() == quick.board());
}

TEST_CASE("who comes back from before a celebration gets it, who comes back from behind it does not, nor who comes late or for the first time", "[engine][celebrate]") {
  rig r;
  watcher v(r, "all"), east(r, "east");
  r.post(deal("D0", "anna", "1"));
  v.drain(), east.drain();
  r.advance(1'000);
  v.lose(), east.lose();
  r.post(deal("D1", "anna", "5000"));
  r.advance(25);
  v.reconnect();
  v.drain();
  CHECK(ids(v) == std::vector<std::string>{"crm:D1"});
  CHECK(v.snapshots == 1);
  v.reconnect();
  v.drain();
  CHECK(v.celebrations.size() == 1);
  // A position of several scopes is that of the last whole moment.
  east.reconnect(false);
  east.drain();
  CHECK(ids(east) == std::vector<std::string>{"crm:D1"});
  CHECK(watcher(r, "all").celebrations.empty());

  v.lose();
  r.post(deal("D2", "anna", "5000"));
  r.post(deal("D3", "anna", "5000"));
  r.advance(25);
  r.post(deal("D2", "anna", "5000", 1, "2026-11-18T09:30:00+08:00", "void"));
  r.advance(engine::herald::lead_ms + engine::herald::late_ms + engine::herald::apart_ms);  // D2's time and D3's
  v.reconnect();
  v.drain();
  CHECK(ids(v) == std::vector<std::string>{"crm:D1", "crm:D3"});
}

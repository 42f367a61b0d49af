// SPDX-License-Identifier: MIT
#include <random>

#include "catch.hpp"
#include "rig.hpp"

using namespace northstar;
using namespace northstar::test;

namespace {

// What a viewer that joined just now would see.
std::map<std::string, json> fresh_board(rig& r, const std::string& scope) {
  viewer v(r, scope);
  v.drain();
  return v.board();
}

void publish(rig& r) { r.advance(25); }

}  // namespace

TEST_CASE("a snapshot holds the scope's unit, its members and unassigned in the five running periods", "[engine][feed]") {
  rig r;
  viewer v(r, "all");
  v.drain();
  CHECK(v.last.at("type") == "snapshot");
  CHECK(v.last.at("cells").size() == 4 * 4 * 4 * 5);  // units × metrics × slices × periods
  CHECK(v.last.at("plan").at("units").size() == 7);
  CHECK(v.last.at("plan").at("periods").size() == 5);
  CHECK(v.board().contains("unassigned|revenue||2026-11"));
  CHECK(v.last.at("contests").at(0).at("standings").size() == 2);
}

TEST_CASE("a delta carries the changed fields of changed cells, actual first", "[engine][feed]") {
  rig r;
  viewer v(r, "all");
  v.drain();
  r.post(deal("D1", "anna", "12800.50"));
  v.drain();
  REQUIRE(v.last.at("type") == "delta");
  CHECK(v.last.at("position") == r.ledger->epoch() + ":2");
  for (const json& c : v.last.at("cells")) CHECK_FALSE(c.contains("unit"));
  CHECK(v.board().at("all|revenue||2026-11").at("actual") == 12800.5);
  CHECK(v.board().at("west|revenue||2026-11").at("actual") == 0);
  CHECK(v.last.at("news").at(0).at("id") == "crm:D1");
  CHECK(v.last.at("contests").at(0).at("standings").at(0).at("actual") == 12800.5);
  CHECK(v.board() == fresh_board(r, "all"));
}

TEST_CASE("the first change after quiet goes out at once, those behind it once a tick", "[engine][feed]") {
  rig r;
  viewer v(r, "all");
  r.advance(1'000);
  v.drain();
  const auto before = v.messages.size();
  r.post(deal("D1", "anna", "1"));
  v.drain();
  CHECK(v.messages.size() == before + 1);
  for (int i = 2; i < 20; ++i) r.post(deal("D" + std::to_string(i), "anna", "1"));
  v.drain();
  r.engine->run_due();  // woken before its time
  v.drain();
  CHECK(v.messages.size() == before + 1);
  CHECK(r.engine->due_in_ms() == 25);
  publish(r);
  v.drain();
  CHECK(v.messages.size() == before + 2);
  CHECK(v.board().at("all|deals||2026-11").at("actual") == 19);
}

TEST_CASE("a viewer that returns with its position gets one merged delta of what it missed", "[engine][feed]") {
  rig r;
  viewer v(r, "all");
  r.post(deal("D0", "bo", "1"));
  publish(r);
  v.drain();
  viewer other(r, "all");  // somebody keeps watching meanwhile
  const auto snapshots = v.snapshots;
  {
    viewer away = viewer(r, "east");
    for (int i = 1; i < 5; ++i) {
      r.post(deal("D" + std::to_string(i), "cy", "10"));
      publish(r);
    }
  }
  v.reconnect();
  v.drain();
  CHECK(v.snapshots == snapshots);
  CHECK(v.board() == fresh_board(r, "all"));
}

TEST_CASE("one position serves all scopes, also when one scope's frame of that moment was lost", "[engine][feed]") {
  rig r;
  viewer east(r, "east"), west(r, "west");
  r.post(deal("D0", "bo", "1"));
  for (int minute = 0; minute < 3; ++minute) r.advance(60'000);
  east.drain();
  west.drain();
  r.post(deal("D0", "cy", "2", 1));  // changes both
  west.drain();
  east.lose();  // the connection breaks between the two frames
  r.advance(600'000);
  r.post(deal("D9", "cy", "5"));  // and nothing of before that moment is remembered any more
  r.advance(1'000);
  east.position = west.position;
  east.reconnect(false);
  east.drain();
  CHECK(east.board() == fresh_board(r, "east"));
  CHECK(east.board().at("bo|deals||2026-11").at("actual") == 0);
}

TEST_CASE("a position of another epoch, or of before the numbers, brings a snapshot", "[engine][feed]") {
  rig r;
  viewer v(r, "all");
  v.drain();
  v.position = "someothertime:1";
  v.reconnect();
  v.drain();
  CHECK(v.snapshots == 2);
  v.position = r.ledger->epoch() + ":999";  // ahead of us: a tail that was lost
  v.reconnect();
  v.drain();
  CHECK(v.snapshots == 3);
}

TEST_CASE("a new day brings a snapshot with new periods", "[engine][feed]") {
  rig r;
  viewer v(r, "all");
  v.drain();
  r.advance(14 * 3'600'000);  // midnight in Shanghai
  v.drain();
  CHECK(v.snapshots == 2);
  CHECK(v.board().contains("all|revenue||2026-11-19"));
}

TEST_CASE("a light that turns with the clock goes out at once, drift only in visible steps", "[engine][feed]") {
  rig r;
  // 12 of 21 workdays and an hour of nine are over, which asks for 121,111; before half past ten it asks for more than this.
  r.post(deal("D1", "anna", "121500"));
  viewer v(r, "all");
  v.drain();
  REQUIRE(v.board().at("all|revenue||2026-11").at("light") == "green");
  core::instant_ms turned = 0;
  for (int minute = 0; minute < 300 && turned == 0; ++minute) {
    r.advance(60'000);
    v.drain();
    if (v.board().at("all|revenue||2026-11").at("light") != "green") turned = r.clock.now();
  }
  REQUIRE(turned != 0);
  CHECK(v.board().at("all|revenue||2026-11").at("light") == "yellow");

  const auto sent = v.messages.size();
  r.advance(1'000);
  r.advance(1'000);  // too little for a visible step
  v.drain();
  CHECK(v.messages.size() == sent);
}

TEST_CASE("a slow viewer holds a bounded queue and ends up right", "[engine][feed]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto pick = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  rig r;
  viewer quick(r, "all"), slow(r, "all", {2, 4'000}), returning(r, "all");
  const char* const owners[] = {"anna", "bo", "cy", "nobody"};
  for (int i = 0; i < 400; ++i) {
    r.post(deal("K" + std::to_string(pick(40)), owners[pick(4)], std::to_string(pick(9'000)), pick(4)));
    if (pick(3) == 0) publish(r);
    quick.drain();
    if (pick(20) == 0) slow.drain();
    if (pick(30) == 0) returning.drain(), returning.reconnect();
  }
  publish(r);
  quick.drain();
  slow.drain();
  returning.drain();
  CHECK(quick.board() == fresh_board(r, "all"));
  CHECK(slow.board() == fresh_board(r, "all"));
  CHECK(returning.board() == fresh_board(r, "all"));
  CHECK(slow.messages.size() < quick.messages.size() / 3);
}

TEST_CASE("an idle scope is brought up to date for its next viewer", "[engine][feed]") {
  rig r;
  { viewer gone(r, "east"); }
  r.post(deal("D1", "anna", "55"));
  publish(r);
  CHECK(fresh_board(r, "east").at("anna|revenue||2026-11").at("actual") == 55);
}

TEST_CASE("an edit and a void are told as such, and the ticker survives a restart", "[engine][feed][news]") {
  rig r;
  r.post(deal("D1", "anna", "10") + deal("D2", "bo", "20") + deal("D1", "cy", "11", 1));
  publish(r);
  {
    viewer v(r, "all");
    v.drain();
    CHECK(v.last.at("news").at(2).at("edit") == true);
    r.post(R"({"id":"D2","type":"void","version":9,"occurred_at":"2026-11-18T09:50:00+08:00"})");
    publish(r);
    v.drain();
    const json voided = v.last.at("news").at(0);
    CHECK(voided.at("type") == "void");
    CHECK(voided.at("unit") == "bo");
    CHECK(voided.at("edit") == true);
  }

  REQUIRE_FALSE(r.restart());
  viewer after(r, "all");
  after.drain();
  REQUIRE(after.last.at("news").size() == 1);
  CHECK(after.last.at("news").at(0).at("amount") == 11);
}

TEST_CASE("what a screen has painted measures the way from order to glass", "[engine]") {
  rig r;
  r.post(deal("D1", "anna", "10"));
  const auto at = r.engine->position();
  r.engine->painted("hall", at, r.clock.now() + 40, at.offset - 1);
  r.engine->painted("hall", at, r.clock.now() + 9'000, at.offset - 1);  // told again: not counted
  r.engine->painted("hall", {at.epoch, at.offset + 7}, r.clock.now(), 0);  // nowhere yet: not believed
  r.engine->painted("door", at, r.clock.now() + 9'000, at.offset);  // it was there before the screen: not counted
  CHECK(r.engine->stats().screens.at("door").order_to_glass.total() == 0);
  const auto& screen = r.engine->stats().screens.at("hall");
  CHECK(screen.order_to_glass.total() == 1);
  CHECK(screen.order_to_glass.sum_ms == 40);
}

TEST_CASE("of many deals in a tick a delta tells the newest twelve, a snapshot the newest fifty", "[engine][feed][news]") {
  rig r;
  viewer v(r, "all");
  viewer east(r, "east");
  v.drain();
  east.drain();
  std::string rows;
  for (int i = 1; i <= 80; ++i) rows += deal("D" + std::to_string(i), i % 2 == 0 ? "anna" : "cy", "1") + "\n";
  r.post(rows);
  v.drain();
  east.drain();
  REQUIRE(v.last.at("news").size() == 12);
  CHECK(v.last.at("news").front().at("id") == "crm:D69");
  CHECK(v.last.at("news").back().at("id") == "crm:D80");
  REQUIRE(east.last.at("news").size() == 12);
  CHECK(east.last.at("news").front().at("id") == "crm:D58");
  viewer late(r, "all");
  late.drain();
  REQUIRE(late.last.at("news").size() == 50);
  CHECK(late.last.at("news").front().at("id") == "crm:D31");
  CHECK(late.last.at("news").back().at("id") == "crm:D80");
  viewer west(r, "west");  // opened behind them: from what is kept for later channels
  west.drain();
  CHECK(west.last.at("news").size() == 40);
}

TEST_CASE("many turns in a tick are told as one would be, to each scope its own newest", "[engine][feed][news]") {
  rig r;
  viewer v(r, "all");
  viewer east(r, "east");
  r.advance(1'000);
  r.post(deal("first", "anna", "1"));
  v.drain();
  east.drain();
  // Of these the company hears the last, the east also those far behind them.
  for (int i = 1; i <= 300; ++i) r.post(deal("D" + std::to_string(i), i % 10 == 0 ? "anna" : "cy", "1"));
  viewer between(r, "west");  // one who comes between two ticks
  between.drain();
  for (int i = 301; i <= 700; ++i) r.post(deal("D" + std::to_string(i), i % 10 == 0 ? "anna" : "cy", "1"));
  publish(r);
  v.drain();
  east.drain();
  REQUIRE(v.last.at("news").size() == 12);
  CHECK(v.last.at("news").front().at("id") == "crm:D689");
  CHECK(v.last.at("news").back().at("id") == "crm:D700");
  REQUIRE(east.last.at("news").size() == 12);
  CHECK(east.last.at("news").front().at("id") == "crm:D590");
  CHECK(east.last.at("news").back().at("id") == "crm:D700");
  viewer late(r, "east");
  late.drain();
  REQUIRE(late.last.at("news").size() == 50);
  CHECK(late.last.at("news").front().at("id") == "crm:D210");
  between.drain();
  CHECK(between.last.at("news").size() == 12);
  CHECK(between.last.at("news").back().at("id") == "crm:D699");
  CHECK(between.board() == fresh_board(r, "west"));
}

// SPDX-License-Identifier: MIT
#include <random>

#include "catch.hpp"
#include "engine/fold.hpp"
#include "rig.hpp"

using namespace northstar;
using namespace northstar::test;

namespace {

// Deals, edits, moves to other owners, voids, unknown owners and things to come, over few keys so that they meet.
std::string random_rows(std::mt19937& random, int rows) {
  const char* const owners[] = {"anna", "bo", "cy", "A. Snelling", "nobody", ""};
  const char* const days[] = {"2026-11-18T09:30:00+08:00", "2026-11-02T12:00:00+08:00", "2026-10-30T23:59:59+08:00",
                              "2026-11-19T11:00:00+08:00", "2025-12-31T10:00:00+08:00"};
  const auto pick = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  std::string out;
  for (int i = 0; i < rows; ++i) {
    const std::string type = pick(8) == 0 ? "void" : pick(6) == 0 ? "refund.issued" : pick(5) == 0 ? "deal.lost" : "deal.won";
    out += deal("K" + std::to_string(pick(60)), owners[pick(6)], std::to_string(pick(100'000)) + ".5", pick(5), days[pick(5)], type);
  }
  return out;
}

std::string all_cells(const rig& r) {
  engine::cell_query q;
  q.descend = true;
  q.slices = {"", "segment:new", "segment:other"};
  std::string out;
  const auto cells = engine::find_cells(r.engine->view_now(), q, 100'000);
  REQUIRE(cells.has_value());
  for (const core::cell& c : *cells) out += (c.actual ? core::to_text(*c.actual) : "null") + ",";
  return out;
}

}  // namespace

TEST_CASE("a restart at any moment gives back the same board", "[engine][recovery]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  engine::engine_limits limits;
  limits.checkpoint_every = 37;  // some restarts find a checkpoint and a tail, some a checkpoint alone
  rig r(small_plan, limits);
  for (int round = 0; round < 40; ++round) {
    r.post(random_rows(random, 25));
    const std::string before = all_cells(r);
    const std::string unmatched = r.engine->unmatched_json(), waiting = r.engine->quarantine_json();
    if (round % 3 == 0) r.stop();
    REQUIRE_FALSE(r.restart());
    CHECK(all_cells(r) == before);
    CHECK(r.engine->unmatched_json() == unmatched);
    CHECK(r.engine->quarantine_json() == waiting);
    const auto folded = engine::fold(*r.ledger, r.ledger->last(), engine::key_heads::noted);
    REQUIRE(folded.has_value());
    CHECK((*folded)->history.in_memory() == r.engine->keys());
  }
}

TEST_CASE("with most keys on the disk every row is judged as with all in memory", "[engine][recovery][keys]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  engine::engine_limits few, all;
  few.keys_in_memory_max = 10;
  few.checkpoint_every = all.checkpoint_every = 37;
  rig with_few(small_plan, few), with_all(small_plan, all);
  std::size_t fewest = 60;
  for (int round = 0; round < 60; ++round) {
    const std::string rows = random_rows(random, 25);
    const auto one = with_few.post(rows), other = with_all.post(rows);
    REQUIRE((one.accepted == other.accepted && one.replaced == other.replaced && one.stale == other.stale && one.duplicate == other.duplicate));
    CHECK(all_cells(with_few) == all_cells(with_all));
    if (round % 7 == 0) {
      if (round % 2 == 0) with_few.stop();
      REQUIRE_FALSE(with_few.restart());
    }
    for (int turn = 0; turn < 70; ++turn) with_few.post("");  // what has settled leaves memory little by little
    fewest = std::min(fewest, with_few.engine->keys());
  }
  CHECK(with_few.engine->keys_settled().upto > 0);
  CHECK(with_few.engine->keys_settled().asked > 0);
  CHECK(fewest < with_all.engine->keys());
}

TEST_CASE("a key that comes again within one body is judged against the row before it", "[engine][keys]") {
  rig r;
  const auto rows = deal("D1", "anna", "100", 1) + deal("D1", "anna", "250", 2) + deal("D1", "anna", "100", 1) + deal("D1", "bo", "70", 1) + deal("D1", "anna", "300", 3);
  const auto told = r.post(rows);
  CHECK(told.accepted == 1);
  CHECK(told.replaced == 2);
  CHECK(told.duplicate == 1);
  CHECK(told.stale == 1);
  CHECK(r.actual("anna", "revenue", "2026-11") == "300.00");
  CHECK(r.post(rows).duplicate == 5);
}

TEST_CASE("the live board and a fold of the ledger save the same bytes", "[engine][recovery]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  rig r;
  for (int round = 0; round < 20; ++round) r.post(random_rows(random, 50));
  r.advance(3'600'000 * 3);  // what was ahead of time takes part
  r.stop();
  const auto checkpoint = r.ledger->load_checkpoint();
  REQUIRE((checkpoint.has_value() && checkpoint->has_value()));
  const auto folded = engine::fold(*r.ledger, (*checkpoint)->at);
  REQUIRE(folded.has_value());
  CHECK((*folded)->save() == (*checkpoint)->counters);
}

TEST_CASE("the order of arrival does not matter to the board", "[engine]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  std::vector<std::string> rows;
  for (int i = 0; i < 300; ++i) {
    // One version number a content: ties are decided by arrival and are not meant here.
    const int key = i % 50, version = i / 50;
    rows.push_back(deal("K" + std::to_string(key), i % 3 == 0 ? "anna" : "cy", std::to_string(i), version, "2026-11-18T09:00:00+08:00",
                        i % 11 == 0 ? "void" : "deal.won"));
  }
  std::string first;
  for (int round = 0; round < 5; ++round) {
    std::shuffle(rows.begin(), rows.end(), random);
    rig r;
    std::string body;
    for (const auto& row : rows) body += row;
    r.post(body);
    if (first.empty()) first = all_cells(r);
    CHECK(all_cells(r) == first);
  }
}

TEST_CASE("after a long tail a checkpoint is saved soon", "[engine][recovery]") {
  engine::engine_limits limits;
  limits.checkpoint_every = 100;
  rig r(small_plan, limits);
  for (int i = 0; i < 20; ++i) r.post(deal("D" + std::to_string(i), "anna", "1"));
  REQUIRE_FALSE(r.restart());
  r.advance(250);
  CHECK((*r.ledger->load_checkpoint())->at == r.ledger->last());
}

TEST_CASE("a damaged checkpoint is passed over and the ledger folded instead", "[engine][recovery]") {
  rig r;
  r.post(deal("D1", "anna", "100"));
  r.stop();
  r.ledger->save_checkpoint({r.ledger->last(), "\x01 no checkpoint of ours"}, {}, [](auto) {});
  REQUIRE_FALSE(r.restart());
  CHECK(r.actual("anna", "revenue", "2026-11") == "100.00");
  CHECK(r.post(deal("D1", "anna", "100")).duplicate == 1);
}

TEST_CASE("an alias added by a plan version repairs what counted under nobody", "[engine][recovery]") {
  rig r;
  r.post(deal("D1", "Annie", "100"));
  CHECK(r.actual("unassigned", "revenue", "2026-11") == "100.00");
  r.plan_text.replace(r.plan_text.find("\"A. Snelling\""), 13, "\"A. Snelling\",\"Annie\"");
  REQUIRE_FALSE(r.restart("Annie is Anna"));
  CHECK(r.actual("anna", "revenue", "2026-11") == "100.00");
  CHECK(r.actual("unassigned", "revenue", "2026-11") == "0.00");
  REQUIRE_FALSE(r.restart());
  CHECK(r.engine->plan_version() == 2);
}

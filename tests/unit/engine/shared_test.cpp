// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdlib>
#include <map>

#include "catch.hpp"
#include "engine/fold.hpp"
#include "ledger/record_codec.hpp"
#include "log/log.hpp"
#include "rig.hpp"
#include "shared_world.hpp"

using namespace northstar;
using namespace northstar::test;

namespace {

std::string random_rows(shared_world& w, int rows) {
  const char* const owners[] = {"anna", "bo", "cy", "A. Snelling", "nobody", ""};
  const char* const days[] = {"2026-11-18T09:30:00+08:00", "2026-11-02T12:00:00+08:00", "2026-10-30T23:59:59+08:00", "2026-11-19T10:00:05+08:00"};
  std::string out;
  for (int i = 0; i < rows; ++i) {
    const std::string type = w.pick(9) == 0 ? "void" : w.pick(7) == 0 ? "refund.issued" : "deal.won";
    out += deal("K" + std::to_string(w.pick(40)), owners[w.pick(6)], std::to_string(w.pick(100'000)) + ".5", w.pick(6), days[w.pick(4)], type);
  }
  return out;
}

std::string bytes_of(ledger::ledger& l) {
  std::string out;
  REQUIRE(l.replay(1, [&](const ledger::record_view& r) {
    out += std::to_string(r.offset) + " " + std::to_string(r.received_at) + " " + std::to_string(static_cast<int>(r.kind)) + " ";
    out += std::string(r.body) + "\n";
  }).has_value());
  const auto marks = l.marks(1, 1'000'000);
  REQUIRE(marks.has_value());
  for (const auto& m : *marks) out += std::to_string(m.seq) + m.uid + std::to_string(m.at) + "/" + std::to_string(m.kind) + "/" + std::to_string(m.upto) + "\n";
  return out;
}

// Deliveries by key and content, waiting ones too.
std::set<std::pair<std::uint64_t, std::uint64_t>> recorded(ledger::ledger& l) {
  std::set<std::pair<std::uint64_t, std::uint64_t>> out;
  REQUIRE(l.replay(1, [&](const ledger::record_view& r) {
    if (r.kind == ledger::record_kind::delivery) {
      const auto d = ledger::decode_delivery(r.body);
      out.insert({d->event.key.low, d->event.content.low});
    } else if (r.kind == ledger::record_kind::quarantined) {
      const auto q = ledger::decode_quarantined(r.body);
      out.insert({q->event.key.low, q->event.content.low});
    }
  }).has_value());
  return out;
}

// What must hold however the way there was: one ledger on all nodes, what was promised in it, and every board the fold of it.
void check_agreement(shared_world& w) {
  REQUIRE(w.gave_up_why == "");
  const std::string first = bytes_of(*w.nodes[0].disk);
  for (shared_node& n : w.nodes) {
    const std::string own = bytes_of(*n.disk);
    const auto differs = std::mismatch(own.begin(), own.end(), first.begin(), first.end()).first - own.begin();
    CAPTURE(differs, own.size(), first.size());
    CHECK((own == first));
    CHECK(n.engine->position().offset == w.nodes[0].engine->position().offset);
    CHECK(n.engine->position().epoch == w.nodes[0].engine->position().epoch);
    const auto folded = engine::fold(*n.disk, n.disk->last());
    REQUIRE(folded.has_value());
    CHECK((*folded)->board.save() == n.engine->board().save());
  }
  const auto there = recorded(*w.nodes[0].disk);
  wire::event_context context;
  context.key = w.nodes[0].engine->digest_key();
  context.source = "crm";
  std::size_t missing = 0;
  for (const auto& [rows, by] : w.promised)
    for (const core::event_view& e : wire::read_events(rows, wire::body_form::ndjson, context).events)
      if (!there.contains({e.key.low, e.content.low})) ++missing, UNSCOPED_INFO(by << " promised " << e.id << " v" << e.version << " " << e.type);
  CHECK(missing == 0);
}

void one_history(std::uint32_t seed, int steps) {
  CAPTURE(seed);
  log::set_level(std::getenv("NORTHSTAR_SEED") ? log::level::info : log::level::error);
  engine::engine_limits limits;
  limits.checkpoint_every = 50;
  shared_world w(seed, 3, limits);
  if (seed % 3 == 0) w.keep_entries = 1 + static_cast<std::uint64_t>(w.pick(30));
  w.connect_all();
  for (int i = 0; i < steps; ++i) {
    const int what = w.pick(1000);
    const auto n = static_cast<std::size_t>(w.pick(3));
    if (what < 60) w.post(n, random_rows(w, 1 + w.pick(6)));
    else if (what < 64) w.crash(n);
    else if (what < 72) w.start(n);
    else if (what < 78) { if (w.nodes[n].runs) w.nodes[n].store->cut(); }
    else if (what < 110) { if (w.nodes[n].runs) w.nodes[n].store->connect(); }
    else if (what < 112) w.fail_over(static_cast<std::size_t>(w.pick(6)));
    else if (what < 113 && w.pick(3) == 0) {
      // Whoever has nothing may not be the first to find it empty: it would begin another log.
      if (std::all_of(w.nodes.begin(), w.nodes.end(), [](const auto& node) { return node.disk->last() != 0; })) w.wipe_log();
    }
    else if (what < 115) w.close_period(n, "2026-10-30");
    else if (what < 116) w.apply_plan(n, std::string(w.plan).replace(w.plan.find("210000"), 6, std::to_string(200'000 + w.pick(5))));
    else if (what < 119) w.drop_one(n);
    else if (what < 190) w.pass(1 + w.pick(120));
    else if (!w.step()) w.pass(30);
  }
  w.settle();
  check_agreement(w);
}

}  // namespace

TEST_CASE("three nodes over one log make the same ledger, byte for byte", "[engine][shared]") {
  shared_world w(7, 3);
  w.connect_all();
  w.settle();
  w.post(0, deal("D1", "anna", "100"));
  w.post(1, deal("D2", "bo", "20"));
  w.settle();
  w.post(2, deal("D1", "cy", "50", 2));
  w.settle();
  check_agreement(w);
  for (int i = 0; i < 60; ++i) w.pass(100);  // past the instant at which it would have been answered as queued
  CHECK(w.answered == 3);
  CHECK(w.queued == 0);
  const auto cells = engine::find_cells(w.nodes[1].engine->view_now(), {{"all"}, {"revenue"}, {"2026-11"}, {}, false}, 1);
  REQUIRE(cells.has_value());
  CHECK(core::to_text(*cells->front().actual) == "70.00");
}

TEST_CASE("while the log is away events are kept, answered as queued, and count when it returns", "[engine][shared]") {
  shared_world w(3, 3);
  w.connect_all();
  w.settle();
  for (shared_node& n : w.nodes) n.store->cut();
  w.post(0, deal("D1", "anna", "100"));
  w.post(1, deal("D2", "bo", "20"));
  for (int i = 0; i < 200; ++i) {
    w.step();
    w.pass(20);
  }
  CHECK(w.queued == 2);
  CHECK(w.nodes[0].engine->position().offset == w.nodes[2].engine->position().offset);
  w.crash(0);
  w.settle();
  check_agreement(w);
  CHECK(recorded(*w.nodes[2].disk).size() == 2);
}

TEST_CASE("a node whose end of the log was lost and replaced takes it back and offers it again", "[engine][shared]") {
  shared_world w(5, 2);
  w.connect_all();
  w.settle();
  w.nodes[1].store->cut();
  w.post(0, deal("D1", "anna", "100"));
  for (int i = 0; i < 400; ++i) w.step();
  CHECK(w.answered == 1);
  w.crash(0);
  w.fail_over(1);
  const std::string before = w.nodes[1].engine->position().epoch;
  for (int i = 0; i < 60; ++i) {
    w.nodes[1].store->connect();
    for (int k = 0; k < 40; ++k) w.step();
    w.pass(30);
  }
  w.post(1, deal("D2", "bo", "20"));
  for (int i = 0; i < 60; ++i) {
    for (int k = 0; k < 40; ++k) w.step();
    w.pass(30);
  }
  CHECK(w.answered == 2);
  w.settle();
  CHECK(w.overtaken == 1);
  check_agreement(w);
  CHECK(recorded(*w.nodes[1].disk).size() == 2);
  CHECK(w.nodes[1].engine->position().epoch != before);  // nobody goes on from what the lost entries had shown
}

TEST_CASE("a log that comes back empty is filled again by the nodes", "[engine][shared]") {
  shared_world w(11, 3);
  w.connect_all();
  w.settle();
  for (int i = 0; i < 5; ++i) {
    w.post(static_cast<std::size_t>(i % 3), random_rows(w, 4));
    w.settle();
  }
  const std::string before = bytes_of(*w.nodes[0].disk);
  w.wipe_log();
  w.settle();
  check_agreement(w);
  CHECK(bytes_of(*w.nodes[0].disk).substr(0, 200) == before.substr(0, 200));
}

TEST_CASE("more rows than may wait between the log and the board go through, body by body", "[engine][shared]") {
  shared_world w(17, 2);
  w.connect_all();
  w.settle();
  for (int body = 0; body < 10; ++body) {
    std::string rows;
    for (int i = 0; i < 15'000; ++i) rows += deal(std::to_string(body) + "-" + std::to_string(i), "anna", "1");
    w.post(static_cast<std::size_t>(body % 2), rows);
    w.settle();
  }
  check_agreement(w);
  CHECK(w.answered == 10);
}

TEST_CASE("a plan applied on one node comes into force on all at the same record", "[engine][shared]") {
  shared_world w(13, 3);
  w.connect_all();
  w.settle();
  w.post(0, random_rows(w, 5));
  std::string other = w.plan;
  other.replace(other.find("210000"), 6, "420000");
  w.apply_plan(1, other);
  w.post(2, random_rows(w, 5));
  w.settle();
  check_agreement(w);
  for (shared_node& n : w.nodes) CHECK(n.engine->plan_version() == 2);
}

TEST_CASE("a node that the trimmed log has left behind takes another node's ledger, and what it alone held is offered again", "[engine][shared]") {
  shared_world w(19, 2);
  w.keep_entries = 2;
  w.connect_all();
  w.settle();
  w.post(1, deal("D0", "anna", "100"));
  w.settle();
  // The one node reads an entry that the log then loses with the server, and is away while others go on.
  w.nodes[0].store->cut();
  w.post(1, deal("D1", "bo", "7"));
  for (int i = 0; i < 400; ++i) w.step();
  CHECK(w.answered == 2);
  w.crash(1);
  w.fail_over(1);
  const auto work_on = [&w](int rounds) {
    for (int i = 0; i < rounds; ++i) {
      w.nodes[0].store->connect();
      for (int k = 0; k < 40; ++k) w.step();
      w.pass(60);
    }
  };
  work_on(60);
  for (int i = 0; i < 12; ++i) {
    w.post(0, deal("E" + std::to_string(i), "cy", "1"));
    work_on(8);
  }
  CHECK(w.log.first > 6);
  w.settle();
  CHECK(w.reseeded == 1);
  check_agreement(w);
  CHECK(recorded(*w.nodes[1].disk).size() == 14);
}

TEST_CASE("a server that was alone begins the log with all it has, and new nodes take its ledger", "[engine][shared]") {
  shared_world w(23, 3);
  w.serve_alone(0, deal("D1", "anna", "100") + deal("D2", "bo", "20") + deal("D1", "anna", "70", 2));
  const auto alone = w.nodes[0].disk->last();
  w.start(0);
  w.nodes[0].store->connect();
  for (int i = 0; i < 60; ++i) {
    for (int k = 0; k < 40; ++k) w.step();
    w.pass(30);
  }
  CHECK(w.log.entries.front().seq == 1);
  w.settle();
  CHECK(w.reseeded == 2);
  check_agreement(w);
  w.post(2, deal("D2", "bo", "25", 3));
  w.settle();
  w.wipe_log();
  w.settle();
  check_agreement(w);
  CHECK(w.nodes[1].engine->plan_version() == 1);
  CHECK(w.nodes[1].disk->last() > alone);
  const auto cells = engine::find_cells(w.nodes[1].engine->view_now(), {{"all"}, {"revenue"}, {"2026-11"}, {}, false}, 1);
  REQUIRE(cells.has_value());
  CHECK(core::to_text(*cells->front().actual) == "95.00");
}

TEST_CASE("a second server that was alone is refused, not mixed in", "[engine][shared]") {
  shared_world w(29, 2);
  w.serve_alone(0, deal("D1", "anna", "100"));
  w.serve_alone(1, deal("D1", "anna", "50"));
  w.start(0);
  w.nodes[0].store->connect();
  for (int i = 0; i < 60; ++i) {
    for (int k = 0; k < 40; ++k) w.step();
    w.pass(30);
  }
  w.start(1);
  w.nodes[1].store->connect();
  for (int i = 0; i < 60 && w.given_up == 0; ++i) {
    for (int k = 0; k < 40; ++k) w.step();
    w.pass(30);
  }
  CHECK(w.given_up == 1);
  CHECK(w.gave_up_why == engine::make_error_code(engine::errc::other_log).message());
}

TEST_CASE("through any failures all nodes end with one ledger that holds what was promised", "[engine][shared]") {
  const char* const given = std::getenv("NORTHSTAR_SEED");
  const char* const count = std::getenv("NORTHSTAR_HISTORIES");
  if (given) return one_history(static_cast<std::uint32_t>(std::stoul(given)), 900);
  const std::uint32_t base = std::random_device{}();
  for (int i = 0; i < (count ? std::stoi(count) : 1'000); ++i) one_history(base + static_cast<std::uint32_t>(i), 900);
}

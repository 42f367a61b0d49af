// SPDX-License-Identifier: MIT
#include "catch.hpp"
#include "engine/fold.hpp"
#include "ledger/record_batch.hpp"
#include "forwarding_ledger.hpp"
#include "rig.hpp"

using namespace northstar;
using namespace northstar::test;

TEST_CASE("each row gets its own outcome and the board follows", "[engine]") {
  rig r;
  const auto first = r.post(deal("D1", "anna", "100.10") + deal("D2", "A. Snelling", "50") + deal("D3", "cy", "7"));
  CHECK(first.accepted == 3);
  CHECK(first.position.offset == 4);  // the plan is record 1
  CHECK(r.actual("east", "revenue", "2026-11") == "150.10");

  const auto second = r.post(deal("D1", "bo", "90", 2) + deal("D1", "anna", "100.1") + deal("D1", "anna", "99", 1) + "{\"id\":\"x\"}\n");
  CHECK(second.replaced == 1);
  CHECK(second.duplicate == 1);
  CHECK(second.stale == 1);
  REQUIRE(second.rejected.size() == 1);
  CHECK(second.rejected[0].index == 3);
  CHECK(r.actual("anna", "revenue", "2026-11") == "50.00");
  CHECK(r.actual("bo", "revenue", "2026-W47") == "90.00");
  CHECK(r.actual("all", "revenue", "2026") == "147.00");
  CHECK(r.actual("all", "revenue", "2026", "segment:new") == "147.00");
}

TEST_CASE("versions may arrive in one body, in any order", "[engine]") {
  rig r;
  const auto o = r.post(deal("D1", "anna", "3", 3) + deal("D1", "anna", "1", 1) + deal("D1", "bo", "4", 4) + deal("D1", "anna", "1", 1));
  CHECK(o.accepted == 1);
  CHECK(o.stale == 1);
  CHECK(o.replaced == 1);
  CHECK(o.duplicate == 1);
  CHECK(r.actual("all", "revenue", "2026-11") == "4.00");
  CHECK(r.actual("anna", "deals", "2026-11") == "0");
}

TEST_CASE("a void takes its record back and a refund is an event of its own", "[engine]") {
  rig r;
  r.post(deal("D1", "anna", "100") + deal("D2", "anna", "60") + deal("R1", "anna", "25.50", 0, "2026-11-18T09:40:00+08:00", "refund.issued"));
  CHECK(r.actual("anna", "revenue", "2026-11-18") == "134.50");
  r.post(R"({"id":"D1","type":"void","version":1,"occurred_at":"2026-11-18T09:50:00+08:00"})");
  CHECK(r.actual("anna", "revenue", "2026-11-18") == "34.50");
  CHECK(r.actual("anna", "deals", "2026-11-18") == "1");
}

TEST_CASE("an event more than a day ahead waits, and takes part once it is near", "[engine][quarantine]") {
  rig r;
  const std::string ahead = deal("D1", "anna", "100", 0, "2026-11-19T10:00:01+08:00");
  CHECK(r.post(ahead).quarantined == 1);
  CHECK(r.post(ahead).quarantined == 1);
  CHECK(r.engine->quarantined() == 1);
  CHECK(r.actual("anna", "revenue", "2026-11-19") == "0.00");
  r.advance(1'000);
  CHECK(r.engine->quarantined() == 0);
  CHECK(r.actual("anna", "revenue", "2026-11-19") == "100.00");
  CHECK(r.post(ahead).duplicate == 1);
}

TEST_CASE("a currency without a rate waits until a plan version brings the rate", "[engine][quarantine]") {
  rig r;
  const std::string euro = R"({"id":"D1","type":"deal.won","occurred_at":"2026-11-18T09:30:00+08:00","owner":"anna","amount":"10","currency":"EUR"})";
  CHECK(r.post(euro).quarantined == 1);
  CHECK(json::parse(r.engine->quarantine_json()).at(0).at("reason") == "no_rate");
  r.plan_text.replace(r.plan_text.find("\"rates\": ["), 10, R"("rates": [{"currency":"EUR","from":"2026-01-01","rate":"8"},)");
  CHECK(r.restart() == engine::errc::plan_differs);
  REQUIRE_FALSE(r.engine->plan_diff_lines().empty());
  REQUIRE_FALSE(r.restart("rates of November"));
  CHECK(r.engine->plan_version() == 2);
  r.advance(1'000);
  CHECK(r.actual("anna", "revenue", "2026-11") == "80.00");
  CHECK(r.engine->quarantined() == 0);
}

TEST_CASE("a body larger than a turn is answered once, when all of it is durable", "[engine]") {
  engine::engine_limits limits;
  limits.turn_rows_max = 10;
  rig r(small_plan, limits);
  std::string rows;
  for (int i = 0; i < 105; ++i) rows += deal("D" + std::to_string(i), "anna", "1");
  CHECK(r.post(rows).accepted == 105);
  CHECK(r.actual("anna", "deals", "2026-11") == "105");
  CHECK(r.engine->stats().turns >= 11);
}

TEST_CASE("more rows than may wait are refused at once and nothing of them counts", "[engine]") {
  engine::engine_limits limits;
  limits.inbox_rows_max = 2;
  rig r(small_plan, limits);
  const auto refused = r.engine->submit(r.read(deal("1", "anna", "1") + deal("2", "anna", "1") + deal("3", "anna", "1")), [](const auto&) { FAIL("answered"); });
  CHECK(refused.error() == engine::errc::inbox_full);
  r.run();
  CHECK(r.actual("all", "deals", "2026-11") == "0");
}

TEST_CASE("an amount that would carry a cell past its limit is refused, its neighbours count", "[engine]") {
  rig r;
  const std::string huge = "9999999999999.99";  // just below 10^15 fen
  std::string rows;
  for (int i = 0; i < 9000; ++i) rows += deal("H" + std::to_string(i), "anna", huge);
  CHECK(r.post(rows).accepted == 9000);
  const auto o = r.post(deal("P1", "anna", "1") + deal("P2", "anna", huge) + deal("P3", "anna", "2"));
  CHECK(o.accepted == 2);
  REQUIRE(o.rejected.size() == 1);
  CHECK(o.rejected[0].index == 1);
  CHECK(o.rejected[0].error == "out_of_range");
  CHECK(r.post(deal("P2", "anna", "5")).accepted == 1);
}

TEST_CASE("what no unit answers to is listed until it is repaired", "[engine]") {
  rig r;
  r.post(deal("D1", "nobody", "5") + deal("D2", "", "6"));
  CHECK(r.actual("unassigned", "revenue", "2026-11") == "11.00");
  CHECK(r.actual("all", "revenue", "2026-11") == "11.00");
  CHECK(json::parse(r.engine->unmatched_json()).size() == 2);
  r.post(deal("D1", "anna", "5", 1));
  const json left = json::parse(r.engine->unmatched_json());
  REQUIRE(left.size() == 1);
  CHECK(left[0].at("reason") == "missing_owner");
}

TEST_CASE("a stop finishes what waits, writes a checkpoint and refuses the rest", "[engine]") {
  rig r;
  bool answered = false;
  REQUIRE(r.engine->submit(r.read(deal("D1", "anna", "5")), [&](const auto& o) { answered = o.has_value(); }).has_value());
  r.stop();
  CHECK(answered);
  CHECK((*r.ledger->load_checkpoint())->at == r.ledger->last());
  CHECK(r.engine->submit(r.read(deal("D2", "anna", "5")), [](const auto&) {}).error() == engine::errc::stopping);
}

namespace {

// A ledger whose disk is full.
class full_ledger : public forwarding_ledger {
 public:
  using forwarding_ledger::forwarding_ledger;
  void append(::northstar::ledger::record_batch batch, done then) override {
    if (full) return then(make_error_code(boost::system::errc::no_space_on_device));
    forwarding_ledger::append(std::move(batch), std::move(then));
  }

  bool full = false;
};

// A ledger whose disk takes its time: what is appended waits until it is let go.
class slow_ledger : public full_ledger {
 public:
  using full_ledger::full_ledger;
  void append(::northstar::ledger::record_batch batch, done then) override {
    if (!slow) return full_ledger::append(std::move(batch), std::move(then));
    REQUIRE_FALSE(waiting);
    waiting = [this, batch = std::move(batch), then = std::move(then)]() mutable { full_ledger::append(std::move(batch), std::move(then)); };
  }
  void let_go() { std::exchange(waiting, {})(); }

  bool slow = false;
  std::function<void()> waiting;
};

struct slow_rig : rig {
  explicit slow_rig(engine::engine_limits l = {}) {
    stop();
    e = std::make_unique<engine::engine>(slow, clock, [this](std::function<void()> f) { posted.push_back(std::move(f)); }, l);
    REQUIRE(e->recover(wire::read_plan(plan_text, [](const std::string&) { return std::nullopt; }), "", [] {}).has_value());
    run();
    slow.slow = true;
  }
  void submit(const std::string& rows) {
    REQUIRE(e->submit(read(rows), [this](const auto& o) {
      if (o.has_error()) ++refused;
      else answers.push_back(*o);
    }).has_value());
    run();
  }
  void let_go() {
    slow.let_go();
    run();
  }

  slow_ledger slow{*ledger};
  std::unique_ptr<engine::engine> e;
  std::vector<engine::outcomes> answers;
  int refused = 0;
};

}  // namespace

TEST_CASE("rows that come while a turn is on its way to the disk are judged behind it and answered when they are on the disk", "[engine]") {
  slow_rig r;
  r.submit(deal("D1", "anna", "5"));
  r.submit(deal("D1", "anna", "5") + deal("D2", "bo", "7"));
  r.submit(deal("D1", "anna", "6", 1) + deal("D3", "cy", "1", 2) + deal("D3", "cy", "2", 1));
  CHECK(r.answers.empty());
  r.clock.advance(40);
  r.let_go();
  REQUIRE(r.answers.size() == 1);
  CHECK(r.answers[0].accepted == 1);
  CHECK(r.answers[0].position.offset == 2);  // behind the plan
  CHECK(r.e->board().total(0, 0, 0, 1, 80'000) == 500);
  r.let_go();
  REQUIRE(r.answers.size() == 3);
  CHECK(r.answers[1].duplicate == 1);
  CHECK(r.answers[1].accepted == 1);
  CHECK(r.answers[2].replaced == 1);
  CHECK(r.answers[2].accepted == 1);
  CHECK(r.answers[2].stale == 1);
  CHECK_FALSE(r.slow.waiting);
  CHECK(r.e->board().total(0, 0, 0, 1, 80'000) == 1'400);
  // Nothing counts as received before it came.
  CHECK(r.ledger->read(3)->received_at == r.ledger->read(2)->received_at + 40);
  const auto folded = engine::fold(*r.ledger, r.ledger->last());
  REQUIRE(folded.has_value());
  CHECK((*folded)->board.save() == r.e->board().save());
}

TEST_CASE("a checkpoint taken while rows are judged ahead names no record that is not on the disk", "[engine]") {
  engine::engine_limits often;
  often.checkpoint_every = 1;
  slow_rig r(often);
  std::size_t keys = 0;
  r.submit(deal("D1", "anna", "5"));
  r.submit(deal("D2", "bo", "7"));
  r.let_go();
  REQUIRE(r.e->stats().checkpoints == 1);
  REQUIRE(r.ledger->load_keys([&](std::span<const ::northstar::ledger::key_entry> some) {
    for (const auto& k : some) CHECK(k.head <= r.ledger->last());
  }).has_value());
  r.let_go();
  REQUIRE(r.answers.size() == 2);
  bool stopped = false;
  r.e->stop([&] { stopped = true; });
  r.run();
  REQUIRE(stopped);
  REQUIRE(r.ledger->load_keys([&](std::span<const ::northstar::ledger::key_entry> some) {
    for (const auto& k : some) CHECK(k.head <= r.ledger->last());
    keys += some.size();
  }).has_value());
  CHECK(keys == 2);
}

TEST_CASE("when the disk refuses a turn, those judged behind it are told too", "[engine]") {
  slow_rig r;
  r.submit(deal("D1", "anna", "5"));
  r.submit(deal("D2", "bo", "7"));
  r.slow.full = true;
  r.let_go();
  CHECK(r.answers.empty());
  CHECK(r.refused == 2);
  CHECK(r.e->failed());
}

TEST_CASE("what is quarantined while another turn is on its way waits once", "[engine]") {
  slow_rig r;
  const std::string later = deal("D9", "anna", "5", 0, "2026-12-18T09:30:00+08:00");
  r.submit(deal("D1", "anna", "5"));
  r.submit(later);
  r.let_go();
  r.submit(later);
  r.let_go();
  REQUIRE(r.answers.size() == 3);
  CHECK(r.answers[1].quarantined == 1);
  CHECK(r.answers[2].quarantined == 1);
  CHECK_FALSE(r.slow.waiting);
  CHECK(r.e->quarantined() == 1);
}

TEST_CASE("when the disk refuses, nothing of the turn shows and every sender is told", "[engine]") {
  rig r;
  r.post(deal("D1", "anna", "5"));
  r.stop();
  full_ledger full(*r.ledger);
  engine::engine e(full, r.clock, [&](std::function<void()> f) { r.posted.push_back(std::move(f)); });
  REQUIRE(e.recover(wire::read_plan(r.plan_text, [](const std::string&) { return std::nullopt; }), "", [] {}).has_value());
  r.run();
  full.full = true;
  int told = 0;
  for (const char* id : {"D2", "D3"})
    REQUIRE(e.submit(r.read(deal(id, "anna", "7")), [&](const auto& o) { told += o.has_error() ? 1 : 0; }).has_value());
  r.run();
  CHECK(told == 2);
  CHECK(e.failed());
  CHECK_FALSE(e.ready());
  CHECK(core::to_text(*(*engine::find_cells(e.view_now(), {{"all"}, {"revenue"}, {"2026-11"}, {}, false}, 1))[0].actual) == "5.00");
  CHECK(e.submit(r.read(deal("D4", "anna", "7")), [](const auto&) {}).error() == engine::errc::ledger_failed);
}

// SPDX-License-Identifier: MIT
// Checkpoints are made in pieces, between which sales come and plans change.
#include <algorithm>
#include <random>

#include "catch.hpp"
#include "engine/fold.hpp"
#include "forwarding_ledger.hpp"
#include "rig.hpp"

using namespace northstar;
using namespace northstar::test;

namespace {

// Says how many records had come behind a checkpoint until it was made.
class watched_ledger : public forwarding_ledger {
 public:
  using forwarding_ledger::forwarding_ledger;
  void save_checkpoint(northstar::ledger::checkpoint c, std::vector<northstar::ledger::key_entry> k, done then) override {
    behind.push_back(last() - c.at);
    for (const northstar::ledger::key_entry& e : k) CHECK(e.head <= c.at);
    saved.push_back(c);
    forwarding_ledger::save_checkpoint(std::move(c), std::move(k), std::move(then));
  }

  std::vector<northstar::ledger::offset> behind;
  std::vector<northstar::ledger::checkpoint> saved;
};

// Five rows a turn, so that turns and pieces take turns.
struct watched_rig : rig {
  explicit watched_rig(std::uint64_t checkpoint_every, std::size_t piece) {
    stop();
    engine::engine_limits l;
    l.turn_rows_max = 5;
    l.checkpoint_every = checkpoint_every;
    l.checkpoint_piece = piece;
    e = std::make_unique<engine::engine>(watched, clock, [this](std::function<void()> f) { posted.push_back(std::move(f)); }, l);
    REQUIRE(e->recover(wire::read_plan(plan_text, [](const std::string&) { return std::nullopt; }), "", [] {}).has_value());
    run();
    watched.saved.clear();
    watched.behind.clear();
  }
  void submit(const std::string& rows) {
    REQUIRE(e->submit(read(rows), [](const auto& o) { REQUIRE(o.has_value()); }).has_value());
  }
  // Runs what is posted until a checkpoint is under way.
  void run_into_checkpoint(northstar::ledger::offset at) {
    while (ledger->last() < at) {
      const auto next = std::move(posted.front());
      posted.pop_front();
      next();
    }
    REQUIRE(watched.saved.empty());
  }
  void check_saved() {
    for (const northstar::ledger::checkpoint& c : watched.saved) {
      const auto folded = engine::fold(*ledger, c.at);
      REQUIRE(folded.has_value());
      CHECK((*folded)->save() == c.counters);
    }
  }

  watched_ledger watched{*ledger};
  std::unique_ptr<engine::engine> e;
};

std::string many_rows(std::mt19937& random, int rows) {
  const char* const owners[] = {"anna", "bo", "cy", "nobody"};
  std::string out;
  for (int i = 0; i < rows; ++i) {
    const auto n = random();
    const std::string at = "2026-" + std::string(n % 2 == 0 ? "11" : "10") + "-0" + std::to_string(1 + n % 9) + "T09:30:00+08:00";
    out += deal("K" + std::to_string(n % 70), owners[n / 7 % 4], std::to_string(n % 10'000), static_cast<int>(n / 64 % 9), at, n % 11 == 0 ? "void" : "deal.won");
  }
  return out;
}

}  // namespace

TEST_CASE("a checkpoint that is made while sales come holds those before it, and no other", "[engine][checkpoint]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  watched_rig r(40, 150);
  for (int i = 0; i < 12; ++i) r.submit(many_rows(random, 25));
  r.run();
  CHECK(r.watched.saved.size() > 2);
  CHECK(*std::max_element(r.watched.behind.begin(), r.watched.behind.end()) > 0);
  r.check_saved();
}

TEST_CASE("a plan that comes into force while a checkpoint is made takes its place", "[engine][checkpoint]") {
  std::mt19937 random(7);
  watched_rig r(20, 1);
  r.submit(many_rows(random, 25));
  r.run_into_checkpoint(22);
  std::string text = r.plan_text;
  text.replace(text.find("\"A. Snelling\""), 13, "\"Annie\"");
  bool applied = false;
  const auto reading = wire::read_plan(text, [](const std::string&) { return std::nullopt; });
  REQUIRE(r.e->apply_plan(reading, "another", [&](const auto& done) { applied = done.has_value(); }).has_value());
  r.submit(many_rows(random, 10));
  r.run();
  REQUIRE(applied);
  r.clock.advance(250);
  r.e->run_due();
  r.run();
  REQUIRE_FALSE(r.watched.saved.empty());
  for (const ledger::checkpoint& c : r.watched.saved) CHECK(engine::state::plans_of(c.counters).size() == 2);
  CHECK(r.watched.saved.back().at == r.ledger->last());
  r.check_saved();
}

TEST_CASE("a stop while a checkpoint is made waits for it, and saves what came behind it", "[engine][checkpoint]") {
  std::mt19937 random(7);
  watched_rig r(20, 10);
  r.submit(many_rows(random, 25));
  r.run_into_checkpoint(22);
  bool stopped = false;
  r.e->stop([&] { stopped = true; });
  r.run();
  CHECK(stopped);
  REQUIRE(r.watched.saved.size() == 2);
  CHECK(r.watched.saved.back().at == r.ledger->last());
  r.check_saved();
}

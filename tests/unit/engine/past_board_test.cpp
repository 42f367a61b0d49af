// SPDX-License-Identifier: MIT
// The board of another moment made from the nearest one there is, against a count of every record: equal bytes, whatever came in.
#include <random>

#include "catch.hpp"
#include "engine/engine.hpp"
#include "engine/past_fold.hpp"
#include "rig.hpp"

using namespace northstar;
using namespace northstar::test;

namespace {

constexpr core::instant_ms minute = 60'000;
constexpr core::instant_ms hour = 60 * minute;
constexpr core::instant_ms day = core::ms_per_day;

// A plan with every kind of metric, whose days begin at an odd hour in a zone that changes its clocks within the time looked at.
std::string odd_plan(const std::string& zone, const std::string& cutover) {
  std::string plan = small_plan;
  const auto replace = [&](const std::string& from, const std::string& to) { plan.replace(plan.find(from), from.size(), to); };
  replace("Asia/Shanghai", zone);
  replace(R"("rates")", R"("calendar": {"day_cutover": ")" + cutover + R"("}, "rates")");
  replace(R"({"id": "win_rate")", R"({"id": "buyers", "kind": "distinct", "of": "customer", "types": ["deal.won"]},
    {"id": "win_rate")");
  return plan;
}

class random_history {
 public:
  random_history(rig& r, unsigned seed) : rig_(r), random_(seed) {}

  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  core::instant_ms between(core::instant_ms a, core::instant_ms b) { return std::uniform_int_distribution<core::instant_ms>(a, b)(random_); }

  // A body of rows over a few hundred keys, so that they meet: edits that move a date or an owner, older versions, voids, things to come,
  // records without a rate; most are of the last days, some of any time.
  void post() {
    std::string rows;
    for (std::size_t n = 1 + below(25); n > 0; --n) {
      const char* const types[] = {"deal.won", "deal.won", "deal.won", "order.paid", "refund.issued", "deal.lost", "void"};
      const char* const owners[] = {"anna", "bo", "cy", "A. Snelling", "Annie", "nobody", ""};
      const char* const currencies[] = {"CNY", "CNY", "CNY", "USD", "EUR"};
      const core::instant_ms back = below(4) == 0 ? between(0, 40 * day) : between(0, 2 * day);
      const core::instant_ms at = rig_.clock.now() + (below(25) == 0 ? between(25 * hour, 40 * hour) : -back);
      json row = json::parse(deal("K" + std::to_string(below(300)), owners[below(7)], std::to_string(below(90'000)), static_cast<int>(below(6)),
                                  core::to_rfc3339(core::zone{}, at), types[below(7)]));
      row["currency"] = currencies[below(5)];
      row["customer"] = "C" + std::to_string(below(12));
      row["segment"] = below(2) == 0 ? "new" : "existing";
      rows += row.dump() + "\n";
      occurred_.push_back(at);
    }
    rig_.post(rows);
    received_.push_back(rig_.clock.now());
    rig_.advance(static_cast<core::instant_ms>(below(8)) * 20 * minute + 1);
  }

  // An instant at which something is likely to go wrong: of a record, the beginning of a day, a millisecond beside either, or any.
  core::instant_ms as_of() {
    const core::instant_ms at = occurred_[below(occurred_.size())];
    const core::calendar& cal = rig_.engine->plan().calendar();
    switch (below(3)) {
      case 0: return at + between(-1, 1);
      case 1: return cal.day_start(cal.day_of(at)) + between(-1, 1);
      default: return at + between(-2 * day, 2 * day);
    }
  }
  core::instant_ms known_at() { return received_[below(received_.size())] + between(-1, 1) * static_cast<core::instant_ms>(below(2)); }

 private:
  rig& rig_;
  std::mt19937 random_;
  std::vector<core::instant_ms> occurred_, received_;
};

void compare(rig& r, const engine::moment_query& when) {
  std::optional<engine::board_view> got;
  r.engine->look(when, [&](const engine::result<engine::board_view>& v) {
    REQUIRE(v.has_value());
    got = *v;
  });
  r.run();
  REQUIRE(got.has_value());
  engine::past_fold whole(*r.ledger, got->board->shared_plan(), got->upto, got->occurred_by);
  const auto folded = whole.step(static_cast<std::size_t>(got->upto) + 1);
  REQUIRE((folded.has_value() && *folded == engine::progress::done));
  INFO("up to " << got->upto << " of " << r.ledger->last());
  CHECK(got->board->save() == whole.board().save());
}

void compare_many(rig& r, random_history& history, int times) {
  for (int n = 0; n < times; ++n) {
    const core::instant_ms as_of = history.as_of(), known_at = history.known_at();
    CAPTURE(as_of, known_at);
    compare(r, {as_of, std::nullopt});
    compare(r, {std::nullopt, known_at});
    compare(r, {as_of, known_at});
  }
}

void change_plan(rig& r, const std::string& from, const std::string& to) {
  r.plan_text.replace(r.plan_text.find(from), from.size(), to);
  const auto reading = wire::read_plan(r.plan_text, [](const std::string&) { return std::nullopt; });
  bool done = false;
  REQUIRE(r.engine->apply_plan(reading, "another", [&](const auto& applied) { done = applied.has_value(); }).has_value());
  r.run();
  REQUIRE(done);
}

// Checkpoints come often and many stay, so that moments lie before, behind and between them.
engine::engine_limits often() {
  engine::engine_limits limits;
  limits.checkpoint_every = 60;
  return limits;
}
constexpr ledger::retention many_kept{.spacing = 100, .count_max = 6, .bytes_max = 1u << 20, .bytes_max_per_record = 1};

}  // namespace

TEST_CASE("a board of another moment equals a count of every record, byte for byte, in any zone and with any cut-over", "[engine][past]") {
  const auto [zone, cutover] = GENERATE(std::pair("Asia/Shanghai", "00:00"), std::pair("America/New_York", "04:00"),
                                        std::pair("Pacific/Kiritimati", "23:45"), std::pair("Pacific/Pago_Pago", "00:30"));
  const unsigned seed = std::random_device{}();
  CAPTURE(seed, zone, cutover);
  rig r(odd_plan(zone, cutover), often(), many_kept);
  r.clock.set(1'793'200'000'000);  // clocks change in New York within days
  random_history history(r, seed);
  for (int round = 0; round < 12; ++round) {
    for (int n = 0; n < 8; ++n) history.post();
    compare_many(r, history, 4);
    if (round % 3 == 1) REQUIRE_FALSE(r.restart());
  }
  CHECK(r.ledger->checkpoints()->size() > 3);
  compare_many(r, history, 40);
}

TEST_CASE("each moment is counted under the plan that was in force, whatever plans there were", "[engine][past]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  rig r(odd_plan("Asia/Shanghai", "03:00"), often(), many_kept);
  random_history history(r, seed);
  const auto some = [&] {
    for (int n = 0; n < 25; ++n) history.post();
    compare_many(r, history, 8);
  };
  some();
  change_plan(r, "\"A. Snelling\"", "\"Annie\"");
  some();
  change_plan(r, R"("currency": "USD", "from": "2026-01-01")", R"("currency": "EUR", "from": "2026-01-01", "rate": "8"}, {"currency": "USD", "from": "2026-01-01")");
  some();
  REQUIRE_FALSE(r.restart());
  change_plan(r, "03:00", "00:00");
  some();
  compare_many(r, history, 30);
}

TEST_CASE("when a checkpoint for the past is damaged, or none was kept, the answer is the same", "[engine][past]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  rig r(odd_plan("Asia/Shanghai", "00:00"), often(), many_kept);
  random_history history(r, seed);
  for (int n = 0; n < 60; ++n) history.post();
  r.stop();
  const auto kept = r.ledger->checkpoints();
  REQUIRE(kept->size() > 3);
  for (std::size_t n = 0; n + 1 < kept->size(); ++n) {
    std::string counters = (*r.ledger->checkpoint_at((*kept)[n]))->counters;
    if (n % 2 == 0) counters.resize(counters.size() / 3);
    else counters = "damaged";
    r.ledger->save_checkpoint({(*kept)[n], std::move(counters)}, {}, [](auto) {});
  }
  REQUIRE_FALSE(r.restart());
  compare_many(r, history, 20);
}

TEST_CASE("a board past what counters surely hold is counted in the one order that was allowed", "[engine][past]") {
  rig r(small_plan, often(), many_kept);
  const auto huge = [](int key, const char* type) {
    return deal("H" + std::to_string(key), "anna", "9000000000000", 1, "2026-11-18T09:30:00+08:00", type);
  };
  std::string rows;
  for (int n = 0; n < 9'000; ++n) rows += huge(n, n % 2 == 0 ? "deal.won" : "refund.issued");
  r.post(rows);
  const core::instant_ms half = r.clock.now();
  r.advance(hour);
  rows.clear();
  for (int n = 0; n < 3'000; ++n) rows += huge(10'000 + n, n % 2 == 0 ? "deal.won" : "refund.issued");
  r.post(rows);
  compare(r, {std::nullopt, half});
  compare(r, {r.clock.now(), std::nullopt});
}

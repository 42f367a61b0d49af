// SPDX-License-Identifier: MIT
// An engine on a ledger in memory with a clock of its own: what the tests of this room turn and look at.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "feed/outbox.hpp"
#include "ledger/memory_ledger.hpp"

namespace northstar::test {

using json = nlohmann::json;

// 2026-11-18 (a Wednesday) 10:00 in Shanghai.
inline constexpr core::instant_ms wednesday_at_ten = 1'794'967'200'000;

// Two regions, three reps, revenue, deals, closed, win rate; month targets for all.
extern const char* const small_plan;

class rig {
 public:
  explicit rig(std::string plan = small_plan, engine::engine_limits limits = {}, ledger::retention kept = {});

  // A new engine on the same ledger, as after a restart. Gives the error of recover().
  boost::system::error_code restart(const std::string& apply_reason = {});
  void stop();
  // Runs what is posted until nothing is.
  void run();
  void advance(core::instant_ms by_ms);

  wire::event_reading read(const std::string& ndjson) const;
  // Posts rows, one a line, and gives the answer after the turn.
  engine::outcomes post(const std::string& ndjson);
  std::string actual(const std::string& unit, const std::string& metric, const std::string& period, const std::string& slice = "") const;
  core::cell cell(const std::string& unit, const std::string& metric, const std::string& period) const;

  std::string plan_text;
  engine::engine_limits limits;
  engine::manual_clock clock{wednesday_at_ten};
  std::unique_ptr<ledger::ledger> ledger;
  std::deque<std::function<void()>> posted;
  std::unique_ptr<engine::engine> engine;
};

// One event as a JSON line.
std::string deal(const std::string& id, const std::string& owner, const std::string& amount, int version = 0,
                 const std::string& at = "2026-11-18T09:30:00+08:00", const std::string& type = "deal.won");

// A viewer that applies what it is sent, as a page does.
class viewer : public feed::subscriber {
 public:
  viewer(rig& r, const std::string& scope, feed::outbox_limits limits = {});

  void deliver(feed::subscription& by, const feed::sequenced_frame& f) override;
  // Takes what waits; a viewer that does not is a slow one.
  void drain();
  // Leaves and comes back with its position; `only_scope`: it watches nothing else.
  void reconnect(bool only_scope = true);
  // Loses the connection with all that waits.
  void lose();
  // The cells by unit|metric|slice|period, ages and instants left out.
  std::map<std::string, json> board() const;

  json last;                     // newest message
  std::vector<json> messages;    // all but celebrations,
  std::vector<json> celebrations;  // which are no part of the state
  std::size_t snapshots = 0;
  std::string position;

 private:
  void take(const json& m);

  rig& rig_;
  feed::outbox outbox_;
  feed::channel* channel_ = nullptr;
  feed::subscription membership_;
  std::map<long, json> cells_;
};

}  // namespace northstar::test

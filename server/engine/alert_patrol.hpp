// SPDX-License-Identifier: MIT
// Watches the lights of all running cells that have a target, and tells when one has stayed changed (core/alert.hpp). Looks at a bounded number
// of cells a call, in turn, so that a large organisation costs no more per tick than a small one; only its debounce is looked at less often.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.hpp"
#include "core/board.hpp"
#include "core/view.hpp"
#include "engine/backfill.hpp"

namespace northstar::engine {

struct raised_alert {
  std::string unit, metric, period;
  core::light_alert alert;
  core::instant_ms raised_at = 0;
  std::uint64_t number = 0;  // of this process, from 1
  // Who has seen it, and when; kept as long as the alert. Empty: nobody yet.
  std::string acknowledged_by;
  core::instant_ms acknowledged_at = 0;

  // Its name outside: another process's alert never has it.
  std::string id() const { return std::to_string(raised_at) + "-" + std::to_string(number); }
};

class alert_patrol {
 public:
  // Looks at the next cells that are due. A cell that is new here (a new period, a restart, a target that a plan brings) settles silently, and so
  // does one whose unit an import of the past has touched since the last look. `imports` goes by the board's plan.
  std::vector<raised_alert> look(const core::board& board, const core::view_moment& moment, const backfill& imports);
  // Every cell settles silently on what is seen next.
  void begin_anew() { plan_.reset(), cells_.clear(), next_ = 0; }

  // The newest last; at most alerts_max, older ones are dropped.
  const std::deque<raised_alert>& raised() const { return raised_; }
  // Whoever was first stays. Null: there is no such alert (any more). Valid until the next look().
  const raised_alert* acknowledge(std::string_view id, const std::string& by, core::instant_ms at);
  std::uint64_t raised_total() const { return raised_total_; }

  static constexpr std::size_t alerts_max = 1000;
  static constexpr std::size_t cells_a_look = 400;        // some 50 µs
  static constexpr core::instant_ms round_every_ms = 5000;

 private:
  struct watched_cell {
    core::cell_key key;
    core::plan_terms terms;
    core::alert_watch watch;
    std::uint32_t touches = 0;  // by imports, as of the last look
  };
  void begin_round(const core::board& board, core::instant_ms now);

  std::shared_ptr<const core::compiled_plan> plan_;  // of the cells
  std::vector<core::period> periods_;
  std::vector<watched_cell> cells_;
  std::size_t next_ = 0;
  core::instant_ms round_begun_at_ = 0;
  std::deque<raised_alert> raised_;
  std::uint64_t raised_total_ = 0;
};

std::string alerts_text(const core::compiled_plan& plan, const std::deque<raised_alert>& alerts);

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// What many cells read at one instant have in common, worked out once: what the clock says of a period, and what the last days of a series
// tell. Good for one board that does not change meanwhile. Included by few .cpp files.
#pragma once

#include <optional>
#include <vector>

#include "core/board.hpp"
#include "core/cell.hpp"
#include "core/forecast_history.hpp"

namespace northstar::core {

// What the clock says of a period, for units with the same leave.
struct period_clock {
  bool begun = false;
  bool past = false;
  // W(elapsed) ÷ W(period) in lowest terms, 0/1 when nothing weighs; is_short: both are held exactly.
  bool is_short = false;
  std::int64_t gone = 0, whole = 1;
  // Of a running period: the weight of today, and of today … end.
  day_number today = 0;
  weight_micro due = 0, left = 0;
  // The same as the range of a forecast sees it.
  progress at;

  bool running() const { return begun && !past; }
};

class reading_memo {
 public:
  reading_memo(const board& b, instant_ms now) : board_(b), now_(now) {}

  // Under the board's own plan. References hold until the next call.
  const period_clock& clock_of(const cell_key& key) { return period_of(key).clock; }
  const std::vector<earlier_period>& earlier_of(const cell_key& key);
  const recent_days& days_of(const cell_key& key);

 private:
  struct known_period {
    core::period period;
    period_clock clock;
    std::optional<std::vector<earlier_period>> earlier;
  };
  known_period& period_of(const cell_key& key);
  period_clock ask_clock(const cell_key& key) const;

  // More kinds of period than a screen shows; of longer lists the oldest gives way.
  static constexpr std::size_t periods_max = 16;

  const board& board_;
  instant_ms now_;
  std::vector<known_period> periods_;  // of units without leave
  std::size_t next_ = 0;
  known_period own_;                   // of a unit with leave
  std::optional<cell_key> days_known_;
  recent_days days_;
};

}  // namespace northstar::core

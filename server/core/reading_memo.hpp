// SPDX-License-Identifier: MIT
// What the cells of a board have in common, worked out once: what the clock says of a period at one instant, and what the past of a series tells
// from instant to instant, as long as nothing but today changes in it. One board, one plan, one thread. Included by few .cpp files.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <unordered_map>
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
  explicit reading_memo(const board& b) : board_(b) {}

  // The board may have changed since the last moment; until the next one it does not.
  void move_to(instant_ms now);

  // Under the board's own plan. References hold until another cell is asked for.
  const period_clock& clock_of(const cell_key& key) { return period_of(key).clock; }
  struct learnt {
    const recent_days& days;
    const earlier_misses& misses;
  };
  learnt past_of(const cell_key& key);

 private:
  struct known_period {
    core::period period;
    std::uint64_t at_moment = 0;  // when the clock was asked
    period_clock clock;
    std::uint64_t compared_at = 0;
    std::vector<earlier_period> earlier;
    std::uint64_t turn = 0;  // moves when `earlier` becomes another
  };
  struct known_misses {
    core::period period;
    std::uint64_t turn = 0;  // of the known period they were learnt with; 0: not learnt yet
    earlier_misses misses;
  };
  // The past of a series, as long as nothing but today changes in it.
  struct known_past {
    std::uint64_t at_moment = 0;
    day_number today = 0;
    std::uint32_t turns = 0;
    recent_days days;
    std::array<known_misses, all_period_kinds.size()> misses;
  };

  known_period& period_of(const cell_key& key);
  const known_period& compared_period_of(const cell_key& key);
  known_past& series_of(const cell_key& key);
  bool still_holds(const known_past& past, const cell_key& key) const;
  recent_days ask_days(const cell_key& key) const;
  period_clock ask_clock(const cell_key& key) const;

  // Beyond these what is known is forgotten and asked again.
  static constexpr std::size_t series_max = 16'384;  // some 10 MB
  static constexpr std::size_t units_max = 1'024;
  static constexpr std::size_t periods_max = 16;     // a screen shows five

  const board& board_;
  instant_ms now_ = 0;
  day_number today_ = 0;
  std::uint64_t moment_ = 0;  // counts them
  std::uint64_t turn_ = 0;    // the last one of a known period
  std::vector<known_period> periods_;                                    // of units without leave
  std::unordered_map<unit_index, std::vector<known_period>> with_leave_;
  boost::unordered_flat_map<series_index, known_past> past_;
  // The one asked for last: cells of a series come one after the other.
  series_index last_series_ = 0;
  known_past* last_ = nullptr;
};

}  // namespace northstar::core

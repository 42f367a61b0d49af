// SPDX-License-Identifier: MIT
// The funnel of a cell: what each stage has, how stages convert by the cell's own history, and how much of each is still needed for the
// target (docs/goals.md). Computed with rationals of any length; nothing is rounded before it is given out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/board.hpp"
#include "core/cell.hpp"

namespace northstar::core {

// Conversion is learnt from the days before today, so many of them. A distinct metric counts a text once in the whole window.
inline constexpr day_number funnel_window_days = 365;
// With less than this of a stage (in whole units) in the window, its history is too thin; that of the unit's parent is looked at instead.
inline constexpr std::int64_t funnel_floor = 20;
// A need of more whole units than this is nobody's plan: it is given out as none.
inline constexpr std::int64_t funnel_need_max = 1'000'000'000'000'000'000;

// What one of a stage became, on average: num ÷ den, totals of the window in the slice of the cell.
struct funnel_rate {
  figure value;                 // six digits; may exceed one
  unit_index from = 0;          // whose history it is
  figure num;                   // of the next stage (behind the last one: of the goal)
  figure den;                   // of the stage itself
};

struct funnel_row {
  cell_key key;                          // its metric is the stage
  figure actual;
  // To the next stage. Behind the last stage: the goal's metric per unit of it; empty when that stage is the goal itself.
  // Empty too when even the root's history is thin.
  std::optional<funnel_rate> rate;
  std::optional<metric_index> goal;      // whose target it is about; the same in all rows; empty: no target, no needs
  std::optional<figure> needed;          // rounded up to the stage's smallest unit: half a visit cannot be made
  std::optional<figure> needed_exact;    // six digits
  std::optional<figure> needed_today;    // needed_exact × weight(today) ÷ W(today … end), six digits; running periods only
};

// A row a stage, in the plan's order; none when the plan has no funnel.
//
// The goal is the last stage when it has a target in the cell, else the north star when it has one and is no ratio, else the first sum
// of the plan that has one. Need of the last stage: what is open of the goal, at least 0, ÷ the goal per unit of the last stage; of
// every earlier one: the exact need of the next ÷ its rate. A need of 0 needs nothing before it, whatever the rates; any other is empty
// without a rate, with one of 0 or less, or after an empty one.
//
// Whose history: the unit's, else its parent's by the memberships of today, and so on; last the root's. Cost: a few sums over a year a
// stage and ancestor.
std::vector<funnel_row> funnel_at(const board& b, unit_index unit, slice_index slice, const period& p, instant_ms now);

}  // namespace northstar::core

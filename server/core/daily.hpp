// SPDX-License-Identifier: MIT
// One row a day of a period: the trend of a cell against what its target asks for.
#pragma once

#include <optional>
#include <vector>

#include "core/cell.hpp"

namespace northstar::core {

class board;

struct daily_row {
  cell_key day;  // its period is the day
  std::optional<figure> actual;      // of the day alone
  std::optional<figure> cumulative;  // from the period's first day; empty for days that have not begun
  std::optional<figure> target;      // the day's own
  std::optional<figure> expected;    // of the whole period's target, at the end of the day
  figure weight;                     // of the day for the unit, six digits
};

// The rows of key.period, at most 366.
std::vector<daily_row> daily_rows(const board& b, const cell_key& key, instant_ms now);

}  // namespace northstar::core

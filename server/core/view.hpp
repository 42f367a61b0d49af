// SPDX-License-Identifier: MIT
// From counters to cells: everything judged, at one instant. The page, the tables and the lights all come from here.
#pragma once

#include <memory>
#include <vector>

#include "core/board.hpp"
#include "core/cell.hpp"

namespace northstar::core {

class recent_days_memo;

// What the clock and the world outside add to the counters.
struct view_moment {
  instant_ms now = 0;
  // Age of the freshest delivery, seconds; empty: none yet.
  std::optional<std::int64_t> source_age_s;
  // The sources that feed the board are staler than lights.stale_after (in working hours).
  bool stale = false;
};

cell cell_at(const board& b, const cell_key& key, const view_moment& moment);
// The same for many cells of a board that does not change meanwhile, best with those of a series one behind the other: they share what its days tell.
class cell_reader {
 public:
  cell_reader(const board& b, const view_moment& moment);
  ~cell_reader();
  cell at(const cell_key& key);

 private:
  const board& board_;
  view_moment moment_;
  std::unique_ptr<recent_days_memo> memo_;
};
// Its light alone, at a tenth of the cost.
light light_at(const board& b, const cell_key& key, const view_moment& moment);
// What counted in the key's days, which need not be a named period; empty for a ratio over nothing.
std::optional<figure> actual_at(const board& b, const cell_key& key);

// The running period of each kind, in the order of all_period_kinds.
std::vector<period> running_periods(const compiled_plan& plan, instant_ms now);
// The units a scope shows: itself, its direct members today, and `unassigned` under the root.
std::vector<unit_index> scope_units(const compiled_plan& plan, unit_index scope, instant_ms now);
// The unit and everything below it today; `unassigned` last under the root.
std::vector<unit_index> subtree(const compiled_plan& plan, unit_index top, instant_ms now);

}  // namespace northstar::core

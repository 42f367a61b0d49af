// SPDX-License-Identifier: MIT
// From counters to cells: everything judged, at one instant. The page, the tables and the lights all come from here.
#pragma once

#include <memory>
#include <vector>

#include "core/board.hpp"
#include "core/cell.hpp"
#include "core/cell_figures.hpp"

namespace northstar::core {

class reading_memo;

// What the clock and the world outside add to the counters.
struct view_moment {
  instant_ms now = 0;
  // Age of the freshest delivery, seconds; empty: none yet.
  std::optional<std::int64_t> source_age_s;
  // The sources that feed the board are staler than lights.stale_after (in working hours).
  bool stale = false;
};

cell cell_at(const board& b, const cell_key& key, const view_moment& moment);
// The same by numbers of any length, at several times the cost: what cells are whose numbers are long, and what short ones are held against.
cell cell_by_wide_numbers(const board& b, const cell_key& key, const view_moment& moment);

// What the plan says of a cell: it stays as long as the plan is in force, so who asks for the cell again and again keeps it.
struct plan_terms {
  bool own = false;  // the plan itself judges the cell, not a version before it, and it is no ratio; otherwise nothing is told here
  std::optional<std::int64_t> target, unallocated;  // in the metric's smallest unit
};
plan_terms terms_of(const compiled_plan& plan, const cell_key& key);
// Without `unallocated`: enough for a light.
plan_terms target_terms_of(const compiled_plan& plan, const cell_key& key);

// Many cells of a board, best with those of a series one behind the other: they share what the clock says and what the past tells, which is
// remembered from one moment to the next for as long as it stays. The board may change between two moments, and gets a new reader with a new plan.
class cell_reader {
 public:
  cell_reader(const board& b, const view_moment& moment);
  ~cell_reader();
  void move_to(const view_moment& moment);
  cell at(const cell_key& key);
  // Its figures alone, with terms_of() the board's plan. nullopt: one of them needs more than 64 bits.
  std::optional<cell_figures> figures_at(const cell_key& key, const plan_terms& terms);
  // Its light alone, with terms_of() or target_terms_of() the board's plan: a fraction of a cell's cost.
  light light_at(const cell_key& key, const plan_terms& terms);
  const view_moment& moment() const { return moment_; }

 private:
  const board& board_;
  view_moment moment_;
  std::unique_ptr<reading_memo> memo_;
};
// A cell's light alone, by wide numbers.
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

// SPDX-License-Identifier: MIT
// Which version of the plan judges a cell. With "history": "kept" a period that has ended stays judged by the version in force at its end:
// targets, weights and lights of that version, over counts of the newest (contracts §2.1 "as_of").
#pragma once

#include <optional>

#include "core/cell.hpp"
#include "core/compiled_plan.hpp"

namespace northstar::core {

struct judging_plan {
  const compiled_plan* plan = nullptr;  // lives as long as the plan that was asked
  // The cell in that version's numbers; empty: it had no such unit, metric, slice or period, so nothing was asked of it.
  std::optional<cell_key> key;

  const leave_days& leave() const;
};

// `key` is in the numbers of `newest`.
judging_plan judge_of(const compiled_plan& newest, const cell_key& key);

// A target as the judging version holds it: value / 10^digits.
struct judged_target {
  std::int64_t value = 0;
  std::uint8_t digits = 0;
};
std::optional<judged_target> target_at(const judging_plan& judge);
std::optional<judged_target> unallocated_at(const judging_plan& judge);

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
// Which target a cell has: set in the plan, handed down from above, or rolled up from below (contracts §2.1 "Targets").
// Answers are remembered; the table belongs to one compiled plan and one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/cell.hpp"
#include "core/plan.hpp"

namespace northstar::core {

class compiled_plan;

class target_table {
 public:
  explicit target_table(const compiled_plan& plan);

  // In units of 10^-digits of the metric; for a ratio in billionths. nullopt: none.
  std::optional<std::int64_t> find(const cell_key& key) const;
  // target − Σ direct members' targets; nullopt: no target, no member with one, or a ratio.
  std::optional<std::int64_t> unallocated(const cell_key& key) const;

 private:
  struct key_hash {
    std::size_t operator()(const cell_key& k) const;
  };
  // A target that hands down, and the amount it hands to this unit.
  struct origin {
    const target* from = nullptr;
    std::int64_t value = 0;
  };

  const target* explicit_target(const cell_key& key) const;
  std::optional<origin> origin_at(const cell_key& key) const;
  std::optional<std::int64_t> unit_share(const target& of_parent, unit_index child) const;
  std::optional<std::int64_t> compute(const cell_key& key) const;
  std::optional<std::int64_t> handed_down(const cell_key& key) const;
  std::int64_t descend(const origin& from, const cell_key& key) const;
  std::optional<std::int64_t> from_parts(const cell_key& key) const;
  std::optional<std::int64_t> from_members(const cell_key& key) const;
  std::optional<std::int64_t> ratio_target(const cell_key& key) const;

  const compiled_plan& plan_;
  std::unordered_map<cell_key, const target*, key_hash> explicit_;
  std::vector<bool> has_any_;  // by metric × slice: some target speaks of it
  mutable std::unordered_map<cell_key, std::optional<std::int64_t>, key_hash> remembered_;
};

// Parts of `total` in proportion to `weights` (all ≥ 0, some > 0, sum below 2^62), by largest remainder, ties to the earlier
// part; they sum exactly.
std::vector<std::int64_t> split_by_weight(std::int64_t total, const std::vector<std::int64_t>& weights);

}  // namespace northstar::core

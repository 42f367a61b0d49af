// SPDX-License-Identifier: MIT
// Which target a cell has: set in the plan, handed down from above, or rolled up from below (contracts §2.1 "Targets").
// Answers are remembered; the table belongs to one compiled plan and one thread.
#pragma once

#include <cstdint>
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
  struct answer {
    std::optional<std::int64_t> target;
    std::optional<std::int64_t> unallocated;
    bool knows_unallocated = false;  // it was asked for
  };
  // A target that hands down, and the amount it hands to this unit.
  struct origin {
    const target* from = nullptr;
    std::int64_t value = 0;
  };

  // What is remembered of the cell, computed when first asked for; null: no target is set for its metric and slice, or it is nobody's.
  answer* answer_of(const cell_key& key) const;
  const target* explicit_target(const cell_key& key) const;
  // What is set for exactly this cell: its own explicit target, or its share of its parent's.
  std::optional<origin> origin_at(const cell_key& key) const;
  // That of the smallest period around the cell's for which one is set.
  std::optional<origin> nearest_origin(const cell_key& key) const;
  std::optional<std::int64_t> compute(const cell_key& key) const;
  // Nothing changes for the unit within the period: no target is set inside it, and what is not handed down comes from members that
  // stay the same and are steady too. Then the parts surely add up to the members' sum, and a roll-up need not walk the days.
  bool is_steady(const cell_key& key) const;
  std::int64_t descend(const origin& from, const cell_key& key) const;
  std::vector<std::int64_t> part_weights(const target& t, const period& whole, unit_index u) const;
  std::optional<std::int64_t> from_parts(const cell_key& key) const;
  std::optional<std::int64_t> from_members(const cell_key& key) const;
  std::optional<std::int64_t> ratio_target(const cell_key& key) const;

  const compiled_plan& plan_;
  std::unordered_map<cell_key, const target*, key_hash> explicit_;
  std::vector<bool> spoken_of_;  // by metric × slice: some target is set for it
  std::unordered_map<cell_key, std::vector<period>, key_hash> set_periods_;  // key without period: for which it is set or shared
  std::vector<std::vector<day_number>> member_changes_;                      // by unit: days on which its members change
  mutable std::unordered_map<cell_key, answer, key_hash> remembered_;
};

// Parts of `total` in proportion to `weights` (all ≥ 0, some > 0, sum below 2^62), by largest remainder, ties to the earlier
// part; they sum exactly.
std::vector<std::int64_t> split_by_weight(std::int64_t total, const std::vector<std::int64_t>& weights);
// The same where the shares (billionths of `total`) need not add up to one: the parts then add up to their rounded sum.
std::vector<std::int64_t> split_by_share(std::int64_t total, const std::vector<share_nano>& shares);

}  // namespace northstar::core

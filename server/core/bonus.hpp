// SPDX-License-Identifier: MIT
// Tiered bonus of one unit for one period, with the deals and the rule behind each amount (docs/goals.md).
// Values are in the metric's smallest unit, tiers and rates in billionths, amounts in the plan's currency. Everything is computed
// from whole numbers and rounded where it is given out, half away from zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/figure.hpp"
#include "core/plan.hpp"

namespace northstar::core {

// One event that counts for the unit in the period. For a distinct metric the first event of each text counts 1, the others 0.
struct bonus_deal {
  std::uint64_t ref = 0;       // tells deals of the same instant apart and orders them; no two alike
  instant_ms occurred_at = 0;
  std::int64_t value = 0;      // signed; a refund is negative
};

struct bonus_basis {
  std::optional<std::int64_t> target;  // of the cell, in the metric's smallest unit
  std::uint8_t metric_digits = 0;
  std::uint8_t minor_digits = 2;       // of the plan's currency
};

// What a tier holds, or what a deal brought into it or took out of it.
struct bonus_part {
  std::size_t tier = 0;  // index into bonus_rule::tiers
  figure base;           // in the metric's digits
  figure amount;         // in minor digits
};

struct deal_bonus {
  std::size_t index = 0;  // into the deals as they were handed in
  instant_ms occurred_at = 0;
  figure value;  // in the metric's digits
  figure amount;
  std::vector<bonus_part> parts;  // the tiers it moved, lowest first; empty: it earned nothing and took nothing back
};

struct bonus_statement {
  std::optional<figure> target;
  figure actual;                     // Σ values
  std::optional<figure> attainment;  // actual ÷ target, six digits; empty without target or for 0
  figure amount;
  std::vector<bonus_part> tiers;     // every tier of the rule, also those not reached
  std::vector<deal_bonus> deals;     // in the order in which they cumulate: occurred_at, then ref
};

// Tiers are marginal: what lies between from × target of one tier and of the next earns the first one's rate; what lies below the first
// tier earns nothing. Without a target, or with one of 0 or less, the tier that starts at 0 applies to everything, the others to nothing.
// While the cumulated actual is below zero the bonus is 0, never negative: later deals fill the hole before they earn.
//
// Parts of deals add up to the tiers, tiers to the amount, deals to the amount, to the last digit: each is the difference of two
// rounded cumulated figures, so one may lie a smallest unit beside rate × base. The amount and the tiers depend on the deals as a set only.
// O(deals × tiers); the plan reader keeps tiers ascending, 0 ≤ from ≤ 1000 and 0 ≤ rate ≤ 1,000,000.
bonus_statement bonus_of(const bonus_rule& rule, const bonus_basis& basis, const std::vector<bonus_deal>& deals);

}  // namespace northstar::core

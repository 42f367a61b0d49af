// SPDX-License-Identifier: MIT
// In which unit the figures of a metric are held and given out (contracts §2.1 "Rounding").
#pragma once

#include "core/exact.hpp"
#include "core/plan.hpp"

namespace northstar::core {

// Targets of a ratio are billionths, all others are in the metric's smallest unit.
inline std::uint8_t target_digits(const metric& m) { return m.kind == metric_kind::ratio ? std::uint8_t{9} : m.digits; }

// Of actual, target and gap.
inline std::uint8_t own_digits(const metric& m) { return m.kind == metric_kind::ratio ? std::uint8_t{6} : m.digits; }

// Of expected, needed and forecast: a sum gives them in its smallest unit, counts and ratios with six decimals.
inline std::uint8_t judged_digits(const metric& m) { return m.kind == metric_kind::sum ? m.digits : std::uint8_t{6}; }

// value / 10^digits
inline rational scaled(__int128 value, std::uint8_t digits) { return {value, power_of_ten(digits)}; }

}  // namespace northstar::core

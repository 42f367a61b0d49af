// SPDX-License-Identifier: MIT
// The figures of a cell in 64 bits each, without their digits, which follow from the metric: a fifth of the memory of a core::cell, for
// who keeps many of them or compares them all the time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/cell.hpp"
#include "core/plan.hpp"

namespace northstar::core {

struct cell_figures {
  enum field : std::uint8_t { actual, target, expected, attainment, pace, gap, needed_today, forecast, forecast_low, forecast_high, unallocated, field_count };

  std::array<std::int64_t, field_count> values{};  // 0 where there is none, so that equal cells compare equal
  std::uint16_t present = 0;                       // bit f: there is a value
  core::light light = light::grey;

  bool has(std::size_t f) const { return (present >> f & 1) != 0; }
  void set(field f, std::int64_t value) {
    values[f] = value;
    present = static_cast<std::uint16_t>(present | 1 << f);
  }
  friend bool operator==(const cell_figures&, const cell_figures&) = default;
};

// Where a cell has them.
inline constexpr std::array<std::optional<figure> cell::*, cell_figures::field_count> figures_of_cell{
    &cell::actual,       &cell::target,   &cell::expected,     &cell::attainment,    &cell::pace,       &cell::gap,
    &cell::needed_today, &cell::forecast, &cell::forecast_low, &cell::forecast_high, &cell::unallocated};

// How many decimals each field has.
using figure_digits = std::array<std::uint8_t, cell_figures::field_count>;
figure_digits digits_of(const metric& m);

// nullopt: a figure needs more than 64 bits.
std::optional<cell_figures> to_figures(const cell& c);
// Key, instant and age are left to the caller.
void put_figures(cell& c, const metric& m, const cell_figures& f);

}  // namespace northstar::core

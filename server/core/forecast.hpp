// SPDX-License-Identifier: MIT
// The low–high range around a forecast (docs/forecast.md): how far the days so far strayed from an even run, carried over the days that
// remain. About four of five periods should land inside.
#pragma once

#include <optional>

#include "core/board.hpp"
#include "core/cell.hpp"
#include "core/exact.hpp"

namespace northstar::core {

struct forecast_range {
  rational low;
  rational high;
};

// In units of 10^-digits of the metric. nullopt: fewer than five finished working days to learn from, a ratio, or not running.
std::optional<forecast_range> forecast_range_of(const board& b, const cell_key& key, const rational& forecast,
                                                instant_ms now);

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
// A cell: one figure of the board with all that is judged from it. Computed by cell_at() from counters, targets, calendar and
// an instant; exact until to_figure(), then fixed digits (contracts §2.1 "Rounding").
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/figure.hpp"
#include "core/ids.hpp"
#include "core/period.hpp"

namespace northstar::core {

enum class light : std::uint8_t { grey, green, yellow, red };
std::string_view to_text(light l);

struct cell_key {
  unit_index unit = 0;
  metric_index metric = 0;
  slice_index slice = 0;
  core::period period;
  friend bool operator==(const cell_key&, const cell_key&) = default;
};

struct cell {
  cell_key key;
  std::optional<figure> actual, target, expected, attainment, pace, gap, needed_today, forecast, forecast_low,
      forecast_high, unallocated;
  core::light light = core::light::grey;
  instant_ms as_of = 0;
  std::optional<std::int64_t> source_age_s;
  friend bool operator==(const cell&, const cell&) = default;
};

}  // namespace northstar::core

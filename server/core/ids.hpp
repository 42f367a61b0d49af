// SPDX-License-Identifier: MIT
// The small integers by which the core names things. All are dense indexes into the plan in force, so that
// counters can be arrays; the plan keeps the texts they stand for.
#pragma once

#include <cstdint>
#include <limits>

namespace northstar::core {

// Index into plan::units. unit_count() itself stands for the reserved unit `unassigned`.
using unit_index = std::uint32_t;
// Index into plan::metrics.
using metric_index = std::uint32_t;
// Index into plan::slices; 0 is the whole.
using slice_index = std::uint32_t;
// Numbers a (unit, metric, slice) of a board.
using series_index = std::uint32_t;
// Milliseconds since the Unix epoch, UTC.
using instant_ms = std::int64_t;
// Days since 1970-01-01 of a civil date.
using day_number = std::int32_t;

inline constexpr std::uint32_t no_index = std::numeric_limits<std::uint32_t>::max();

// Every event and every asked-for instant lies in [1970-01-02, 2199-12-31): a day of room at each end lets any
// zone's offset be applied without leaving the calendar's tables.
inline constexpr day_number first_day_supported = 1;
inline constexpr day_number last_day_supported = 84005;  // 2199-12-31
inline constexpr instant_ms ms_per_day = 86'400'000;

}  // namespace northstar::core

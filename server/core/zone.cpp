// SPDX-License-Identifier: MIT
#include "core/zone.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "core/period.hpp"

namespace northstar::core {

namespace {

// No zone was ever further from UTC than this.
constexpr std::int64_t offset_s_max = 26 * 3600;

bool by_instant(std::int64_t utc_s, const zone_transition& t) { return utc_s < t.utc_s; }

}  // namespace

std::int32_t zone::offset_at(std::int64_t utc_s) const {
  const auto next = std::upper_bound(transitions.begin(), transitions.end(), utc_s, by_instant);
  return next == transitions.begin() ? initial_offset_s : std::prev(next)->offset_s;
}

std::int64_t zone::first_showing(std::int64_t local_s) const {
  // Segments between transitions are walked in order from the earliest that could show it; in each the clock shows local_s at
  // local_s − offset, or is past it already when the segment begins.
  const std::int64_t earliest = local_s - offset_s_max;
  auto next = std::upper_bound(transitions.begin(), transitions.end(), earliest, by_instant);
  std::int64_t begin = earliest;
  for (;;) {
    const std::int32_t offset = next == transitions.begin() ? initial_offset_s : std::prev(next)->offset_s;
    const std::int64_t shown = std::max(begin, local_s - offset);
    if (next == transitions.end() || shown < next->utc_s) return shown;
    begin = next->utc_s;
    ++next;
  }
}

std::string to_rfc3339(const zone& z, instant_ms at) {
  const std::int64_t ms = ((at % 1000) + 1000) % 1000;
  const std::int64_t utc_s = (at - ms) / 1000;
  const std::int32_t offset = z.offset_at(utc_s);
  const std::int64_t local = utc_s + offset;
  const std::int64_t second = ((local % 86'400) + 86'400) % 86'400;
  const civil_date date = to_civil(static_cast<day_number>((local - second) / 86'400));
  const int minutes = std::abs(offset) / 60;
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03d%c%02d:%02d", date.year, date.month, date.day,
                static_cast<int>(second / 3600), static_cast<int>(second / 60 % 60), static_cast<int>(second % 60),
                static_cast<int>(ms), offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
  return text;
}

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
// A time zone as plain values: the UTC offsets in force between transitions. wire/zone_source.hpp reads it from the
// system's IANA data, so that the core touches no file and a test can hand in any zone it likes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/ids.hpp"

namespace northstar::core {

struct zone_transition {
  std::int64_t utc_s = 0;     // first second at which offset_s holds
  std::int32_t offset_s = 0;  // local = UTC + offset
};

struct zone {
  std::string name = "UTC";
  std::int32_t initial_offset_s = 0;         // before the first transition
  std::vector<zone_transition> transitions;  // ascending

  std::int32_t offset_at(std::int64_t utc_s) const;
  // The first instant (UTC seconds) at which the local clock shows `local_s` (seconds since 1970-01-01T00:00 local)
  // or later: in a gap the instant of the jump, in an overlap the first of the two.
  std::int64_t first_showing(std::int64_t local_s) const;
};

// "2026-11-21T09:42:00.000+08:00": RFC 3339 with milliseconds and the zone's offset at that instant.
std::string to_rfc3339(const zone& z, instant_ms at);

}  // namespace northstar::core

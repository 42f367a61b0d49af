// SPDX-License-Identifier: MIT
// Instants as text: RFC 3339 with an offset, or Unix milliseconds; cut to milliseconds.
#pragma once

#include <optional>
#include <string_view>

#include "core/ids.hpp"

namespace northstar::wire {

// "2026-11-21T09:30:00.123+08:00", "…Z", lower-case t and z allowed (RFC 3339 §5.6). nullopt: no such instant, no offset, or
// a leap second that no clock here shows (second 60 is refused).
std::optional<core::instant_ms> parse_rfc3339(std::string_view text);
// The above, or an integer of Unix milliseconds.
std::optional<core::instant_ms> parse_instant(std::string_view text);

}  // namespace northstar::wire

// SPDX-License-Identifier: MIT
// Which delivery of a business key counts: the highest version, then the later occurred_at, then the later arrival.
#pragma once

#include <cstdint>

#include "core/event.hpp"

namespace northstar::core {

enum class verdict : std::uint8_t {
  accepted,   // first of its key
  replaced,   // wins over what counted before
  stale,      // loses
  duplicate,  // the same content came before
};

// The candidate arrives after the winner so far.
bool wins(const event_view& candidate, const event_view& winner);

}  // namespace northstar::core

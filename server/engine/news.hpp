// SPDX-License-Identifier: MIT
// What the ticker tells: one item an event that counts somewhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/ids.hpp"

namespace northstar::engine {

struct news_item {
  std::uint64_t offset = 0;               // of the record
  std::vector<core::unit_index> units;    // the line it counts for
  std::string json;                       // the item as it goes out (docs/protocol.md)
};

}  // namespace northstar::engine

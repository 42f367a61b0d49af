// SPDX-License-Identifier: MIT
// What the ticker tells: one item an event that counts, or stops counting, somewhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/compiled_plan.hpp"
#include "core/ids.hpp"
#include "engine/state.hpp"

namespace northstar::engine {

struct news_item {
  std::uint64_t offset = 0;             // of the record
  core::digest key;                     // of its business key
  std::vector<core::unit_index> units;  // the lines it counted or counts for
  std::string json;                     // the item as it goes out (docs/protocol.md); empty: nothing to tell
};

// `edit`: the key was known before.
news_item news_of(const core::compiled_plan& plan, const applied& what, std::uint64_t offset, core::instant_ms at, bool edit);

}  // namespace northstar::engine

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

// What an event did to the board, as far as the ticker goes: `before` stopped counting, `after` began to or, a void, did not. They live as long as
// the call it is handed to.
struct told_change {
  core::weighed before;
  core::weighed after;
  std::uint64_t offset = 0;
  bool edit = false;  // the key was known before
};

// Whether there is anything to tell: one of the two feeds a metric.
bool is_news(const told_change& c);
// The item; without text when it is no news.
news_item news_of(const core::compiled_plan& plan, const told_change& c, core::instant_ms at);

}  // namespace northstar::engine

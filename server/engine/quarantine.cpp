// SPDX-License-Identifier: MIT
#include "engine/quarantine.hpp"

#include <utility>

namespace northstar::engine {

namespace {

std::pair<std::uint64_t, std::uint64_t> key_of(const core::event_view& e) { return {e.key.high, e.key.low}; }

}  // namespace

void quarantine::add(waiting_record w) {
  by_key_.emplace(key_of(w.event), w.offset);
  const ledger::offset at = w.offset;
  by_offset_.emplace(at, std::move(w));
}

void quarantine::remove(ledger::offset at) {
  const auto found = by_offset_.find(at);
  if (found == by_offset_.end()) return;
  auto [begin, end] = by_key_.equal_range(key_of(found->second.event));
  for (; begin != end; ++begin) {
    if (begin->second != at) continue;
    by_key_.erase(begin);
    break;
  }
  by_offset_.erase(found);
}

bool quarantine::holds(const core::event_view& e) const {
  if (by_offset_.empty()) return false;
  const auto [begin, end] = by_key_.equal_range(key_of(e));
  for (auto at = begin; at != end; ++at)
    if (by_offset_.at(at->second).event.content == e.content) return true;
  return false;
}

}  // namespace northstar::engine

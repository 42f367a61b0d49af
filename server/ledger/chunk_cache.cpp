// SPDX-License-Identifier: MIT
#include "ledger/chunk_cache.hpp"

#include <utility>

namespace northstar::ledger {
namespace {

// What a chunk takes: its bytes, its index, and about 200 bytes of nodes around them.
std::size_t footprint(const chunk& c) { return c.body().size() + 4 * c.count() + 200; }

}  // namespace

const chunk* chunk_cache::find(offset at) {
  auto next = by_first_.upper_bound(at);
  if (next == by_first_.begin()) return nullptr;
  const auto found = std::prev(next)->second;
  if (!found->holds(at)) return nullptr;
  newest_first_.splice(newest_first_.begin(), newest_first_, found);
  return &*found;
}

void chunk_cache::add(chunk added) {
  if (by_first_.contains(added.first()) || footprint(added) > bytes_max_) return;
  bytes_ += footprint(added);
  const offset first = added.first();
  newest_first_.push_front(std::move(added));
  by_first_[first] = newest_first_.begin();
  while (bytes_ > bytes_max_) drop_oldest();
}

void chunk_cache::drop_oldest() {
  const chunk& oldest = newest_first_.back();
  bytes_ -= footprint(oldest);
  by_first_.erase(oldest.first());
  newest_first_.pop_back();
}

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
#include "engine/unit_batch.hpp"

#include <algorithm>
#include <utility>

namespace northstar::engine {

namespace {

// The owner's unit (0) or the one above it (1), where there is one.
core::unit_index unit_of(const core::facts& f, std::size_t level) {
  const auto& units = f.line->units;
  return units[std::min(level, units.size() - 1)];
}

}  // namespace

void unit_batch::add(core::facts f, int sign) {
  if (!f.feeds()) return;
  waiting_.push_back({std::move(f), sign});
}

// By the unit above, then by the unit, in two passes of counting; a stable pass keeps the order of the one before.
void unit_batch::order() {
  std::vector<std::uint32_t> before(waiting_.size());
  for (std::uint32_t i = 0; i < before.size(); ++i) before[i] = i;
  order_.resize(waiting_.size());
  for (const std::size_t level : {std::size_t{0}, std::size_t{1}}) {
    core::unit_index highest = 0;
    for (const entry& e : waiting_) highest = std::max(highest, unit_of(e.what, level));
    std::vector<std::uint32_t> place(highest + std::size_t{2}, 0);
    for (const entry& e : waiting_) ++place[unit_of(e.what, level) + std::size_t{1}];
    for (std::size_t u = 1; u < place.size(); ++u) place[u] += place[u - 1];
    for (const std::uint32_t i : before) order_[place[unit_of(waiting_[i].what, level)]++] = i;
    before = order_;
  }
}

unit_batch::state unit_batch::apply(core::board& to, std::size_t entries) {
  if (order_.size() != waiting_.size()) order();
  const std::size_t end = std::min(order_.size(), applied_ + entries);
  for (; applied_ < end; ++applied_) {
    const entry& e = waiting_[order_[applied_]];
    if (!to.surely_fits(static_cast<unsigned __int128>(core::amount_max))) return state::may_overflow;
    if (e.sign > 0) to.apply(nullptr, &e.what);
    else to.apply(&e.what, nullptr);
  }
  if (applied_ < order_.size()) return state::more;
  waiting_.clear();
  order_.clear();
  applied_ = 0;
  return state::done;
}

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
#include "core/waiting_counts.hpp"

namespace northstar::core {

void waiting_counts::grow() {
  const std::size_t size = std::max<std::size_t>(64, places_.size() * 2);
  places_.assign(size, 0);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::size_t at = hash(rows_[i].line, rows_[i].day) & (size - 1);
    while (places_[at] != 0) at = (at + 1) & (size - 1);
    places_[at] = static_cast<std::uint32_t>(i + 1);
  }
}

const std::vector<std::uint32_t>& waiting_counts::rows_of(std::size_t level) {
  begins_.clear();
  for (const row& r : rows_) {
    if (r.line->units.size() != level) continue;
    const std::size_t unit = r.line->units.front();
    if (begins_.size() < unit + 2) begins_.resize(unit + 2);
    ++begins_[unit + 1];
  }
  for (std::size_t unit = 1; unit < begins_.size(); ++unit) begins_[unit] += begins_[unit - 1];
  order_.resize(begins_.empty() ? 0 : begins_.back());
  for (std::size_t at = 0; at < rows_.size(); ++at)
    if (rows_[at].line->units.size() == level) order_[begins_[rows_[at].line->units.front()]++] = static_cast<std::uint32_t>(at);
  return order_;
}

void waiting_counts::forget() {
  // Few rows, many places: those alone are freed.
  if (rows_.size() * 8 < places_.size()) {
    for (const row& r : rows_) {
      std::size_t at = hash(r.line, r.day) & (places_.size() - 1);
      for (; places_[at] != 0; at = (at + 1) & (places_.size() - 1)) places_[at] = 0;
    }
  } else {
    std::fill(places_.begin(), places_.end(), 0);
  }
  rows_.clear();
  values_.clear();
}

}  // namespace northstar::core

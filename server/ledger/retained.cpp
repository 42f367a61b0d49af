// SPDX-License-Identifier: MIT
#include "ledger/retained.hpp"

#include <algorithm>

namespace northstar::ledger {
namespace {

constexpr std::size_t newest_kept = 2;

// The first one at or behind each multiple of the spacing. A coarser spacing keeps a part of what a finer one kept: those already gone
// are not missed.
std::vector<checkpoint_size> spread(const std::vector<checkpoint_size>& all, offset spacing) {
  std::vector<checkpoint_size> kept;
  offset filled = 0;
  for (const checkpoint_size& c : all) {
    const offset slot = c.at / spacing;
    if (slot == filled) continue;
    kept.push_back(c);
    filled = slot;
  }
  return kept;
}

}  // namespace

std::vector<offset> not_retained(const std::vector<checkpoint_size>& all, const retention& rules) {
  if (all.size() <= newest_kept) return {};
  const std::size_t bytes_max =
      std::max(rules.bytes_max, static_cast<std::size_t>(all.back().at) * rules.bytes_max_per_record);
  std::vector<checkpoint_size> kept;
  for (offset spacing = rules.spacing;; spacing *= 2) {
    kept = spread(all, spacing);
    std::size_t bytes = 0;
    for (const checkpoint_size& c : kept) bytes += c.bytes;
    if (kept.empty() || (kept.size() <= rules.count_max && bytes <= bytes_max)) break;
  }
  std::vector<offset> gone;
  for (std::size_t i = 0; i + newest_kept < all.size(); ++i) {
    const auto is_it = [&](const checkpoint_size& c) { return c.at == all[i].at; };
    if (std::none_of(kept.begin(), kept.end(), is_it)) gone.push_back(all[i].at);
  }
  return gone;
}

}  // namespace northstar::ledger

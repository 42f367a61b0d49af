// SPDX-License-Identifier: MIT
#include "engine/statistics.hpp"

#include <algorithm>
#include <numeric>

namespace northstar::engine {

void latency_histogram::add(double ms) {
  const auto at = std::lower_bound(bounds_ms.begin(), bounds_ms.end(), ms);
  ++counts[static_cast<std::size_t>(at - bounds_ms.begin())];
  sum_ms += ms;
}

std::uint64_t latency_histogram::total() const { return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}); }

double latency_histogram::quantile(double q) const {
  const auto all = static_cast<double>(total());
  double seen = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    seen += static_cast<double>(counts[i]);
    if (seen > 0 && seen >= q * all) return i < bounds_ms.size() ? bounds_ms[i] : bounds_ms.back();
  }
  return 0;
}

}  // namespace northstar::engine

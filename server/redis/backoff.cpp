// SPDX-License-Identifier: MIT
#include "redis/backoff.hpp"

#include <algorithm>

namespace northstar::redis {

backoff::backoff(std::int64_t first_ms, std::int64_t max_ms, std::uint64_t seed)
    : first_ms_(first_ms), max_ms_(max_ms), step_ms_(first_ms), random_(seed) {}

std::int64_t backoff::next_ms() {
  const std::int64_t step = step_ms_, half = step / 2;
  step_ms_ = std::min(step * 2, max_ms_);
  return half + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(step - half + 1));
}

}  // namespace northstar::redis

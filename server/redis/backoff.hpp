// SPDX-License-Identifier: MIT
// How long to wait before the next attempt: doubling, with jitter, so that the nodes of a cluster
// do not all come at once. Pure; the seed is handed in.
#pragma once

#include <cstdint>
#include <random>

namespace northstar::redis {

class backoff {
 public:
  // 1 ≤ first_ms ≤ max_ms.
  backoff(std::int64_t first_ms, std::int64_t max_ms, std::uint64_t seed);

  // Between half of the step and the whole of it; the step is first_ms at first, doubles with each
  // call and stays at max_ms.
  std::int64_t next_ms();
  // It went well: begin with first_ms again.
  void reset() { step_ms_ = first_ms_; }

 private:
  std::int64_t first_ms_;
  std::int64_t max_ms_;
  std::int64_t step_ms_;
  std::mt19937_64 random_;
};

}  // namespace northstar::redis

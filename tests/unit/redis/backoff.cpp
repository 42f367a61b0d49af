// SPDX-License-Identifier: MIT
#include "redis/backoff.hpp"

#include <set>

#include "catch.hpp"

using namespace northstar::redis;

TEST_CASE("waits double up to the longest, each with jitter in its upper half", "[redis]") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    backoff b(50, 2000, seed);
    for (const std::int64_t step : {50, 100, 200, 400, 800, 1600, 2000, 2000}) {
      const auto ms = b.next_ms();
      CHECK(ms >= step / 2);
      CHECK(ms <= step);
    }
  }
}

TEST_CASE("the same seed waits alike, another does not", "[redis]") {
  const auto waits = [](std::uint64_t seed) {
    backoff b(1000, 60000, seed);
    return std::vector<std::int64_t>{b.next_ms(), b.next_ms(), b.next_ms(), b.next_ms()};
  };
  CHECK(waits(7) == waits(7));
  CHECK(waits(7) != waits(8));
}

TEST_CASE("after it went well the waits begin small again", "[redis]") {
  backoff b(50, 2000, 1);
  for (int i = 0; i < 6; ++i) b.next_ms();
  b.reset();
  CHECK(b.next_ms() <= 50);
}

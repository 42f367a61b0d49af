// SPDX-License-Identifier: MIT
#include "net/principal_pool.hpp"

#include <string>

#include "catch.hpp"

using namespace northstar::net;

TEST_CASE("viewers of one token share who they are, and what nobody uses goes", "[net][principal_pool]") {
  principal_pool pool;
  principal p;
  p.name = "lobby";
  p.token_hash = "abc";
  const auto first = pool.share(p);
  CHECK(pool.share(p) == first);
  // The token was given another scope since.
  p.unit = "east";
  const auto second = pool.share(p);
  CHECK(second != first);
  CHECK(first->unit.empty());
  CHECK(pool.share(p) == second);
  for (int i = 0; i < 1'000; ++i) {
    p.token_hash = std::to_string(i);
    pool.share(p);
    REQUIRE(pool.size() <= 64);
  }
  p.token_hash = "abc";
  CHECK(pool.share(p) == second);
}

// SPDX-License-Identifier: MIT
#include "feed/position.hpp"

#include "catch.hpp"

using northstar::feed::parse_position;
using northstar::feed::position;
using northstar::feed::to_text;

TEST_CASE("a position reads back from its own text", "[feed][position]") {
  for (const position& p : {position{"4f2a", 0}, position{"e", 1042}, position{"a-b_c.d", UINT64_MAX}})
    CHECK(parse_position(to_text(p)) == p);
}

TEST_CASE("a text that is no position is refused", "[feed][position]") {
  for (const char* text : {"", ":", "e:", ":1", "e", "e:-1", "e:+1", "e: 1", "e:1 ", "e:1x", "e:18446744073709551616",
                           "e f:1", "e\n:1", "e:0x1",
                           "0123456789012345678901234567890123456789012345678901234567890123456789:1"}) {
    INFO(text);
    CHECK_FALSE(parse_position(text));
  }
}

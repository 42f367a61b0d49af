// SPDX-License-Identifier: MIT
#include "cache/cell.hpp"

#include "catch.hpp"

using namespace northstar::cache;

TEST_CASE("a watermark is written as epoch and offset, and read back", "[cache]") {
  CHECK(to_text({"4f2a", 1042}) == "4f2a:1042");
  CHECK(parse_watermark("4f2a:1042") == watermark{"4f2a", 1042});
  CHECK(parse_watermark("a:b:7") == watermark{"a:b", 7});
  for (const auto* text :
       {"", "4f2a", "4f2a:", ":7", "4f2a:x", "4f2a:1 ", "4f2a:-1", "4f2a:99999999999999999999"}) {
    INFO(text);
    CHECK_FALSE(parse_watermark(text));
  }
}

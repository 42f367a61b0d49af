// SPDX-License-Identifier: MIT
#include "core/cell.hpp"

#include "catch.hpp"

using namespace northstar::core;

TEST_CASE("a light has a word of its own", "[core][cell]") {
  CHECK(to_text(light::grey) == "grey");
  CHECK(to_text(light::green) == "green");
  CHECK(to_text(light::yellow) == "yellow");
  CHECK(to_text(light::red) == "red");
}

// SPDX-License-Identifier: MIT
#include "wire/finding.hpp"

#include "catch.hpp"

using namespace northstar::wire;

TEST_CASE("a finding is told in one line with its pointer", "[wire][finding]") {
  CHECK(to_text({severity::fault, "/units/3/parent", "the id of a unit", "\"eats\""}) ==
        "fault /units/3/parent: expected the id of a unit, found \"eats\"");
  CHECK(to_text({severity::doubt, "", "a plan", "nothing"}) == "doubt \"\": expected a plan, found nothing");
}

TEST_CASE("doubts alone are no fault", "[wire][finding]") {
  CHECK_FALSE(has_fault({}));
  CHECK_FALSE(has_fault({{severity::doubt, "/a", "b", "c"}}));
  CHECK(has_fault({{severity::doubt, "/a", "b", "c"}, {severity::fault, "/a", "b", "c"}}));
}

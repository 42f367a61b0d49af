// SPDX-License-Identifier: MIT
#include "core/plan.hpp"

#include "catch.hpp"

using northstar::core::currency_minor_digits;

TEST_CASE("a currency has the minor digits of ISO 4217", "[core][plan]") {
  const struct {
    const char* code;
    int digits;
  } rows[] = {{"CNY", 2}, {"USD", 2}, {"EUR", 2}, {"JPY", 0}, {"KRW", 0}, {"VND", 0}, {"ISK", 0},
              {"CLP", 0}, {"HUF", 2}, {"KWD", 3}, {"BHD", 3}, {"TND", 3}, {"CLF", 4}, {"UYW", 4}};
  for (const auto& row : rows) {
    INFO(row.code);
    CHECK(int{currency_minor_digits(row.code).value()} == row.digits);
  }
}

TEST_CASE("what is not three capital letters is no currency", "[core][plan]") {
  for (const char* code : {"", "CN", "CNYY", "cny", "C1Y", "C Y"}) {
    INFO(code);
    CHECK_FALSE(currency_minor_digits(code));
  }
}

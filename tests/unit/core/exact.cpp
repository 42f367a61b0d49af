// SPDX-License-Identifier: MIT
#include "core/exact.hpp"

#include <random>

#include "catch.hpp"

using namespace northstar::core;

namespace {

rational over(long long num, long long den) { return {wide(num), wide(den)}; }
std::string text(const rational& r, std::uint8_t digits) { return to_text(to_figure(r, digits)); }

}  // namespace

TEST_CASE("rationals add, subtract, multiply and divide without loss", "[core][exact]") {
  CHECK(compare(over(1, 3) + over(1, 6), over(1, 2)) == 0);
  CHECK(compare(over(1, 3) + over(1, 3), over(2, 3)) == 0);
  CHECK(compare(over(1, 3) - over(1, 2), over(-1, 6)) == 0);
  CHECK(compare(over(2, 3) * over(-3, 4), over(-1, 2)) == 0);
  CHECK(compare(over(1, 2) / over(1, 3), over(3, 2)) == 0);
}

TEST_CASE("dividing by a negative keeps the denominator positive", "[core][exact]") {
  const rational r = over(1, 2) / over(-1, 3);
  CHECK(r.den > 0);
  CHECK(compare(r, over(-3, 2)) == 0);
  CHECK((over(-1, 2) / over(-1, 3)).den > 0);
}

TEST_CASE("rationals compare by value", "[core][exact]") {
  CHECK(compare(over(1, 3), over(333333, 1000000)) == 1);
  CHECK(compare(over(1, 3), over(333334, 1000000)) == -1);
  CHECK(compare(over(2, 6), over(1, 3)) == 0);
  CHECK(compare(over(-1, 2), over(-1, 3)) == -1);
}

TEST_CASE("a figure is rounded once, half away from zero", "[core][exact]") {
  const struct {
    long long num, den;
    std::uint8_t digits;
    const char* expected;
  } rows[] = {{1, 2, 0, "1"},
              {-1, 2, 0, "-1"},
              {5, 2, 0, "3"},
              {1, 3, 2, "0.33"},
              {2, 3, 2, "0.67"},
              {-2, 3, 2, "-0.67"},
              {1, 200, 2, "0.01"},
              {-1, 200, 2, "-0.01"},
              {1, 201, 2, "0.00"},
              {-1, 201, 2, "0.00"},
              {49999, 10000, 0, "5"},
              {44999, 10000, 0, "4"},
              {1280050, 100, 2, "12800.50"},
              {0, 7, 6, "0.000000"},
              {999999, 1000000, 0, "1"},
              {9999995, 10000000, 6, "1.000000"},
              {7, 1, 6, "7.000000"}};
  for (const auto& row : rows) {
    INFO(row.num << "/" << row.den << " to " << int{row.digits});
    CHECK(text(over(row.num, row.den), row.digits) == row.expected);
  }
}

TEST_CASE("figures beyond 64 bits keep all their digits", "[core][exact]") {
  const rational large = over(9'000'000'000'000'000'000, 7);
  CHECK(text(large * over(1'000'000, 1), 6) == "1285714285714285714285714.285714");
  CHECK(text(over(-9'000'000'000'000'000'000, 1) * over(100, 1), 0) == "-900000000000000000000");
}

TEST_CASE("an integer root is the largest that fits", "[core][exact]") {
  CHECK(integer_sqrt(wide(0)) == 0);
  CHECK(integer_sqrt(wide(15)) == 3);
  CHECK(integer_sqrt(wide(16)) == 4);
  for (unsigned bits = 1; bits < 127; ++bits) {
    const wide root = (wide(1) << bits) + bits;
    CHECK(integer_sqrt(root * root) == root);
    CHECK(integer_sqrt(root * root - 1) == root - 1);
    CHECK(integer_sqrt(root * root + 2 * root) == root);
  }
  CHECK(integer_sqrt(wide("99999999999999999999999999999999999999")) ==
        wide("9999999999999999999"));
}

TEST_CASE("numbers that fit 128 bits are rounded as those that do not", "[core][exact]") {
  std::mt19937_64 random(20261126);
  for (int round = 0; round < 20'000; ++round) {
    wide num = random(), den = random();
    num <<= random() % 70, den <<= random() % 62;
    num >>= random() % 64, den >>= random() % 60;
    if (den == 0) den = 1;
    if (random() % 3 == 0) num = den * (random() % 1000) + den / 2;
    if (random() % 2 == 0) num = -num;
    REQUIRE(round_half_away(num, den) == round_half_away(num * (wide(1) << 100), den * (wide(1) << 100)));
  }
}

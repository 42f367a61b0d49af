// SPDX-License-Identifier: MIT
#include "core/decimal.hpp"

#include "catch.hpp"

using northstar::core::decimal;
using northstar::core::parse_decimal;
using northstar::core::round_to;
using northstar::core::to_text;

namespace {

// Wide integers have no stream operator, so tests compare them as long long.
long long rounded(const char* text, int digits) {
  return static_cast<long long>(round_to(parse_decimal(text).value().value, digits));
}

}  // namespace

TEST_CASE("a decimal reads back as its shortest plain text", "[core][decimal]") {
  const struct {
    const char* text;
    const char* plain;
  } rows[] = {{"0", "0"},
              {"-0", "0"},
              {"0.000", "0"},
              {"12", "12"},
              {"-12", "-12"},
              {"12800.50", "12800.5"},
              {"0.1", "0.1"},
              {"-0.000000001", "-0.000000001"},
              {"1e3", "1000"},
              {"1E+3", "1000"},
              {"1.5e-3", "0.0015"},
              {"123.456e1", "1234.56"},
              {"0.00012e4", "1.2"},
              {"0e99999", "0"},
              {"1e-99999", "0"},
              {"999999999999999999999999.999999999", "999999999999999999999999.999999999"},
              {"0.1234567891", "0.123456789"},
              {"-0.9999999999", "-0.999999999"}};
  for (const auto& row : rows) {
    INFO(row.text);
    const auto parsed = parse_decimal(row.text);
    REQUIRE(parsed);
    CHECK(to_text(parsed->value) == row.plain);
  }
}

TEST_CASE("what is no JSON number is no decimal", "[core][decimal]") {
  for (const char* text : {"",     "-",        "+1",  ".5",   "5.",    "01",    "-01",
                           "00",   "1e",       "1e+", "1.e2", "1 ",    " 1",    "1,5",
                           "0x10", "Infinity", "NaN", "--1",  "1e1.5", "1_000", "\xEF\xBC\x91"}) {
    INFO(text);
    CHECK_FALSE(parse_decimal(text));
  }
  CHECK_FALSE(parse_decimal(std::string_view("1\0", 2)));
  CHECK_FALSE(parse_decimal(std::string(513, '1')));
}

TEST_CASE("a decimal has at most 24 digits before the point", "[core][decimal]") {
  CHECK(parse_decimal("1e23"));
  CHECK_FALSE(parse_decimal("1e24"));
  CHECK_FALSE(parse_decimal("1000000000000000000000000"));
  CHECK(parse_decimal("0.00001e28"));
  CHECK_FALSE(parse_decimal("0.00001e29"));
  CHECK_FALSE(parse_decimal("1e999999999999999999999"));
}

TEST_CASE("digits behind the ninth tell two values apart", "[core][decimal]") {
  const auto rest = [](const char* text) { return parse_decimal(text).value().rest; };
  CHECK(rest("1.1234567890") == "");
  CHECK(rest("1.12345678912") == "12");
  CHECK(rest("1.12345678912000") == "12");
  CHECK(rest("1.00000000002") == "02");
  CHECK(rest("2e-11") == "02");
  CHECK(rest("20e-12") == "02");
  CHECK(rest("-2e-11") != rest("2e-11"));
  CHECK(rest("-1.12345678912") == "12");  // its sign shows in the value
}

TEST_CASE("a decimal rounds half away from zero", "[core][decimal]") {
  const struct {
    const char* text;
    int digits;
    long long expected;
  } rows[] = {{"0.005", 2, 1},
              {"-0.005", 2, -1},
              {"0.004999999", 2, 0},
              {"-0.0049999999999", 2, 0},
              {"0.015", 2, 2},
              {"0.025", 2, 3},
              {"2.5", 0, 3},
              {"-2.5", 0, -3},
              {"1.5", 0, 2},
              {"0.5", 0, 1},
              {"0.49999999999", 0, 0},
              {"-0.5", 0, -1},
              {"1.0005", 3, 1001},
              {"1.23456", 4, 12346},
              {"0.0000005", 6, 1},
              {"0.00000049999", 6, 0},
              {"7", 6, 7000000},
              {"0.123456789", 9, 123456789},
              {"10000000000000.005", 2, 1000000000000001}};
  for (const auto& row : rows) {
    INFO(row.text << " to " << row.digits);
    CHECK(rounded(row.text, row.digits) == row.expected);
  }
}

// SPDX-License-Identifier: MIT
// Exact arithmetic: rationals of 256-bit integers, rounded once, half away from zero, when a figure is given out.
// 256 bits hold every product the cell arithmetic makes (63-bit amounts, 40-bit weights, 54-bit shares of a day).
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace northstar::core {

using wide = boost::multiprecision::int256_t;

struct rational {
  wide num = 0;
  wide den = 1;  // always > 0
};

rational operator+(const rational& a, const rational& b);
rational operator-(const rational& a, const rational& b);
rational operator*(const rational& a, const rational& b);
// b must not be zero.
rational operator/(const rational& a, const rational& b);
// <0, 0, >0 like a three-way comparison.
int compare(const rational& a, const rational& b);

// num / den with den > 0, rounded to an integer, half away from zero.
wide round_half_away(const wide& num, const wide& den);
// Largest integer whose square is at most v; v >= 0.
wide integer_sqrt(const wide& v);

// A figure as it is given out: value / 10^digits. Equality is equality of what the reader sees.
struct figure {
  __int128 value = 0;
  std::uint8_t digits = 0;
  friend bool operator==(const figure&, const figure&) = default;
};
// Rounds once. A figure beyond 128 bits saturates; no admissible plan and amounts reach it.
figure to_figure(const rational& exact, std::uint8_t digits);
// Plain decimal text, no exponent: "-12800.50" has exactly `digits` decimals.
std::string to_text(const figure& f);

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
// Exact arithmetic: rationals of 256-bit integers, rounded once, half away from zero, when a figure is given out.
// Included by few .cpp files: the wide integers are slow to compile. 256 bits hold every product the cell arithmetic makes (63-bit amounts, 40-bit weights, 54-bit shares of a day).
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>

#include "core/figure.hpp"

namespace northstar::core {

using wide = boost::multiprecision::int256_t;

struct rational {
  wide num = 0;
  wide den = 1;  // always > 0

  rational() = default;
  rational(wide n, wide d) : num(std::move(n)), den(std::move(d)) {}
  rational(const fraction& f) : num(f.num), den(f.den) {}
  explicit rational(std::int64_t whole) : num(whole) {}
};

rational operator+(const rational& a, const rational& b);
rational operator-(const rational& a, const rational& b);
rational operator*(const rational& a, const rational& b);
// b must not be zero.
rational operator/(const rational& a, const rational& b);
// <0, 0, >0 like a three-way comparison.
int compare(const rational& a, const rational& b);

wide power_of_ten(unsigned digits);

// num / den with den > 0, rounded to an integer, half away from zero.
wide round_half_away(const wide& num, const wide& den);
// The same of magnitudes that fit; a division of 64 bits is a fraction of one of 128.
inline unsigned __int128 round_half_away(unsigned __int128 num, unsigned __int128 den) {
  const bool narrow = (num | den) >> 64 == 0;
  const unsigned __int128 quotient = narrow ? static_cast<std::uint64_t>(num) / static_cast<std::uint64_t>(den) : num / den;
  const unsigned __int128 rest = num - quotient * den;
  return rest >= den - rest ? quotient + 1 : quotient;
}
// Largest integer whose square is at most v; v >= 0.
wide integer_sqrt(const wide& v);
std::uint64_t integer_sqrt(unsigned __int128 v);

// Rounds once. A figure beyond 128 bits saturates; no admissible plan and amounts reach it.
figure to_figure(const rational& exact, std::uint8_t digits);

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
#include "core/exact.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace northstar::core {

namespace {

__int128 clamp_to_128(const wide& v) {
  static const wide top = (wide(1) << 126) - 1;
  if (v > top) return static_cast<__int128>(top);
  if (v < -top) return static_cast<__int128>(-top);
  return static_cast<__int128>(v);
}

// Most figures have numbers that fit: a division of 128 bits is a fraction of one of 256.
std::optional<unsigned __int128> narrow(const wide& v) {
  if (v.backend().size() > 2 || v.sign() < 0) return std::nullopt;
  return static_cast<unsigned __int128>(v);
}

}  // namespace

rational operator+(const rational& a, const rational& b) {
  if (a.den == b.den) return {a.num + b.num, a.den};
  return {a.num * b.den + b.num * a.den, a.den * b.den};
}

rational operator-(const rational& a, const rational& b) {
  if (a.den == b.den) return {a.num - b.num, a.den};
  return {a.num * b.den - b.num * a.den, a.den * b.den};
}

rational operator*(const rational& a, const rational& b) { return {a.num * b.num, a.den * b.den}; }

rational operator/(const rational& a, const rational& b) {
  if (b.num < 0) return {-(a.num * b.den), -(a.den * b.num)};
  return {a.num * b.den, a.den * b.num};
}

int compare(const rational& a, const rational& b) {
  const wide left = a.num * b.den;
  const wide right = b.num * a.den;
  return left < right ? -1 : left > right ? 1 : 0;
}

wide power_of_ten(unsigned digits) {
  std::int64_t few = 1;
  unsigned done = 0;
  for (; done < digits && done < 18; ++done) few *= 10;
  wide p = few;
  for (; done < digits; ++done) p *= 10;
  return p;
}

wide round_half_away(const wide& num, const wide& den) {
  const bool negative = num < 0;
  const wide magnitude = negative ? wide(-num) : num;
  const auto few_num = narrow(magnitude), few_den = narrow(den);
  if (few_num && few_den) {
    const wide rounded = round_half_away(*few_num, *few_den);
    return negative ? wide(-rounded) : rounded;
  }
  const wide rounded = (magnitude * 2 + den) / (den * 2);
  return negative ? wide(-rounded) : rounded;
}

wide integer_sqrt(const wide& v) { return v >> 128 != 0 ? boost::multiprecision::sqrt(v) : wide(integer_sqrt(static_cast<unsigned __int128>(v))); }

// The processor's root of a double is off by one at most up to 2^100, that of a long double up to the end.
std::uint64_t integer_sqrt(unsigned __int128 v) {
  constexpr std::uint64_t most = ~std::uint64_t{0};
  const long double about = v >> 100 == 0 ? std::sqrt(static_cast<double>(v)) : std::sqrt(static_cast<long double>(v));
  std::uint64_t root = about < 0x1p64L ? static_cast<std::uint64_t>(about) : most;
  const auto squared = [](std::uint64_t of) { return static_cast<unsigned __int128>(of) * of; };
  while (squared(root) > v) --root;
  while (root != most && squared(root + 1) <= v) ++root;
  return root;
}

figure to_figure(const rational& exact, std::uint8_t digits) {
  return {clamp_to_128(round_half_away(exact.num * power_of_ten(digits), exact.den)), digits};
}

std::string to_text(const figure& f) {
  const bool negative = f.value < 0;
  auto rest = static_cast<unsigned __int128>(negative ? -f.value : f.value);
  std::string reversed;
  for (unsigned place = 0; rest != 0 || place <= f.digits; ++place) {
    if (place == f.digits && f.digits != 0) reversed += '.';
    reversed += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  }
  if (negative) reversed += '-';
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

}  // namespace northstar::core

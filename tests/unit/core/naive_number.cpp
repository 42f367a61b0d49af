// SPDX-License-Identifier: MIT
#include "core/naive_number.hpp"

namespace northstar::core::test {

namespace {

integer floor_of(const number_q& q) { return numerator(q) / denominator(q); }  // of q >= 0

}  // namespace

integer power_of_ten(int digits) { return pow(integer(10), static_cast<unsigned>(digits)); }

number_q exactly(const decimal& d) { return {integer(d.nano), power_of_ten(9)}; }

integer nearest(const number_q& q) {
  if (q < 0) return -nearest(-q);
  return floor_of(q + number_q(1, 2));
}

std::string digits_of(const std::optional<number_q>& q, int digits) {
  if (!q) return "null";
  const integer scaled = nearest(*q * number_q(power_of_ten(digits)));
  std::string text = integer(abs(scaled)).str();
  while (static_cast<int>(text.size()) <= digits) text.insert(0, "0");
  if (digits > 0) text.insert(text.size() - static_cast<std::size_t>(digits), ".");
  return (scaled < 0 ? "-" : "") + text;
}

std::vector<integer> by_largest_remainder(const std::vector<number_q>& quotas, const integer& sum) {
  std::vector<integer> parts;
  std::vector<number_q> remainders;
  integer given = 0;
  for (const number_q& quota : quotas) {
    parts.push_back(floor_of(quota));
    remainders.push_back(quota - number_q(parts.back()));
    given += parts.back();
  }
  for (; given < sum; ++given) {
    std::size_t largest = 0;
    for (std::size_t i = 1; i < remainders.size(); ++i)
      if (remainders[i] > remainders[largest]) largest = i;
    ++parts[largest];
    remainders[largest] = -1;
  }
  return parts;
}

}  // namespace northstar::core::test

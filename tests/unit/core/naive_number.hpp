// SPDX-License-Identifier: MIT
// The second implementation's arithmetic: rationals without any limit, always reduced.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.hpp"

namespace northstar::core::test {

using integer = boost::multiprecision::cpp_int;
using number_q = boost::multiprecision::cpp_rational;

integer power_of_ten(int digits);
number_q exactly(const decimal& d);
// The integer next to q, half away from zero.
integer nearest(const number_q& q);
// Rounded to so many decimals and written with all of them; empty is "null".
std::string digits_of(const std::optional<number_q>& q, int digits);

// The contract's largest remainder: every part gets the floor of its quota, then one more goes to
// the largest remainder left, the earliest on a tie, until the parts add up to `sum`. Quotas are
// not negative.
std::vector<integer> by_largest_remainder(const std::vector<number_q>& quotas, const integer& sum);

}  // namespace northstar::core::test

// SPDX-License-Identifier: MIT
// What exact arithmetic takes in and gives out, without the wide integers it works with in between (core/exact.hpp).
#pragma once

#include <cstdint>
#include <string>

namespace northstar::core {

// num / den with den > 0, not reduced. Both stay below 2^100: a year's weights times two shares of a day.
struct fraction {
  __int128 num = 0;
  __int128 den = 1;
};

// A figure as it is given out: value / 10^digits. Equality is equality of what the reader sees.
struct figure {
  __int128 value = 0;
  std::uint8_t digits = 0;
  friend bool operator==(const figure&, const figure&) = default;
};
// Plain decimal text, no exponent: "-12800.50" has exactly `digits` decimals.
std::string to_text(const figure& f);

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
// A decimal read exactly from text. Rounding half away from zero looks at one digit behind the last kept one, and
// nothing keeps more than six, so digits behind the ninth are cut off: they can never matter to a count.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace northstar::core {

struct decimal {
  __int128 nano = 0;  // the value × 10^9, cut towards zero

  friend bool operator==(const decimal&, const decimal&) = default;
};

inline constexpr __int128 nano_per_unit = 1'000'000'000;

struct parsed_decimal {
  decimal value;
  std::string rest;  // digits behind the ninth, without trailing zeros: for telling two contents apart
};

// Grammar of a JSON number; a leading '+' is refused, an exponent is allowed as long as the value has at most 24
// digits before the point. nullopt: not a decimal of that form. Values past 10^24 are nullopt too.
std::optional<parsed_decimal> parse_decimal(std::string_view text);

// The same of what nearly every amount is: up to nine digits before the point and as many behind it, so that there is no rest. nullopt: look closer.
std::optional<decimal> parse_short_decimal(std::string_view text);

// The value in units of 10^-digits (digits 0…9), rounded half away from zero.
__int128 round_to(const decimal& d, int digits);

// Shortest plain text of the value: "12800.5".
std::string to_text(const decimal& d);

}  // namespace northstar::core

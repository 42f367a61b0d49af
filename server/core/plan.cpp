// SPDX-License-Identifier: MIT
#include "core/plan.hpp"

#include <algorithm>
#include <array>

namespace northstar::core {

namespace {

// ISO 4217 currencies whose minor unit is not a hundredth.
constexpr std::array<std::string_view, 16> without_minor{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                                         "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> with_three{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
constexpr std::array<std::string_view, 2> with_four{"CLF", "UYW"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view code) {
  return std::find(list.begin(), list.end(), code) != list.end();
}

}  // namespace

std::optional<std::uint8_t> currency_minor_digits(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  for (const char c : code)
    if (c < 'A' || c > 'Z') return std::nullopt;
  if (contains(without_minor, code)) return std::uint8_t{0};
  if (code == "UYI") return std::uint8_t{0};
  if (contains(with_three, code)) return std::uint8_t{3};
  if (contains(with_four, code)) return std::uint8_t{4};
  return std::uint8_t{2};
}

}  // namespace northstar::core

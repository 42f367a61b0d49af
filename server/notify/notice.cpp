// SPDX-License-Identifier: MIT
#include "notify/notice.hpp"

#include <sodium.h>

#include <array>

namespace northstar::notify {

namespace {

constexpr std::int64_t day_ms = 86'400'000;

}  // namespace

// With the day: what is said again another day is another telling.
std::string notice::id() const {
  const std::string text = key + '\n' + value + '\n' + std::to_string(at_ms / day_ms);
  std::array<unsigned char, 16> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  std::array<char, 2 * hash.size() + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return hex.data();
}

}  // namespace northstar::notify

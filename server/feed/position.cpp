// SPDX-License-Identifier: MIT
#include "feed/position.hpp"

#include <charconv>

namespace northstar::feed {

namespace {

// An epoch is ours: letters, digits and dashes. Anything else never was a position, so no time is spent on it.
constexpr std::size_t epoch_size_max = 64;

bool is_epoch(std::string_view text) {
  if (text.empty() || text.size() > epoch_size_max) return false;
  for (const char c : text) {
    const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.';
    if (!fine) return false;
  }
  return true;
}

}  // namespace

std::string to_text(const position& p) { return p.epoch + ":" + std::to_string(p.offset); }

std::optional<position> parse_position(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || !is_epoch(text.substr(0, colon))) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  position p;
  p.epoch = text.substr(0, colon);
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), p.offset);
  if (ec != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return p;
}

}  // namespace northstar::feed

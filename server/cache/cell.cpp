// SPDX-License-Identifier: MIT
#include "cache/cell.hpp"

#include <charconv>

namespace northstar::cache {

std::string to_text(const watermark& w) { return w.epoch + ':' + std::to_string(w.offset); }

std::optional<watermark> parse_watermark(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  watermark w{std::string(text.substr(0, colon)), 0};
  const char* const last = text.data() + text.size();
  const auto [end, ec] = std::from_chars(text.data() + colon + 1, last, w.offset);
  if (ec != std::errc{} || end != last) return std::nullopt;
  return w;
}

}  // namespace northstar::cache

// SPDX-License-Identifier: MIT
#include "redis/redirect.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace northstar::redis {

bool leads_elsewhere(const reply& r) {
  static constexpr std::string_view words[] = {"MOVED",       "ASK",       "TRYAGAIN",
                                               "CLUSTERDOWN", "READONLY",  "LOADING",
                                               "MASTERDOWN",  "UNBLOCKED", "NOSCRIPT"};
  const auto word = r.error_word();
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::optional<endpoint> moved_to(const reply& r, const endpoint& from) {
  if (r.error_word() != "MOVED") return std::nullopt;
  std::string_view text = r.text;
  text = text.substr(text.rfind(' ') + 1);
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  endpoint to{std::string(text.substr(0, colon)), 0};
  const auto port = text.substr(colon + 1);
  const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), to.port);
  if (ec != std::errc{} || end != port.data() + port.size() || to.port == 0) return std::nullopt;
  if (to.host.empty() || to.host == "?") to.host = from.host;
  return to;
}

}  // namespace northstar::redis

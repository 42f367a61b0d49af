// SPDX-License-Identifier: MIT
// Where in the feed a frame stands: epoch and ledger offset, "4f2a…:1042". Offsets compare only under one epoch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace northstar::feed {

struct position {
  std::string epoch;
  std::uint64_t offset = 0;
  friend bool operator==(const position&, const position&) = default;
};

std::string to_text(const position& p);
std::optional<position> parse_position(std::string_view text);

}  // namespace northstar::feed

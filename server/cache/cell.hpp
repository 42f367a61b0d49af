// SPDX-License-Identifier: MIT
// A counter as others read it, and how far the counters have been counted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace northstar::cache {

struct cell {
  std::string name;        // "unit|metric|slice|period"; never empty
  std::int64_t value = 0;  // absolute
  friend bool operator==(const cell&, const cell&) = default;
};

// Offsets compare only under one epoch; they stay below 2^53.
struct watermark {
  std::string epoch;  // empty: nothing has been counted
  std::uint64_t offset = 0;
  friend bool operator==(const watermark&, const watermark&) = default;
};

// "4f2a…:1042"
std::string to_text(const watermark& w);
std::optional<watermark> parse_watermark(std::string_view text);

}  // namespace northstar::cache

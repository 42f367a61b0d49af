// SPDX-License-Identifier: MIT
// A copy for texts that are mostly short.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace northstar::core {

// Most texts have few bytes, and for those a call of memcpy costs more than the bytes do.
inline void copy_bytes(char* to, const char* from, std::size_t count) {
  const auto both_ends = [&](auto word) {
    auto last = word;
    std::memcpy(&word, from, sizeof word);
    std::memcpy(&last, from + count - sizeof last, sizeof last);
    std::memcpy(to, &word, sizeof word);
    std::memcpy(to + count - sizeof last, &last, sizeof last);
  };
  if (count > 16) std::memcpy(to, from, count);
  else if (count >= 8) both_ends(std::uint64_t{0});
  else if (count >= 4) both_ends(std::uint32_t{0});
  else for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
}

}  // namespace northstar::core

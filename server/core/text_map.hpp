// SPDX-License-Identifier: MIT
// Look-ups by text without making a string of it first: a plan's ids, names and types, asked for by every event. They are short, so they are
// hashed and compared as two words.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

namespace northstar::core {

// The first and the last eight bytes of a text: all of it up to 16, where they overlap or are padded.
struct text_ends {
  static constexpr std::size_t whole_max = 16;

  text_ends() = default;
  explicit text_ends(std::string_view text) {
    const char* const at = text.data();
    const std::size_t size = text.size();
    if (size >= 8) {
      std::memcpy(&first, at, 8);
      std::memcpy(&last, at + size - 8, 8);
    } else if (size >= 4) {
      std::uint32_t low = 0, high = 0;
      std::memcpy(&low, at, 4);
      std::memcpy(&high, at + size - 4, 4);
      first = low;
      last = high;
    } else {
      for (std::size_t i = 0; i < size; ++i) first = first << 8 | static_cast<std::uint8_t>(at[i]);
    }
  }
  friend bool operator==(const text_ends&, const text_ends&) = default;

  std::uint64_t first = 0, last = 0;
};

struct text_hash {
  using is_transparent = void;
  using is_avalanching = void;
  std::size_t operator()(std::string_view text) const {
    // Texts of a plan may all begin and end alike.
    if (text.size() > text_ends::whole_max) return mixed(std::hash<std::string_view>()(text), text.size());
    const text_ends ends(text);
    return mixed(ends.first ^ text.size(), ends.last);
  }

 private:
  static std::size_t mixed(std::uint64_t a, std::uint64_t b) {
    const unsigned __int128 product = static_cast<unsigned __int128>(a ^ 0x9e3779b97f4a7c15U) * (b ^ 0xbf58476d1ce4e5b9U);
    return static_cast<std::size_t>(static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64));
  }
};

struct text_equal {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const {
    if (a.size() != b.size()) return false;
    return text_ends(a) == text_ends(b) && (a.size() <= text_ends::whole_max || a == b);
  }
};

template <class T>
using text_map = boost::unordered_flat_map<std::string, T, text_hash, text_equal>;

}  // namespace northstar::core

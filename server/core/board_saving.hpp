// SPDX-License-Identifier: MIT
// How far the saving of a board has come, and what has been counted since it began in what is not saved yet: that is taken off again there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/ids.hpp"

namespace northstar::core {

// Finds every single changed bit; damage is meant, not malice. Each step is one that can be undone, so that what differs once differs to the end.
class board_checksum {
 public:
  // Of bytes that grow from call to call.
  void add(std::string_view all) {
    for (; all.size() - added_ >= sizeof(std::uint64_t); added_ += sizeof(std::uint64_t)) step(all.data() + added_, sizeof(std::uint64_t));
  }
  // The sum of all that was added, with what no whole word was made of; nothing comes behind it.
  std::uint64_t of(std::string_view all) {
    step(all.data() + added_, all.size() - added_);
    return sum_ ^ all.size();
  }

 private:
  void step(const char* from, std::size_t bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, bytes);
    sum_ = (sum_ ^ word) * 0x9e3779b97f4a7c15u;
    sum_ ^= sum_ >> 32;
  }

  std::uint64_t sum_ = 0xcbf29ce484222325u;
  std::size_t added_ = 0;
};

struct board_saving {
  struct text {
    std::string text;
    day_number day = 0;
    int sign = +1;
  };

  std::optional<std::size_t> begin;  // where the board's bytes begin in what is written
  series_index next = 0, next_distinct = 0;  // those before are saved
  bool in_distinct = false;
  std::unordered_map<series_index, std::vector<std::pair<day_number, std::int64_t>>> counted;
  std::unordered_map<series_index, std::vector<text>> texts;
  board_checksum sum;
};

}  // namespace northstar::core

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

// What has been counted in a series since, by day. Sums may pass 64 bits on the way, and then come back: so they go round.
class counted_since {
 public:
  void add(day_number day, std::int64_t value) {
    if (days_.empty() || days_.back().first != day) days_.push_back({day, 0});
    days_.back().second += static_cast<std::uint64_t>(value);
  }
  // From what at(day) gives.
  template <class Days>
  void take_off(Days& from) const {
    for (const auto& [day, value] : days_) {
      std::int64_t& has = from.at(day);
      has = static_cast<std::int64_t>(static_cast<std::uint64_t>(has) - value);
    }
  }

 private:
  std::vector<std::pair<day_number, std::uint64_t>> days_;
};

struct text_since {
  std::string text;
  day_number day = 0;
  int sign = +1;
};

struct board_saving {
  std::optional<std::size_t> begin;  // where the board's bytes begin in what is written
  series_index next = 0, next_distinct = 0;  // those before are saved
  bool in_distinct = false;
  // Of those that are not saved yet.
  std::unordered_map<series_index, counted_since> counted;
  std::unordered_map<series_index, std::vector<text_since>> texts;
  board_checksum sum;
};

}  // namespace northstar::core

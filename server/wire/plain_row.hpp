// SPDX-License-Identifier: MIT
// The rows that nearly all rows are: one flat object, its texts without escapes. Such a line is read in one pass, and as strictly as by simdjson;
// of any other this says so, and event_row.cpp reads it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "wire/event_row.hpp"

namespace northstar::wire {

class plain_row_reader {
 public:
  // `rest` begins with a line, is valid UTF-8, and lies in row_texts; `row` is empty. Gives the size of the line without its end. nullopt: it is no
  // plain row, or no JSON, and what `row` holds means nothing.
  std::optional<std::size_t> read(std::string_view rest, raw_row& row);

 private:
  bool read_key(const char*& at, const char* end, std::size_t member, int& known);

  // Rows of one body name their members in the same order: the known key that stood at each place in the last row, or -1.
  static constexpr std::size_t places_known = 16;
  std::array<std::int8_t, places_known> order_ = [] {
    std::array<std::int8_t, places_known> none{};
    none.fill(-1);
    return none;
  }();
};

}  // namespace northstar::wire

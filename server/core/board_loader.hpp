// SPDX-License-Identifier: MIT
// A saved board read in pieces: one of many megabytes takes longer than a turn may wait.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/board.hpp"
#include "core/bytes.hpp"

namespace northstar::core {

class board_loader {
 public:
  enum class state : std::uint8_t { more, done, damaged };

  // `from` … `from + size` of `bytes`: of board::save(), known to be whole (their own checksum is not looked at). Days from `end` on are left out.
  board_loader(std::shared_ptr<const compiled_plan> plan, std::string bytes, std::size_t from, std::size_t size, day_number end = last_day_supported + 1);
  board_loader(const board_loader&) = delete;
  board_loader& operator=(const board_loader&) = delete;

  // Reads about `bytes` more.
  state step(std::size_t bytes);
  board take() { return std::move(board_); }

 private:
  bool load_some(std::size_t bytes);
  bool load_series(std::size_t number);
  bool load_distinct(series_index number);

  std::string bytes_;
  byte_reader in_;
  board board_;
  day_number end_;
  enum class part : std::uint8_t { begin, series, distinct, end } part_ = part::begin;
};

}  // namespace northstar::core

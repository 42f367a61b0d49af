// SPDX-License-Identifier: MIT
// What many events contribute, put on a board unit by unit: counters of a unit lie together, so that most are still in the processor's cache
// when the next event of the same unit comes. Half the time of counting them as they come, where dates are in no order.
#pragma once

#include <cstdint>
#include <vector>

#include "core/board.hpp"
#include "core/facts.hpp"

namespace northstar::engine {

class unit_batch {
 public:
  enum class state : std::uint8_t { more, done, may_overflow };

  bool empty() const { return waiting_.empty(); }
  // It takes about 20 MB then, and should be put on the board.
  bool full() const { return waiting_.size() >= entries_max; }
  // Not while it is being put on a board. `f` counts no texts.
  void add(core::facts f, int sign);
  // Puts about `entries` of them on the board; done: it is empty again. may_overflow: the board may not hold one, and the batch is of no use any more.
  state apply(core::board& to, std::size_t entries);

 private:
  static constexpr std::size_t entries_max = 131'072;
  struct entry {
    core::facts what;
    int sign = +1;
  };

  void order();

  std::vector<entry> waiting_;
  std::vector<std::uint32_t> order_;  // by team and unit; empty until apply() begins
  std::size_t applied_ = 0;
};

}  // namespace northstar::engine

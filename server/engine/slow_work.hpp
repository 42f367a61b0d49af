// SPDX-License-Identifier: MIT
// Work that reads much of the ledger: done in pieces of a few milliseconds between turns, so that no sale waits for a question about the past.
#pragma once

#include <cstddef>

#include "engine/error.hpp"
#include "engine/fold.hpp"

namespace northstar::engine {

class slow_work {
 public:
  virtual ~slow_work() = default;
  // One piece. done: it has answered whoever asked; an error: it has not, and abandon() follows.
  virtual result<progress> step() = 0;
  // It will not be finished: answers why.
  virtual void abandon(boost::system::error_code ec) = 0;

  // Records of a piece.
  static constexpr std::size_t piece_records = 2000;
};

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// The series of a board that changed in a tick: each once, however often it did, and every one found in no time. So a channel looks at
// what it shows, not at all that changed.
#pragma once

#include <vector>

#include "core/board.hpp"

namespace northstar::engine {

class changed_series {
 public:
  void add(const std::vector<core::series_index>& series) {
    for (const core::series_index s : series) {
      if (s >= marked_.size()) marked_.resize(s + 1, false);
      if (marked_[s]) continue;
      marked_[s] = true;
      listed_.push_back(s);
    }
  }
  bool has(core::series_index s) const { return s < marked_.size() && marked_[s]; }
  bool empty() const { return listed_.empty(); }
  void clear() {
    for (const core::series_index s : listed_) marked_[s] = false;
    listed_.clear();
  }

 private:
  std::vector<bool> marked_;
  std::vector<core::series_index> listed_;
};

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// Changed cells on their way to Redis, merged while one write is under way: values are absolute, so
// the newest of a cell is enough. No socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "cache/cell.hpp"

namespace northstar::cache {

// All cells that changed after `from`, up to `upto`, with their values at `upto`.
struct change_set {
  std::unordered_map<std::string, std::int64_t> cells;
  std::uint64_t from = 0;
  std::uint64_t upto = 0;
};

class pending_cells {
 public:
  explicit pending_cells(std::size_t cells_max) : cells_max_(cells_max) {}

  // False, and nothing is kept any more: changes are missing before `from`, or there are more than
  // cells_max. `upto` never goes back.
  bool add(std::vector<cell>&& changed, std::uint64_t from, std::uint64_t upto);
  // What was taken was not written: it goes beneath what has come since. False as above.
  bool put_back(change_set&& earlier);
  // All there is, to be written; changes behind it are expected next.
  change_set take();
  // Changes behind `upto` are expected next.
  void begin_at(std::uint64_t upto);
  void clear();

  bool is_begun() const { return begun_; }  // it knows where it stands
  bool has_news() const { return set_.upto > set_.from; }
  std::uint64_t upto() const { return set_.upto; }

 private:
  std::size_t cells_max_;
  change_set set_;
  bool begun_ = false;
};

}  // namespace northstar::cache

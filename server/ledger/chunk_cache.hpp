// SPDX-License-Identifier: MIT
// The chunks written or read last, at most a fixed number of bytes: an edit mostly follows its deal
// within minutes. Used on the loop's thread alone.
#pragma once

#include <cstddef>
#include <list>
#include <map>

#include "ledger/chunk.hpp"

namespace northstar::ledger {

class chunk_cache {
 public:
  explicit chunk_cache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // The chunk that holds `at`, or nullptr; valid until the next add().
  const chunk* find(offset at);
  void add(chunk added);
  std::size_t bytes() const { return bytes_; }

 private:
  void drop_oldest();

  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::list<chunk> newest_first_;
  std::map<offset, std::list<chunk>::iterator> by_first_;
};

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
// Counts the bytes of a body while it is in memory.
#pragma once

#include <cstdint>

namespace northstar::net {

class body_share {
 public:
  explicit body_share(std::uint64_t& total) : total_(total) {}
  body_share(const body_share&) = delete;
  body_share& operator=(const body_share&) = delete;
  ~body_share() { total_ -= bytes_; }
  void grow_to(std::uint64_t bytes) {
    total_ += bytes - bytes_;
    bytes_ = bytes;
  }

 private:
  std::uint64_t& total_;
  std::uint64_t bytes_ = 0;
};

}  // namespace northstar::net

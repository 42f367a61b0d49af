// SPDX-License-Identifier: MIT
// What the bytes of a copy are checked against at its end: BLAKE2b-256 over all of them, and how many there are.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace northstar::cluster {

class copy_check {
 public:
  copy_check();
  ~copy_check();
  copy_check(const copy_check&) = delete;
  copy_check& operator=(const copy_check&) = delete;

  void add(std::string_view bytes);
  std::uint64_t bytes() const { return bytes_; }
  // Once, after the last add().
  std::string end();

 private:
  struct state;
  std::unique_ptr<state> state_;
  std::uint64_t bytes_ = 0;
};

}  // namespace northstar::cluster

// SPDX-License-Identifier: MIT
// Bytes to replies, as they come: hiredis' reader behind a wall, with a bound on what one reply may
// take. No socket.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "redis/error.hpp"
#include "redis/reply.hpp"

namespace northstar::redis {

inline constexpr int reply_depth_max = 6;  // arrays in arrays; hiredis 0.14 reads 7

class reply_reader {
 public:
  // `reply_bytes_max`: texts, items and bytes not yet read of one reply.
  explicit reply_reader(std::size_t reply_bytes_max);
  ~reply_reader();
  reply_reader(const reply_reader&) = delete;
  reply_reader& operator=(const reply_reader&) = delete;

  void feed(std::string_view bytes);

  // True: `into` holds the next reply; false: it has not all come yet. errc::not_a_reply,
  // errc::reply_too_large: the same from then on.
  result<bool> next(reply& into);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace northstar::redis

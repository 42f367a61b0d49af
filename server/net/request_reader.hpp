// SPDX-License-Identifier: MIT
// Takes the bytes of one connection apart into requests (RFC 9112), one after the other, with Beast's parser; knows no socket. What a
// request needed is used again for the next one, so that a busy connection allocates next to nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "net/http_message.hpp"

namespace northstar::net {

struct reading_limits {
  std::size_t header_bytes_max = 16 * 1024;
  std::size_t body_bytes_max = 16 * 1024 * 1024;
};

class request_reader {
 public:
  explicit request_reader(const reading_limits& limits);
  ~request_reader();
  request_reader(const request_reader&) = delete;
  request_reader& operator=(const request_reader&) = delete;

  // Where the next bytes go, and how many came. Space is never empty.
  std::span<char> space();
  void filled(std::size_t bytes);
  // No byte is here that was not read yet.
  bool is_drained() const;

  enum class outcome : std::uint8_t {
    more,  // bytes are wanted
    done,  // of what was asked: the head, or the whole request
    header_too_large,
    body_too_large,
    bad_version,
    malformed,  // fault() says in which way
  };
  // From its first byte to the empty line; then head() is filled in, but for its body and where it came from.
  outcome read_head();
  // Whatever the head announced; done at once when it announced nothing.
  outcome read_body();
  std::string fault() const;

  http_request& request() { return request_; }
  // All of these hold once the head is read.
  bool is_whole() const;
  bool keeps_alive() const;
  bool speaks_http_1_0() const;

  // The request was answered (or is to be forgotten): the next one begins. Gives back what an unusual one took.
  void begin_next();
  // The body was taken: its memory need not wait for the answer.
  void drop_body();

 private:
  class sink;
  struct state;
  outcome put();

  reading_limits limits_;
  http_request request_;
  std::unique_ptr<state> state_;
};

}  // namespace northstar::net

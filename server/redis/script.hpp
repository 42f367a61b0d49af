// SPDX-License-Identifier: MIT
// Lua that Redis runs as one step. The text goes over a connection once, afterwards its digest
// does: the first call on each socket is EVAL, and the others, which Redis takes in order, are
// EVALSHA. Should the server have forgotten it (SCRIPT FLUSH), the connection begins anew.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "redis/connection.hpp"

namespace northstar::redis {

class script {
 public:
  explicit script(std::string text);
  const std::string& text() const { return text_; }
  const std::string& digest() const { return digest_; }  // SHA-1, hexadecimal, as Redis names it

 private:
  std::string text_;
  std::string digest_;
};

class script_runner {
 public:
  explicit script_runner(connection& over) : over_(over) {}

  // As connection::send().
  void run(const script& what, const words& keys, const words& arguments, answer then,
           std::int64_t timeout_ms = 0);

 private:
  connection& over_;
  std::unordered_map<std::string, std::uint64_t>
      told_;  // digest → the socket (times_up) it was told on
};

}  // namespace northstar::redis

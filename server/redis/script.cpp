// SPDX-License-Identifier: MIT
#include "redis/script.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace northstar::redis {

namespace {

std::string sha1_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes.data(), &size, EVP_sha1(), nullptr) != 1)
    throw std::runtime_error("OpenSSL offers no SHA-1");
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[bytes[i] >> 4];
    hex += "0123456789abcdef"[bytes[i] & 15];
  }
  return hex;
}

}  // namespace

script::script(std::string text) : text_(std::move(text)), digest_(sha1_of(text_)) {}

void script_runner::run(const script& what, const words& keys, const words& arguments, answer then,
                        std::int64_t timeout_ms) {
  auto& told = told_[what.digest()];
  const bool known = over_.is_up() && std::exchange(told, over_.times_up()) == over_.times_up();
  const auto count = std::to_string(keys.size());
  words command{known ? "EVALSHA" : "EVAL", known ? what.digest() : what.text(), count};
  command.insert(command.end(), keys.begin(), keys.end());
  command.insert(command.end(), arguments.begin(), arguments.end());
  over_.send(command, std::move(then), timeout_ms);
}

}  // namespace northstar::redis

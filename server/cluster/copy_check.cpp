// SPDX-License-Identifier: MIT
#include "cluster/copy_check.hpp"

#include <sodium.h>

#include <array>

namespace northstar::cluster {

struct copy_check::state {
  crypto_generichash_state hash;
};

copy_check::copy_check() : state_(std::make_unique<state>()) { crypto_generichash_init(&state_->hash, nullptr, 0, crypto_generichash_BYTES); }

copy_check::~copy_check() = default;

void copy_check::add(std::string_view bytes) {
  bytes_ += bytes.size();
  crypto_generichash_update(&state_->hash, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::string copy_check::end() {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash_final(&state_->hash, hash.data(), hash.size());
  return std::to_string(bytes_) + ':' + std::string(reinterpret_cast<const char*>(hash.data()), hash.size());
}

}  // namespace northstar::cluster

// SPDX-License-Identifier: MIT
// Tells which keys are surely not in a set: a Bloom filter in blocks of one cache line, ten bits a key, wrong about one stranger in a hundred.
// Digests are random already, so their own bits choose block and places.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.hpp"

namespace northstar::ledger {

class key_filter {
 public:
  // For so many keys; more of them make it wrong more often.
  explicit key_filter(std::uint64_t keys);
  // nullopt: these bytes are no filter.
  static std::optional<key_filter> from_bytes(std::string_view bytes);

  void add(const core::digest& key);
  // False: it was never added.
  bool may_hold(const core::digest& key) const;

  std::string bytes() const;
  std::size_t memory_bytes() const { return words_.size() * 8; }

 private:
  key_filter() = default;
  std::size_t block_of(const core::digest& key) const;

  std::vector<std::uint64_t> words_;  // eight a block
};

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
#include "ledger/key_filter.hpp"

#include "ledger/bytes.hpp"

namespace northstar::ledger {
namespace {

constexpr std::uint64_t bits_a_key = 10;
constexpr std::uint64_t words_a_block = 8;
constexpr std::uint64_t bits_a_block = 64 * words_a_block;
// Nine bits of a digest name a place in a block; seven places a key.
constexpr unsigned place_bits = 9;
constexpr unsigned places = 7;

}  // namespace

key_filter::key_filter(std::uint64_t keys)
    : words_((keys * bits_a_key / bits_a_block + 1) * words_a_block) {}

std::optional<key_filter> key_filter::from_bytes(std::string_view bytes) {
  if (bytes.empty() || bytes.size() % (words_a_block * 8) != 0) return std::nullopt;
  key_filter out;
  out.words_.reserve(bytes.size() / 8);
  for (byte_reader in(bytes); !in.empty();) out.words_.push_back(in.fixed64());
  return out;
}

// The low half's first bits; the places come from the high half's last ones, of which its order in a run tells nothing.
std::size_t key_filter::block_of(const core::digest& key) const {
  const std::uint64_t blocks = words_.size() / words_a_block;
  return static_cast<std::size_t>(static_cast<unsigned __int128>(key.low) * blocks >> 64);
}

void key_filter::add(const core::digest& key) {
  std::uint64_t* block = &words_[block_of(key) * words_a_block];
  std::uint64_t rest = key.high;
  for (unsigned i = 0; i < places; ++i, rest >>= place_bits)
    block[rest >> 6 & (words_a_block - 1)] |= std::uint64_t{1} << (rest & 63);
}

bool key_filter::may_hold(const core::digest& key) const {
  const std::uint64_t* block = &words_[block_of(key) * words_a_block];
  std::uint64_t rest = key.high;
  for (unsigned i = 0; i < places; ++i, rest >>= place_bits)
    if ((block[rest >> 6 & (words_a_block - 1)] >> (rest & 63) & 1) == 0) return false;
  return true;
}

std::string key_filter::bytes() const {
  std::string out;
  out.reserve(memory_bytes());
  byte_writer writer(out);
  for (const std::uint64_t word : words_) writer.fixed64(word);
  return out;
}

}  // namespace northstar::ledger

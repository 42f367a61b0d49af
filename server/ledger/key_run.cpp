// SPDX-License-Identifier: MIT
#include "ledger/key_run.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "ledger/bytes.hpp"
#include "ledger/checksums.hpp"
#include "ledger/error.hpp"

namespace northstar::ledger {
namespace {

constexpr std::size_t unsorted_entry_bytes = 24;
constexpr std::size_t digest_bytes = 16;
constexpr std::size_t prefix_bytes_max = 8;

// Highest byte first: bytes then compare as numbers do.
void put_high_first(std::uint64_t value, char* to) {
  if constexpr (std::endian::native == std::endian::little) value = __builtin_bswap64(value);
  std::memcpy(to, &value, sizeof value);
}

std::uint64_t get_high_first(const char* from) {
  std::uint64_t value = 0;
  std::memcpy(&value, from, sizeof value);
  if constexpr (std::endian::native == std::endian::little) value = __builtin_bswap64(value);
  return value;
}

std::array<char, digest_bytes> bytes_of(const core::digest& d) {
  std::array<char, digest_bytes> out;
  put_high_first(d.high, out.data());
  put_high_first(d.low, out.data() + 8);
  return out;
}

std::size_t common_prefix(const core::digest& a, const core::digest& b) {
  const auto same_bits = static_cast<std::size_t>(std::countl_zero(a.high ^ b.high));
  return std::min(same_bits / 8, prefix_bytes_max);
}

std::size_t bytes_needed(std::uint64_t value) {
  return static_cast<std::size_t>(std::bit_width(value) + 7) / 8;
}

bool unpack_unsorted(std::string_view body, std::vector<key_entry>& into) {
  if (body.size() % unsorted_entry_bytes != 0) return false;
  byte_reader in(body);
  while (!in.empty()) {
    key_entry entry;
    entry.key.high = in.fixed64();
    entry.key.low = in.fixed64();
    entry.head = in.fixed64();
    into.push_back(entry);
  }
  return true;
}

}  // namespace

// Digests are uniform: put down by their first bits, what is left to sort are thousands of short stretches.
void sort_keys(std::vector<key_entry>& keys) {
  const auto before = [](const key_entry& a, const key_entry& b) { return a.key == b.key ? a.head > b.head : comes_before(a.key, b.key); };
  constexpr unsigned first_bits = 12;
  const auto stretch_of = [](const key_entry& e) { return static_cast<std::size_t>(e.key.high >> (64 - first_bits)); };
  std::vector<std::size_t> end((std::size_t{1} << first_bits) + 1, 0);
  for (const key_entry& e : keys) ++end[stretch_of(e) + 1];
  for (std::size_t i = 1; i < end.size(); ++i) end[i] += end[i - 1];
  std::vector<key_entry> sorted(keys.size());
  for (const key_entry& e : keys) sorted[end[stretch_of(e)]++] = e;
  // Where each began, its place has moved on to where it ends.
  std::size_t begin = 0;
  for (std::size_t i = 0; i + 1 < end.size(); begin = end[i], ++i)
    std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(begin), sorted.begin() + static_cast<std::ptrdiff_t>(end[i]), before);
  keys = std::move(sorted);
  const auto same = [](const key_entry& a, const key_entry& b) { return a.key == b.key; };
  keys.erase(std::unique(keys.begin(), keys.end(), same), keys.end());
}

key_packer::key_packer(offset base, offset upto) : base_(base), width_(bytes_needed(upto - base)) {}

void key_packer::add(const key_entry& entry) { entries_.push_back(entry); }

std::size_t key_packer::bytes_with(const core::digest& another) const {
  const core::digest& first = entries_.empty() ? another : entries_.front().key;
  const std::size_t prefix = common_prefix(first, another);
  return 2 + prefix + varint_bytes(base_) +
         (entries_.size() + 1) * (digest_bytes - prefix + width_);
}

std::string key_packer::take() {
  std::string out;
  if (entries_.empty()) return out;
  const std::size_t prefix = common_prefix(entries_.front().key, entries_.back().key);
  out.reserve(bytes_with(entries_.back().key));
  byte_writer head(out);
  head.byte(static_cast<std::uint8_t>(prefix));
  out.append(bytes_of(entries_.front().key).data(), prefix);
  head.varint(base_);
  head.byte(static_cast<std::uint8_t>(width_));
  const std::size_t entry_bytes = digest_bytes - prefix + width_;
  std::size_t at = out.size();
  out.resize(at + entries_.size() * entry_bytes);
  for (const key_entry& entry : entries_) {
    const auto digest = bytes_of(entry.key);
    std::memcpy(out.data() + at, digest.data() + prefix, digest_bytes - prefix);
    at += digest_bytes - prefix;
    for (std::uint64_t rest = entry.head - base_, i = 0; i < width_; ++i, rest >>= 8)
      out[at++] = static_cast<char>(rest & 0xff);
  }
  entries_.clear();
  return out;
}

std::string pack_sorted(std::span<const key_entry> keys) {
  if (keys.empty()) return {};
  const auto [least, greatest] = std::minmax_element(
      keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.head < b.head; });
  key_packer packer(least->head, greatest->head);
  for (const key_entry& entry : keys) packer.add(entry);
  return packer.take();
}

std::optional<packed_keys> packed_keys::open(std::string_view bytes) {
  packed_keys out;
  if (bytes.empty()) return out;
  const auto prefix = static_cast<std::size_t>(static_cast<unsigned char>(bytes.front()));
  if (prefix > prefix_bytes_max || bytes.size() < 1 + prefix) return std::nullopt;
  out.prefix_ = bytes.substr(1, prefix);
  byte_reader in(bytes.substr(1 + prefix));
  out.base_ = in.varint();
  out.width_ = in.byte();
  if (!in.ok() || out.width_ > 8) return std::nullopt;
  out.entry_bytes_ = digest_bytes - prefix + out.width_;
  if (in.size() % out.entry_bytes_ != 0) return std::nullopt;
  out.count_ = in.size() / out.entry_bytes_;
  out.entries_ = bytes.data() + (bytes.size() - in.size());
  return out;
}

key_entry packed_keys::at(std::size_t index) const {
  const char* from = entries_ + index * entry_bytes_;
  std::array<char, digest_bytes> digest;
  std::memcpy(digest.data(), prefix_.data(), prefix_.size());
  std::memcpy(digest.data() + prefix_.size(), from, digest_bytes - prefix_.size());
  std::uint64_t above = 0;
  for (std::size_t i = 0; i < width_; ++i)
    above |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[digest_bytes - prefix_.size() + i])) << (8 * i);
  return {{get_high_first(digest.data()), get_high_first(digest.data() + 8)}, base_ + above};
}

offset packed_keys::find(const core::digest& key) const {
  std::size_t low = 0, high = count_;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (comes_before(at(middle).key, key)) low = middle + 1;
    else high = middle;
  }
  if (low == count_) return 0;
  const key_entry found = at(low);
  return found.key == key ? found.head : 0;
}

bool unpack_keys(key_format format, std::string_view body, std::vector<key_entry>& into) {
  if (format == key_format::unsorted) return unpack_unsorted(body, into);
  const auto packed = packed_keys::open(body);
  if (!packed) return false;
  into.reserve(into.size() + packed->size());
  for (std::size_t i = 0; i < packed->size(); ++i) into.push_back(packed->at(i));
  return true;
}

result<void> read_key_run(const sqlite_statement& row, const identity& whose,
                          std::vector<key_entry>& into) {
  const auto id = static_cast<std::uint64_t>(row.integer(0));
  const auto at = static_cast<offset>(row.integer(1));
  const std::int64_t number = row.integer(2);
  if (number != 1 && number != 2) return errc::not_a_ledger;
  const auto format = static_cast<key_format>(number);
  const std::string_view body = row.bytes(3);
  const auto sum = format == key_format::sorted ? sorted_key_run_checksum(whose, id, at, body)
                                                : key_run_checksum(whose, id, at, body);
  if (row.integer(4) != sum || !unpack_keys(format, body, into)) return errc::not_a_ledger;
  return {};
}

}  // namespace northstar::ledger

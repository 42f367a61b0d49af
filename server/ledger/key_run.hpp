// SPDX-License-Identifier: MIT
// Key entries as bytes. Sorted ones stand as a head and entries of one size (16 to 22 bytes each: what all digests begin with
// and what all offsets exceed is told once), so that a search needs no decoding. Ledgers of layout 1 hold runs without an order, 24 bytes an entry.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/identity.hpp"
#include "ledger/ledger.hpp"
#include "ledger/sqlite.hpp"

namespace northstar::ledger {

// One row of the file; a checkpoint with more entries takes several rows. About 1.3 MB.
inline constexpr std::size_t key_run_entries_max = 65'536;

// The numbers are on disk.
enum class key_format : std::uint8_t { unsorted = 1, sorted = 2 };

inline bool comes_before(const core::digest& a, const core::digest& b) {
  return a.high != b.high ? a.high < b.high : a.low < b.low;
}

// By key; of entries with one key only the newest stays.
void sort_keys(std::vector<key_entry>& keys);

// Packs entries in ascending order of their keys, each key once.
class key_packer {
 public:
  // Offsets will lie in base … upto.
  key_packer(offset base, offset upto);

  void add(const key_entry& entry);
  // Of what was added, packed; with one more entry behind it.
  std::size_t bytes_with(const core::digest& another) const;
  bool empty() const { return entries_.empty(); }
  const key_entry& first() const { return entries_.front(); }
  // The bytes; the packer is empty again.
  std::string take();

 private:
  offset base_;
  std::size_t width_;  // bytes of an offset less base
  std::vector<key_entry> entries_;
};

std::string pack_sorted(std::span<const key_entry> keys);

// Packed entries, read in place. The bytes must live as long.
class packed_keys {
 public:
  // nullopt: these bytes are no packed keys.
  static std::optional<packed_keys> open(std::string_view bytes);

  std::size_t size() const { return count_; }
  key_entry at(std::size_t index) const;
  // Offset of the newest delivery; 0: the key is not here.
  offset find(const core::digest& key) const;

 private:
  packed_keys() = default;

  std::string_view prefix_;
  offset base_ = 0;
  std::size_t width_ = 0;
  std::size_t entry_bytes_ = 0;
  std::size_t count_ = 0;
  const char* entries_ = nullptr;
};

// Adds the entries of a row (id, at, format, body, checksum) of the table key_run. Damage: not_a_ledger.
result<void> read_key_run(const sqlite_statement& row, const identity& whose,
                          std::vector<key_entry>& into);

// Adds a run's entries to `into`; false: the bytes are no key run, and nothing was added.
bool unpack_keys(key_format format, std::string_view body, std::vector<key_entry>& into);

}  // namespace northstar::ledger

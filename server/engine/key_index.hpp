// SPDX-License-Identifier: MIT
// Business key → offset of its newest delivery, in memory: 24 bytes an entry and 4 that find it, 29 to 35 with the gaps. Split into 256 shards
// that grow one at a time, so that no insertion takes longer than a millisecond and memory never doubles. A shard lists its entries as they come,
// so a new one is written where the last one was; that a key is new, as most are, its line of places tells alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/event.hpp"
#include "core/prefetch.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

// Zeroed memory straight from the system, which grows without being copied, so that what is let go of goes back.
class system_pages {
 public:
  system_pages() = default;
  ~system_pages();
  system_pages(system_pages&& other) noexcept;
  system_pages& operator=(system_pages&& other) noexcept;
  void resize(std::size_t bytes);
  std::size_t bytes() const { return bytes_; }
  void* begin() const { return begin_; }

 private:
  void* begin_ = nullptr;
  std::size_t bytes_ = 0;
};

class key_index {
 public:
  static constexpr std::size_t shard_count = 256;

  // Room for this many keys at once, before the first one comes.
  void reserve(std::size_t keys);

  // Where a key would go that was looked for and is not here.
  struct vacancy {
    core::digest key;
    std::uint32_t* place = nullptr;
  };

  // 0: not here.
  ledger::offset find(const core::digest& key) const {
    vacancy unused;
    return find(key, unused);
  }
  ledger::offset find(const core::digest& key, vacancy& where) const;
  // The look-up that follows soon then finds its line of memory.
  void prefetch(const core::digest& key) const {
    const shard& s = shards_[shard_of(key)];
    if (s.groups != 0) core::fetch_ahead(s.group(s.group_of(key)));
  }
  // The newer head of a key stays.
  void put(const ledger::key_entry& entry);
  // The same, sooner where find() of the key was the last that was done here but for other looks.
  void put(const ledger::key_entry& entry, const vacancy& where);
  // Many, best in ascending order of their keys: then one walk through memory.
  void put(std::span<const ledger::key_entry> entries) {
    constexpr std::size_t ahead = 12;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i + ahead < entries.size()) prefetch(entries[i + ahead].key);
      put(entries[i]);
    }
  }
  // Drops the entries of one shard whose head is `upto` or before: below a millisecond.
  void drop(std::size_t shard, ledger::offset upto);

  std::size_t size() const { return size_; }
  // Memory taken.
  std::size_t bytes() const;

  // In ascending order of the keys.
  template <class Visit>
  void each(const Visit& visit) const {
    for (const shard& s : shards_)
      for (const ledger::key_entry& e : sorted(s)) visit(e);
  }

 private:
  // A line of memory: sixteen places that are looked at together. A place holds the number of an entry from 1 on in its lower bits, and above them
  // some of the key's; 0: it is free.
  static constexpr std::size_t group_size = 16;

  struct shard {
    system_pages places_memory, entries_memory;
    std::uint32_t count = 0;
    std::uint32_t groups = 0;
    std::uint32_t number_mask = 0;

    std::uint32_t* group(std::size_t number) const { return static_cast<std::uint32_t*>(places_memory.begin()) + number * group_size; }
    ledger::key_entry* entries() const { return static_cast<ledger::key_entry*>(entries_memory.begin()); }
    std::size_t capacity() const { return entries_memory.bytes() / sizeof(ledger::key_entry); }
    // By what the key begins with, so that keys in ascending order go through memory once.
    std::size_t group_of(const core::digest& key) const {
      const std::uint64_t next_bits = (key.high >> 24) & 0xffffffff;  // behind the eight that name the shard
      return (next_bits * groups) >> 32;
    }
    std::uint32_t mark_of(const core::digest& key) const { return static_cast<std::uint32_t>(key.low) & ~number_mask; }
    bool is_full(std::size_t number) const;
    // The entry of the key; or null, and where its number would go.
    ledger::key_entry* find(const core::digest& key, std::uint32_t*& free) const;
    void add(const ledger::key_entry& entry, std::uint32_t* free);
    void number_anew(std::size_t keys);
  };

  static std::size_t shard_of(const core::digest& key) { return key.high >> 56; }
  static std::vector<ledger::key_entry> sorted(const shard& s);

  std::array<shard, shard_count> shards_;
  std::size_t size_ = 0;
};

}  // namespace northstar::engine

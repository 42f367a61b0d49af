// SPDX-License-Identifier: MIT
// Business key → offset of its newest delivery, in memory: 24 bytes an entry, 28 to 36 with the gaps. Split into 256 shards that grow one at a
// time and by a quarter, so that no insertion takes longer than a millisecond and memory never doubles. Digests are uniform, so a shard is simply sorted with gaps: an entry stands at
// the place its first bits name, or shortly behind; sorted entries are taken in by one walk through memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/event.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

class key_index {
 public:
  static constexpr std::size_t shard_count = 256;

  // Room for this many keys at once, before the first one comes.
  void reserve(std::size_t keys);

  // 0: not here.
  ledger::offset find(const core::digest& key) const;
  // The look-up that follows soon then finds its line of memory.
  void prefetch(const core::digest& key) const;
  // The newer head of a key stays.
  void put(const ledger::key_entry& entry);
  // Many, best in ascending order of their keys.
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
      for (std::size_t i = 0; i < s.slots.size(); ++i)
        if (s.slots[i].head != 0) visit(s.slots[i]);
  }

 private:
  // Zeroed memory straight from the system, so that what is let go of goes back to it.
  class slot_array {
   public:
    slot_array() = default;
    explicit slot_array(std::size_t size);
    ~slot_array();
    slot_array(slot_array&& other) noexcept;
    slot_array& operator=(slot_array&& other) noexcept;
    std::size_t size() const { return size_; }
    ledger::key_entry& operator[](std::size_t i) { return slots_[i]; }
    const ledger::key_entry& operator[](std::size_t i) const { return slots_[i]; }

   private:
    ledger::key_entry* slots_ = nullptr;
    std::size_t size_ = 0;
  };

  struct shard {
    slot_array slots;  // the last one is always empty
    std::uint32_t places = 0;
    std::uint32_t count = 0;
    std::uint32_t spare = 64;  // slots behind the last place, for entries that are pushed on

    std::size_t place_of(const core::digest& key) const;
    std::size_t find(const core::digest& key) const;
    void rebuild(std::size_t keys, ledger::offset above);
  };

  static std::size_t shard_of(const core::digest& key) { return key.high >> 56; }

  std::array<shard, shard_count> shards_;
  std::size_t size_ = 0;
};

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
#include "engine/key_index.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "ledger/key_run.hpp"

namespace northstar::engine {

namespace {

using ledger::key_entry;

// Full from here on: a search then looks at three or four entries on average. Not the same for all shards, or they would all grow at the same time.
constexpr std::size_t full_percent(std::size_t shard) { return 80 + shard % 8; }
// What a rebuilt shard is filled to.
constexpr std::size_t fresh_percent = 68;
// The smallest shard: one page.
constexpr std::size_t places_min = 4096 / sizeof(key_entry) - 64;

}  // namespace

key_index::slot_array::slot_array(std::size_t size) : size_(size) {
  void* pages = ::mmap(nullptr, size * sizeof(key_entry), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  slots_ = static_cast<key_entry*>(pages);
}

key_index::slot_array::~slot_array() {
  if (slots_) ::munmap(slots_, size_ * sizeof(key_entry));
}

key_index::slot_array::slot_array(slot_array&& other) noexcept
    : slots_(std::exchange(other.slots_, nullptr)), size_(std::exchange(other.size_, 0)) {}

key_index::slot_array& key_index::slot_array::operator=(slot_array&& other) noexcept {
  std::swap(slots_, other.slots_);
  std::swap(size_, other.size_);
  return *this;
}

std::size_t key_index::shard::place_of(const core::digest& key) const {
  const std::uint64_t next_bits = (key.high >> 24) & 0xffffffff;  // behind the eight that name the shard
  return (next_bits * places) >> 32;
}

// Where the key stands, or would: the first slot that is empty or holds no smaller one.
std::size_t key_index::shard::find(const core::digest& key) const {
  std::size_t i = place_of(key);
  while (slots[i].head != 0 && ledger::comes_before(slots[i].key, key)) ++i;
  return i;
}

// New places for this many keys; what has a head above `above` moves there.
void key_index::shard::rebuild(std::size_t keys, ledger::offset above) {
  shard fresh;
  fresh.spare = spare;
  fresh.places = static_cast<std::uint32_t>(std::max(places_min, keys * 100 / fresh_percent));
  for (;;) {
    fresh.slots = slot_array(fresh.places + fresh.spare);
    fresh.count = 0;
    std::size_t next = 0;
    bool fits = true;
    for (std::size_t i = 0; i < slots.size() && fits; ++i) {
      if (slots[i].head <= above) continue;
      next = std::max(next, fresh.place_of(slots[i].key));
      fits = next + 1 < fresh.slots.size();
      if (fits) fresh.slots[next++] = slots[i], ++fresh.count;
    }
    if (fits) break;
    // Many keys that begin alike; more places do not part those that begin with ones alone.
    fresh.places += fresh.places / 4;
    fresh.spare *= 2;
  }
  *this = std::move(fresh);
}

void key_index::reserve(std::size_t keys) {
  // Shards differ by a few per thousand.
  const std::size_t each = keys / shard_count + keys / shard_count / 50;
  for (shard& s : shards_)
    if (s.count == 0) s.rebuild(each, 0);
}

ledger::offset key_index::find(const core::digest& key) const {
  const shard& s = shards_[shard_of(key)];
  if (s.places == 0) return 0;
  const key_entry& found = s.slots[s.find(key)];
  return found.head != 0 && found.key == key ? found.head : 0;
}

void key_index::prefetch(const core::digest& key) const {
  const shard& s = shards_[shard_of(key)];
  if (s.places != 0) __builtin_prefetch(&s.slots[s.place_of(key)]);
}

void key_index::put(const key_entry& entry) {
  const std::size_t number = shard_of(entry.key);
  shard& s = shards_[number];
  if (std::size_t{s.count} * 100 >= std::size_t{s.places} * full_percent(number)) s.rebuild(s.count, 0);
  for (;;) {
    const std::size_t at = s.find(entry.key);
    if (s.slots[at].head != 0 && s.slots[at].key == entry.key) {
      s.slots[at].head = std::max(s.slots[at].head, entry.head);
      return;
    }
    std::size_t gap = at;
    while (s.slots[gap].head != 0) ++gap;
    if (gap + 1 < s.slots.size()) {
      if (gap != at) std::memmove(&s.slots[at + 1], &s.slots[at], (gap - at) * sizeof(key_entry));
      s.slots[at] = entry;
      ++s.count;
      ++size_;
      return;
    }
    s.spare *= 2;
    s.rebuild(s.count + s.count / 4 + 1, 0);
  }
}

void key_index::drop(std::size_t number, ledger::offset upto) {
  shard& s = shards_[number];
  const std::size_t before = s.count;
  std::size_t left = 0;
  for (std::size_t i = 0; i < s.slots.size(); ++i) left += s.slots[i].head > upto ? 1 : 0;
  if (left == before) return;
  s.rebuild(left, upto);
  size_ -= before - left;
}

std::size_t key_index::bytes() const {
  std::size_t out = 0;
  for (const shard& s : shards_) out += s.slots.size() * sizeof(key_entry);
  return out;
}

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
#include "engine/key_index.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <utility>

#include "ledger/key_run.hpp"

namespace northstar::engine {

namespace {

using ledger::key_entry;

// Full from here on: one group in four is, then, and a search goes on to the next one. Not the same for all shards, or they would all grow at the
// same time.
constexpr std::size_t full_percent(std::size_t shard) { return 80 + shard % 8; }
// What new places are filled to.
constexpr std::size_t fresh_percent = 60;
// The smallest shard: a page of either.
constexpr std::size_t page_bytes = 4096;

constexpr std::size_t whole_pages(std::size_t bytes) { return (bytes + page_bytes - 1) / page_bytes * page_bytes; }

// For each place of a group a bit: whether it is free, and whether it has this mark.
struct group_bits {
  std::uint32_t free = 0, alike = 0;
};
group_bits look_at(const std::uint32_t* places, std::uint32_t mark, std::uint32_t number_mask) {
  // Four at a time, which every processor has instructions for.
  using four = std::uint32_t __attribute__((vector_size(16)));
  const four marks = {mark, mark, mark, mark};
  const four numbers = {number_mask, number_mask, number_mask, number_mask};
  four bit = {1, 2, 4, 8}, free = {}, alike = {};
  for (int part = 0; part < 4; ++part, bit <<= 4) {
    four found;
    std::memcpy(&found, places + part * 4, sizeof found);
    free |= reinterpret_cast<four>(found == 0) & bit;
    alike |= reinterpret_cast<four>((found & ~numbers) == marks) & bit;
  }
  group_bits out;
  out.free = free[0] | free[1] | free[2] | free[3];
  out.alike = (alike[0] | alike[1] | alike[2] | alike[3]) & ~out.free;
  return out;
}

}  // namespace

system_pages::~system_pages() {
  if (begin_) ::munmap(begin_, bytes_);
}

system_pages::system_pages(system_pages&& other) noexcept : begin_(std::exchange(other.begin_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

system_pages& system_pages::operator=(system_pages&& other) noexcept {
  std::swap(begin_, other.begin_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

void system_pages::resize(std::size_t bytes) {
  if (bytes == bytes_) return;
  void* const pages = begin_ ? ::mremap(begin_, bytes_, bytes, MREMAP_MAYMOVE)
                             : ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  begin_ = pages;
  bytes_ = bytes;
}

bool key_index::shard::is_full(std::size_t number) const {
  return std::size_t{count} * 100 >= std::size_t{groups} * group_size * full_percent(number);
}

// A group with a free place ends the search: nothing is ever taken out but by number_anew().
key_entry* key_index::shard::find(const core::digest& key, std::uint32_t*& free) const {
  const std::uint32_t mark = mark_of(key);
  for (std::size_t number = group_of(key);; number = number + 1 == groups ? 0 : number + 1) {
    std::uint32_t* const places = group(number);
    const group_bits bits = look_at(places, mark, number_mask);
    for (std::uint32_t alike = bits.alike; alike != 0; alike &= alike - 1) {
      key_entry* const entry = entries() + (places[std::countr_zero(alike)] & number_mask) - 1;
      if (entry->key == key) return entry;
    }
    if (bits.free == 0) continue;
    free = places + std::countr_zero(bits.free);
    return nullptr;
  }
}

// New places for so many keys, and all entries found by them.
void key_index::shard::number_anew(std::size_t keys) {
  // The pages there are stay in use: the system takes longer to give a page than it takes to empty it.
  const std::size_t before = places_memory.bytes();
  places_memory.resize(whole_pages(keys * 100 / fresh_percent * sizeof(std::uint32_t)) + (keys == 0 ? page_bytes : 0));
  std::memset(places_memory.begin(), 0, std::min(before, places_memory.bytes()));
  groups = static_cast<std::uint32_t>(places_memory.bytes() / (group_size * sizeof(std::uint32_t)));
  number_mask = std::bit_ceil(groups * static_cast<std::uint32_t>(group_size) + 1) - 1;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint32_t* free = nullptr;
    find(entries()[i].key, free);
    *free = mark_of(entries()[i].key) | (i + 1);
  }
}

void key_index::reserve(std::size_t keys) {
  // Shards differ by a few per thousand.
  const std::size_t each = keys / shard_count + keys / shard_count / 50;
  for (shard& s : shards_)
    if (s.count == 0) s.number_anew(each);
}

void key_index::shard::add(const key_entry& entry, std::uint32_t* free) {
  if (count == capacity()) entries_memory.resize(whole_pages(entries_memory.bytes() + entries_memory.bytes() / 8 + page_bytes));
  entries()[count++] = entry;
  *free = mark_of(entry.key) | count;
}

ledger::offset key_index::find(const core::digest& key, vacancy& where) const {
  where = {key, nullptr};
  const shard& s = shards_[shard_of(key)];
  if (s.groups == 0) return 0;
  const key_entry* const found = s.find(key, where.place);
  return found ? found->head : 0;
}

void key_index::put(const key_entry& entry) {
  const std::size_t number = shard_of(entry.key);
  shard& s = shards_[number];
  if (s.is_full(number)) s.number_anew(s.count);
  std::uint32_t* free = nullptr;
  if (key_entry* const found = s.find(entry.key, free)) {
    found->head = std::max(found->head, entry.head);
    return;
  }
  s.add(entry, free);
  ++size_;
}

void key_index::put(const key_entry& entry, const vacancy& where) {
  const std::size_t number = shard_of(entry.key);
  shard& s = shards_[number];
  if (!where.place || where.key != entry.key || s.is_full(number)) return put(entry);
  s.add(entry, where.place);
  ++size_;
}

void key_index::drop(std::size_t number, ledger::offset upto) {
  shard& s = shards_[number];
  key_entry* const end = s.entries() + s.count;
  key_entry* const left = std::remove_if(s.entries(), end, [&](const key_entry& e) { return e.head <= upto; });
  if (left == end) return;
  size_ -= static_cast<std::size_t>(end - left);
  s.count = static_cast<std::uint32_t>(left - s.entries());
  s.entries_memory.resize(whole_pages((s.count + std::size_t{1}) * sizeof(key_entry)));
  s.number_anew(s.count);
}

std::size_t key_index::bytes() const {
  std::size_t out = 0;
  for (const shard& s : shards_) out += s.places_memory.bytes() + s.entries_memory.bytes();
  return out;
}

std::vector<key_entry> key_index::sorted(const shard& s) {
  std::vector<key_entry> out(s.entries(), s.entries() + s.count);
  std::sort(out.begin(), out.end(), [](const key_entry& a, const key_entry& b) { return ledger::comes_before(a.key, b.key); });
  return out;
}

}  // namespace northstar::engine

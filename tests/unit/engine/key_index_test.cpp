// SPDX-License-Identifier: MIT
#include "engine/key_index.hpp"

#include <map>
#include <random>

#include "catch.hpp"

using namespace northstar;
using engine::key_index;
using ledger::key_entry;

namespace {

using model = std::map<std::pair<std::uint64_t, std::uint64_t>, ledger::offset>;

// Mostly as digests are; some that begin alike, and some that differ in their last bits only.
core::digest random_key(std::mt19937_64& from, std::uint64_t keys) {
  std::mt19937_64 of_key(from() % keys);
  const std::uint64_t high = of_key(), low = of_key();
  switch (of_key() % 8) {
    case 0: return {high & 0xff, low};
    case 1: return {~std::uint64_t{0}, low & 0x3f};
    default: return {high, low};
  }
}

void same(const key_index& index, const model& should) {
  REQUIRE(index.size() == should.size());
  auto next = should.begin();
  index.each([&](const key_entry& e) {
    REQUIRE(next != should.end());
    REQUIRE((e.key.high == next->first.first && e.key.low == next->first.second && e.head == next->second));
    ++next;
  });
  REQUIRE(next == should.end());
}

}  // namespace

TEST_CASE("the key index answers as a sorted map would, whatever is put into it and dropped from it", "[engine][keys]") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937_64 from(seed);
  for (const std::uint64_t keys : {50u, 3'000u, 200'000u}) {
    key_index index;
    model should;
    if (from() % 2 == 0) index.reserve(from() % 1'000);
    for (ledger::offset at = 1; at <= 40'000; ++at) {
      const core::digest key = random_key(from, keys);
      index.prefetch(key);
      const auto known = should.find({key.high, key.low});
      key_index::vacancy where;
      REQUIRE(index.find(key, where) == (known == should.end() ? 0 : known->second));
      // Some entries come late: the newer head stays.
      const ledger::offset head = from() % 10 == 0 ? at / 2 + 1 : at;
      if (from() % 2 == 0) index.put(key_entry{key, head}, where);
      else index.put(key_entry{key, head});
      ledger::offset& newest = should[{key.high, key.low}];
      newest = std::max(newest, head);
      if (from() % 10'000 == 0) {
        const ledger::offset upto = from() % at;
        for (std::size_t shard = 0; shard < key_index::shard_count; ++shard) index.drop(shard, upto);
        std::erase_if(should, [&](const auto& e) { return e.second <= upto; });
        same(index, should);
      }
    }
    same(index, should);
  }
}

TEST_CASE("keys that all begin with ones stand behind the last place, however many there are", "[engine][keys]") {
  key_index index;
  for (std::uint64_t low = 1; low <= 1'000; ++low) index.put(key_entry{{~std::uint64_t{0}, low * 7919}, low});
  CHECK(index.size() == 1'000);
  for (std::uint64_t low = 1; low <= 1'000; ++low) REQUIRE(index.find({~std::uint64_t{0}, low * 7919}) == low);
  for (std::size_t shard = 0; shard < key_index::shard_count; ++shard) index.drop(shard, 900);
  CHECK(index.size() == 100);
  CHECK(index.find({~std::uint64_t{0}, 950 * 7919}) == 950);
}

TEST_CASE("a million keys take at most 36 bytes each", "[engine][keys]") {
  std::mt19937_64 from(7);
  key_index index;
  for (ledger::offset at = 1; at <= 1'000'000; ++at) index.put(key_entry{{from(), from()}, at});
  CHECK(index.bytes() <= 36 * index.size());
  key_index reserved;
  reserved.reserve(1'000'000);
  index.each([&](const key_entry& e) { reserved.put(e); });
  CHECK(reserved.size() == index.size());
  CHECK(reserved.bytes() <= 38 * index.size());
}

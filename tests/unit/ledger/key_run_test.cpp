// SPDX-License-Identifier: MIT
#include "ledger/key_run.hpp"

#include "catch.hpp"
#include "ledger/fixture.hpp"
#include "ledger/key_filter.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;

namespace {

std::vector<key_entry> random_entries(std::mt19937_64& from, std::size_t count) {
  // What all begin with, and how far offsets lie apart, differ from round to round.
  const unsigned shift = static_cast<unsigned>(from() % 65);
  const std::uint64_t begin = from();
  const offset base = from() >> (from() % 64), spread = (from() >> (from() % 63)) >> 1;
  std::vector<key_entry> out;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t high = shift == 64 ? begin : shift == 0 ? from() : (begin << (64 - shift)) | (from() >> shift);
    out.push_back({{high, from()}, (base >> 1) + (spread == 0 ? 0 : from() % spread)});
  }
  sort_keys(out);
  return out;
}

bool same(const std::vector<key_entry>& a, const std::vector<key_entry>& b) {
  return std::ranges::equal(a, b, [](const key_entry& x, const key_entry& y) { return x.key == y.key && x.head == y.head; });
}

}  // namespace

TEST_CASE("packed keys are unpacked as they were, and each is found in place", "[ledger][keys]") {
  const std::uint64_t seed = test_seed();
  INFO("seed " << seed);
  std::mt19937_64 from(seed);
  for (int round = 0; round < 200; ++round) {
    const auto entries = random_entries(from, from() % 300);
    const std::string body = pack_sorted(entries);
    std::vector<key_entry> back;
    REQUIRE(unpack_keys(key_format::sorted, body, back));
    REQUIRE(same(back, entries));
    const auto packed = packed_keys::open(body);
    REQUIRE(packed.has_value());
    for (const key_entry& e : entries) REQUIRE(packed->find(e.key) == e.head);
    for (int i = 0; i < 20; ++i) REQUIRE(packed->find({from(), from()}) == 0);
  }
}

TEST_CASE("of entries with one key the newest stays", "[ledger][keys]") {
  std::vector<key_entry> keys{{{5, 1}, 3}, {{4, 9}, 8}, {{5, 1}, 7}, {{5, 0}, 2}, {{5, 1}, 5}};
  sort_keys(keys);
  CHECK(same(keys, {{{4, 9}, 8}, {{5, 0}, 2}, {{5, 1}, 7}}));
}

TEST_CASE("bytes that are no packed keys are told from them, whatever they are", "[ledger][keys]") {
  const std::uint64_t seed = test_seed();
  INFO("seed " << seed);
  std::mt19937_64 from(seed);
  std::vector<key_entry> into;
  CHECK_FALSE(unpack_keys(key_format::sorted, std::string(1, '\x09'), into));
  CHECK_FALSE(unpack_keys(key_format::sorted, std::string("\x01"), into));
  CHECK_FALSE(unpack_keys(key_format::unsorted, std::string(25, 'x'), into));
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes(from() % 100, '\0');
    for (char& c : bytes) c = static_cast<char>(from() % (from() % 2 == 0 ? 256 : 10));
    into.clear();
    if (!unpack_keys(key_format::sorted, bytes, into)) CHECK(into.empty());
  }
}

TEST_CASE("a filter never denies what was added, and seldom holds a stranger", "[ledger][keys]") {
  std::mt19937_64 from(11);
  key_filter filter(20'000);
  std::vector<northstar::core::digest> added;
  for (int i = 0; i < 20'000; ++i) filter.add(added.emplace_back(northstar::core::digest{from(), from()}));
  const auto back = key_filter::from_bytes(filter.bytes());
  REQUIRE(back.has_value());
  for (const auto& key : added) REQUIRE((filter.may_hold(key) && back->may_hold(key)));
  int strangers = 0;
  for (int i = 0; i < 20'000; ++i) strangers += back->may_hold({from(), from()}) ? 1 : 0;
  CHECK(strangers < 600);
  CHECK_FALSE(key_filter::from_bytes("").has_value());
  CHECK_FALSE(key_filter::from_bytes(std::string(65, '\0')).has_value());
}

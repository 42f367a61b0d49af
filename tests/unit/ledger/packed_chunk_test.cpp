// SPDX-License-Identifier: MIT
#include "ledger/packed_chunk.hpp"

#include "catch.hpp"
#include "ledger/fixture.hpp"
#include "ledger/random_records.hpp"
#include "ledger/record_codec.hpp"
#include "wire/event_json.hpp"

using namespace northstar;
using namespace northstar::ledger;
using namespace northstar::ledger::test;

namespace {

identity some_identity() {
  identity whose;
  for (std::size_t i = 0; i < whose.digest_key.size(); ++i) whose.digest_key[i] = static_cast<std::uint8_t>(i * 17);
  return whose;
}

record delivery_of(const core::event& e, offset previous = 0, offset winner = 0) {
  return {record_kind::delivery, encode(delivery{.event = e, .previous = previous, .winner = winner})};
}

// Deals of a month as a CRM numbers them.
core::event deal(dice& from, std::uint64_t number, const identity& whose) {
  core::event e = usual_deal();
  e.id = "D-" + std::to_string(1'000'000 + number);
  e.occurred_at += static_cast<core::instant_ms>(number * 3'000 + from() % 1'000);
  e.version = static_cast<std::int64_t>(number);
  e.owner = "rep-" + std::to_string(from() % 200);
  e.customer = "Customer " + std::to_string(from() % 20'000);
  e.type = from() % 3 == 0 ? "deal.lost" : "deal.won";
  e.amount = {__int128{10'000'000} * static_cast<std::int64_t>(from() % 5'000'000)};
  if (from() % 3 == 0) e.quantity = {};
  e.key = wire::key_digest(whose.digest_key, e.source, e.id);
  e.content = {from(), from()};
  return e;
}

std::vector<record> deals(dice& from, std::size_t count, const identity& whose) {
  std::vector<record> records;
  for (std::uint64_t number = 1; number <= count; ++number)
    records.push_back(delivery_of(deal(from, number, whose), from() % 20 == 0 ? 1 + from() % number : 0, from() % 50 == 0 ? 1 + from() % number : 0));
  return records;
}

// What the packer made of each chunk, told to come back the same; gives the bytes on the disk.
std::size_t check_same(const std::vector<record>& records, const identity& whose) {
  chunk_packer packer(whose);
  std::size_t bytes = 0;
  for (const chunk& c : pack(7, 99, records)) {
    const std::string packed(packer.pack(c));
    const auto again = unpack_chunk(whose, c.first(), c.count(), 99, packed);
    REQUIRE(again.has_value());
    REQUIRE(again->body() == c.body());
    REQUIRE(again->count() == c.count());
    for (offset at = c.first(); at < c.end(); ++at) {
      REQUIRE(again->at(at).kind == c.at(at).kind);
      REQUIRE(again->at(at).body == c.at(at).body);
      REQUIRE(again->at(at).received_at == 99);
    }
    // Nothing of an earlier chunk is in it.
    REQUIRE(chunk_packer(whose).pack(c) == packed);
    REQUIRE(packed.size() <= c.body().size());
    bytes += packed.size();
  }
  return bytes;
}

}  // namespace

TEST_CASE("a packed chunk of deals comes back byte for byte, in less than half of its bytes", "[ledger][packed]") {
  dice from(test_seed());
  const identity whose = some_identity();
  const auto records = deals(from, 5'000, whose);
  std::size_t whole = 0;
  for (const chunk& c : pack(7, 99, records)) whole += c.body().size();
  const std::size_t packed = check_same(records, whose);
  CAPTURE(whole, packed);
  CHECK(packed * 2 < whole);
}

TEST_CASE("any records come back byte for byte", "[ledger][packed]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  dice from(seed);
  const identity whose = some_identity();
  std::vector<record> records;
  for (std::size_t i = 0; i < 3'000; ++i) {
    core::event e = random_event(from);
    if (from() % 2 == 0) e.key = wire::key_digest(whose.digest_key, e.source, e.id);
    switch (from() % 8) {
      case 0: records.push_back({record_kind::quarantined, encode(quarantined_delivery{e, "no_rate"})}); break;
      case 1: records.push_back({record_kind::released, encode(release{1 + from() % 9, {e, from() % 3, from() % 3}})}); break;
      case 2: records.push_back({record_kind::delivery, random_bytes(from, 200)}); break;
      case 3: records.push_back({record_kind::plan, random_bytes(from, 30'000)}); break;
      case 4: records.push_back({record_kind::delivery, encode(delivery{e, from(), from()}) + "x"}); break;
      default: records.push_back(delivery_of(e, from() % 3 * from(), from() % 3)); break;
    }
  }
  records.push_back({record_kind::plan, std::string(3'000'000, 'p')});
  records.push_back({record_kind::delivery, ""});
  check_same(records, whose);
}

TEST_CASE("more texts than a chunk remembers come back all the same", "[ledger][packed]") {
  dice from(3);
  const identity whose = some_identity();
  std::vector<record> records;
  for (int i = 0; i < 1'300; ++i) {
    core::event e;
    e.occurred_at = core::ms_per_day;
    e.owner = std::to_string(i % 1'000);
    e.customer = std::to_string(i);
    e.product = std::to_string(i % 900);
    records.push_back(delivery_of(e));
  }
  check_same(records, whose);
}

TEST_CASE("a number that was written in more bytes than it needs keeps them", "[ledger][packed]") {
  std::string body = delivery_of(usual_deal()).body;
  REQUIRE(body.front() == '\0');
  body.replace(0, 1, std::string("\x80\0", 2));  // no delivery before it, in two bytes
  REQUIRE(decode_delivery(body));
  check_same({{record_kind::delivery, body}, delivery_of(usual_deal())}, some_identity());
}

TEST_CASE("a chunk that was packed, unpacked and cut is packed like one that never had more", "[ledger][packed]") {
  dice from(5);
  const identity whose = some_identity();
  const auto records = deals(from, 100, whose);
  const chunk c = pack(1, 1, records).front();
  auto cut = unpack_chunk(whose, 1, c.count(), 1, chunk_packer(whose).pack(c));
  REQUIRE(cut.has_value());
  cut->cut(40);
  const auto shorter = pack(1, 1, {records.begin(), records.begin() + 40});
  CHECK(std::string(chunk_packer(whose).pack(*cut)) == chunk_packer(whose).pack(shorter.front()));
}

TEST_CASE("what packing would not make smaller stays as it is", "[ledger][packed]") {
  const auto chunks = pack(1, 1, {{record_kind::plan, "short"}});
  CHECK(chunk_packer(some_identity()).pack(chunks.front()) == chunks.front().body());
}

TEST_CASE("a packed chunk that was damaged is no chunk, or another one, and never a crash", "[ledger][packed]") {
  const std::uint64_t seed = test_seed();
  CAPTURE(seed);
  dice from(seed);
  const identity whose = some_identity();
  const auto records = deals(from, 60, whose);
  const chunk c = pack(1, 1, records).front();
  const std::string packed(chunk_packer(whose).pack(c));
  REQUIRE(static_cast<std::uint8_t>(packed.front()) == packed_mark);
  CHECK_FALSE(unpack_chunk(whose, 1, c.count() + 1, 1, packed));
  CHECK_FALSE(unpack_chunk(whose, 1, c.count() - 1, 1, packed));
  CHECK_FALSE(unpack_chunk(whose, 1, 0, 1, packed));
  CHECK_FALSE(unpack_chunk(whose, 1, ~std::uint64_t{0}, 1, packed));
  for (std::size_t size = 0; size < packed.size(); ++size) REQUIRE_FALSE(unpack_chunk(whose, 1, c.count(), 1, std::string_view(packed).substr(0, size)));
  for (int i = 0; i < 20'000; ++i) {
    std::string damaged = packed;
    for (std::uint64_t n = 1 + from() % 3; n > 0; --n) damaged[1 + from() % (damaged.size() - 1)] = static_cast<char>(from());
    const auto found = unpack_chunk(whose, 1, c.count(), 1, damaged);
    if (found) REQUIRE(found->count() == c.count());
  }
}

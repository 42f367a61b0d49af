// SPDX-License-Identifier: MIT
#include "ledger/chunk.hpp"

#include "catch.hpp"
#include "ledger/fixture.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;

namespace {

record of_size(std::size_t size) { return {record_kind::delivery, std::string(size, 'x')}; }

}  // namespace

TEST_CASE("records are packed without gaps into chunks of at most 32 KiB", "[ledger][chunk]") {
  const auto records = records_for(500, 1'000);
  const auto chunks = pack(500, 7, records);
  REQUIRE(chunks.size() > 2);
  offset next = 500;
  for (const chunk& c : chunks) {
    CHECK(c.first() == next);
    CHECK((c.count() == 1 || c.body().size() <= chunk_bytes_max));
    for (; next < c.end(); ++next) {
      const record_view seen = c.at(next);
      REQUIRE(seen.offset == next);
      REQUIRE(seen.received_at == 7);
      REQUIRE(seen.kind == records[next - 500].kind);
      REQUIRE(seen.body == records[next - 500].body);
    }
  }
  CHECK(next == 1'500);
}

TEST_CASE("a record larger than a chunk has one of its own", "[ledger][chunk]") {
  const auto chunks = pack(1, 1, {of_size(10), of_size(100'000), of_size(10), of_size(10)});
  REQUIRE(chunks.size() == 3);
  CHECK(chunks[0].count() == 1);
  CHECK(chunks[1].count() == 1);
  CHECK(chunks[2].count() == 2);
}

TEST_CASE("a chunk is filled up to its last byte", "[ledger][chunk]") {
  // Kind and a length of two bytes stand before the first one; room for a length of five
  // is kept for the last.
  const std::size_t half = chunk_bytes_max / 2;
  CHECK(pack(1, 1, {of_size(half - 3), of_size(half - 6)}).size() == 1);
  CHECK(pack(1, 1, {of_size(half - 3), of_size(half - 5)}).size() == 2);
}

TEST_CASE("an unpacked chunk is the one that was packed", "[ledger][chunk]") {
  const auto packed = pack(1'005, 9, records_for(1'005, 5));
  for (const chunk& c : packed) {
    const auto unpacked = chunk::unpack(c.first(), c.count(), 9, c.body());
    REQUIRE(unpacked);
    CHECK(unpacked->body() == c.body());
    for (offset at = c.first(); at < c.end(); ++at) CHECK(unpacked->at(at).body == c.at(at).body);
  }
}

TEST_CASE("bytes that are not as many records as they should be are no chunk", "[ledger][chunk]") {
  const chunk c = pack(1, 1, records_for(1, 5)).front();
  CHECK(chunk::unpack(1, 5, 1, c.body()));
  CHECK_FALSE(chunk::unpack(1, 4, 1, c.body()));
  CHECK_FALSE(chunk::unpack(1, 6, 1, c.body()));
  CHECK_FALSE(chunk::unpack(1, 0, 1, ""));
  CHECK_FALSE(chunk::unpack(1, ~std::uint64_t{0}, 1, c.body()));
  CHECK_FALSE(chunk::unpack(1, 5, 1, std::string_view(c.body()).substr(1)));
  CHECK_FALSE(chunk::unpack(1, 5, 1, c.body().substr(0, c.body().size() - 1)));
}

TEST_CASE("an empty record is a record", "[ledger][chunk]") {
  const auto chunks = pack(1, 1, {of_size(0), of_size(0)});
  REQUIRE(chunks.size() == 1);
  const auto unpacked = chunk::unpack(1, 2, 1, chunks[0].body());
  REQUIRE(unpacked);
  CHECK(unpacked->at(2).body.empty());
}

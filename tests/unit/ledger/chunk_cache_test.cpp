// SPDX-License-Identifier: MIT
#include "ledger/chunk_cache.hpp"

#include "catch.hpp"
#include "ledger/fixture.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;

namespace {

chunk ten_records(offset first) {
  return pack(first, 1, std::vector<record>(10, {record_kind::delivery, std::string(100, 'x')}))
      .front();
}

}  // namespace

TEST_CASE("the cache finds the chunk that holds an offset, and no other", "[ledger][cache]") {
  chunk_cache cache(1'000'000);
  cache.add(ten_records(11));
  cache.add(ten_records(31));
  for (const offset held : {11, 20, 31, 40}) {
    const chunk* found = cache.find(held);
    REQUIRE(found != nullptr);
    CHECK(found->holds(held));
  }
  for (const offset absent : {0, 10, 21, 30, 41}) CHECK(cache.find(absent) == nullptr);
}

TEST_CASE("the cache stays within its bytes and drops what was used longest ago",
          "[ledger][cache]") {
  chunk_cache cache(4'000);  // room for three
  for (const offset first : {1, 11, 21}) cache.add(ten_records(first));
  CHECK(cache.find(1) != nullptr);
  cache.add(ten_records(31));
  CHECK(cache.bytes() <= 4'000);
  CHECK(cache.find(1) != nullptr);
  CHECK(cache.find(11) == nullptr);
  CHECK(cache.find(21) != nullptr);
  CHECK(cache.find(31) != nullptr);
}

TEST_CASE("a chunk that the cache has already, or that is larger than it, changes nothing",
          "[ledger][cache]") {
  chunk_cache cache(4'000);
  cache.add(ten_records(1));
  const std::size_t bytes = cache.bytes();
  cache.add(ten_records(1));
  cache.add(pack(11, 1, {{record_kind::plan, std::string(5'000, 'x')}}).front());
  CHECK(cache.bytes() == bytes);
  CHECK(cache.find(1) != nullptr);
  CHECK(cache.find(11) == nullptr);
}

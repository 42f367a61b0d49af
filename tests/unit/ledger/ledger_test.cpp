// SPDX-License-Identifier: MIT
// What both ledgers promise, the one that forgets and the one on the disk.
#include "catch.hpp"
#include "ledger/error.hpp"
#include "ledger/fixture.hpp"
#include "ledger/key_run.hpp"
#include "ledger/memory_ledger.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;

namespace {

// Runs a check with each kind of ledger, new and empty.
void with_each(const std::function<void(ledger&, loop&)>& check) {
  loop on;
  SECTION("in memory") { check(*create_memory_ledger(), on); }
  SECTION("in SQLite") {
    const temporary_folder folder;
    check(*open(folder.path(), on), on);
  }
}

std::vector<key_entry> keys_of(ledger& of) {
  std::vector<key_entry> keys;
  REQUIRE(of.load_keys([&](std::span<const key_entry> some) { keys.insert(keys.end(), some.begin(), some.end()); }).has_value());
  return keys;
}

}  // namespace

TEST_CASE("a new ledger is empty, with an epoch and a key of its own", "[ledger]") {
  with_each([](ledger& fresh, loop&) {
    CHECK(fresh.last() == 0);
    CHECK(fresh.epoch().size() == 16);
    CHECK(fresh.epoch() != create_memory_ledger()->epoch());
    CHECK(fresh.digest_key() != create_memory_ledger()->digest_key());
    CHECK(fresh.read(0).error() == errc::no_such_record);
    CHECK(fresh.read(1).error() == errc::no_such_record);
    CHECK(intact_records(fresh) == 0);
    REQUIRE(fresh.load_checkpoint().has_value());
    CHECK_FALSE(fresh.load_checkpoint()->has_value());
    CHECK(keys_of(fresh).empty());
  });
}

TEST_CASE("what was appended is read back by its offset, with the instant it was received",
          "[ledger]") {
  with_each([](ledger& written, loop& on) {
    REQUIRE_FALSE(append(written, on, records_for(1, 3), 100));
    REQUIRE_FALSE(append(written, on, records_for(4, 2'000), 200));
    CHECK(written.last() == 2'003);
    for (const offset at : {1, 3, 4, 97, 1009, 1010, 2'003}) {
      const auto found = written.read(at);
      REQUIRE(found.has_value());
      CHECK(found->record.kind == record_for(at).kind);
      CHECK(found->record.body == record_for(at).body);
      CHECK(found->received_at == (at <= 3 ? 100 : 200));
    }
    CHECK(written.read(2'004).error() == errc::no_such_record);
  });
}

TEST_CASE("a replay shows every record from an offset on, once and in order", "[ledger]") {
  with_each([](ledger& written, loop& on) {
    for (offset first = 1; first < 2'000; first += 400)
      REQUIRE_FALSE(append(written, on, records_for(first, 400)));
    CHECK(intact_records(written) == 2'000);
    for (const offset first : {0, 1, 2, 399, 400, 401, 1'009, 2'000, 2'001, 9'999}) {
      offset next = std::max<offset>(first, 1);
      REQUIRE(written
                  .replay(first,
                          [&](const record_view& seen) {
                            REQUIRE(seen.offset == next++);
                            REQUIRE(seen.body == record_for(seen.offset).body);
                          })
                  .has_value());
      CHECK(next == std::max<offset>(2'001, first));
    }
  });
}

TEST_CASE("an append of nothing is answered and moves nothing", "[ledger]") {
  with_each([](ledger& written, loop& on) {
    CHECK_FALSE(append(written, on, {}));
    CHECK(written.last() == 0);
    CHECK_FALSE(append(written, on, records_for(1, 1)));
    CHECK(intact_records(written) == 1);
  });
}

TEST_CASE("the newest checkpoint is the one that is loaded", "[ledger]") {
  with_each([](ledger& written, loop& on) {
    REQUIRE_FALSE(append(written, on, records_for(1, 30)));
    for (const offset at : {10, 20, 30})
      REQUIRE_FALSE(save(written, on, {at, std::string(100'000, static_cast<char>(at))}));
    const auto loaded = written.load_checkpoint();
    REQUIRE(loaded.has_value());
    REQUIRE(loaded->has_value());
    CHECK((*loaded)->at == 30);
    CHECK((*loaded)->counters == std::string(100'000, 30));
  });
}

TEST_CASE("a checkpoint of the same offset takes the place of the one before", "[ledger]") {
  with_each([](ledger& written, loop& on) {
    REQUIRE_FALSE(append(written, on, records_for(1, 1)));
    REQUIRE_FALSE(save(written, on, {1, "first"}));
    REQUIRE_FALSE(save(written, on, {1, "second"}));
    CHECK((*written.load_checkpoint())->counters == "second");
  });
}

TEST_CASE("a checkpoint of records that are not there is refused", "[ledger]") {
  with_each([](ledger& written, loop& on) {
    REQUIRE_FALSE(append(written, on, records_for(1, 5)));
    CHECK(save(written, on, {6, "too far"}) == errc::no_such_record);
    CHECK_FALSE(written.load_checkpoint()->has_value());
    CHECK_FALSE(append(written, on, records_for(6, 1)));
  });
}

TEST_CASE("all key entries are loaded, of each checkpoint those of its own", "[ledger]") {
  with_each([](ledger& written, loop& on) {
    REQUIRE_FALSE(append(written, on, records_for(1, 3)));
    // More than a row of the file holds, so that they are parted and put together again.
    std::vector<key_entry> many;
    for (std::uint64_t i = 0; i < 100'000; ++i) many.push_back({{i, ~i}, i % 3 + 1});
    REQUIRE_FALSE(save(written, on, {1, ""}, many));
    REQUIRE_FALSE(save(written, on, {2, ""}, {}));
    REQUIRE_FALSE(save(written, on, {3, ""}, {{{5, ~std::uint64_t{5}}, 3}}));
    many.push_back({{5, ~std::uint64_t{5}}, 3});
    auto loaded = keys_of(written);
    REQUIRE(loaded.back().head == 3);
    std::sort(loaded.begin(), loaded.end() - 1, [](const auto& a, const auto& b) { return comes_before(a.key, b.key); });
    REQUIRE(loaded.size() == many.size());
    for (std::size_t i = 0; i < many.size(); ++i) {
      REQUIRE(loaded[i].key == many[i].key);
      REQUIRE(loaded[i].head == many[i].head);
    }
  });
}

TEST_CASE("records at chosen offsets are handed out in order, each as it was", "[ledger]") {
  with_each([](ledger& written, loop& on) {
    for (offset first = 1; first < 3'000; first += 500)
      REQUIRE_FALSE(append(written, on, records_for(first, 500), static_cast<std::int64_t>(first)));
    const std::vector<offset> wanted{1, 2, 2, 499, 500, 501, 1'777, 3'000};
    std::vector<offset> got;
    const auto visited = written.visit(wanted, [&](const record_view& r) {
      got.push_back(r.offset);
      CHECK(r.body == record_for(r.offset).body);
      CHECK(r.received_at == static_cast<std::int64_t>((r.offset - 1) / 500 * 500 + 1));
    });
    CHECK(visited.has_value());
    CHECK(got == wanted);
    CHECK(written.visit({}, [](const record_view&) {}).has_value());
    CHECK(written.visit({3'001}, [](const record_view&) {}).error() == errc::no_such_record);
  });
}

TEST_CASE("each checkpoint that is there can be had, and no other", "[ledger]") {
  with_each([](ledger& written, loop& on) {
    REQUIRE_FALSE(append(written, on, records_for(1, 30)));
    CHECK(written.checkpoints()->empty());
    for (const offset at : {10, 20, 30}) REQUIRE_FALSE(save(written, on, {at, "at " + std::to_string(at)}));
    CHECK(*written.checkpoints() == std::vector<offset>{20, 30});
    CHECK((*written.checkpoint_at(20))->counters == "at 20");
    CHECK_FALSE(written.checkpoint_at(10)->has_value());
  });
}

TEST_CASE("a piece of the index comes back as it was saved last", "[ledger]") {
  with_each([](ledger& written, loop& on) {
    CHECK_FALSE(written.load_index(1)->has_value());
    for (const char* body : {"first", "second"}) {
      bool saved = false;
      written.save_index({{1, body}, {65'537, "next"}}, [&](boost::system::error_code ec) { saved = !ec; });
      on.run_until([&] { return saved; });
    }
    CHECK(**written.load_index(1) == "second");
    CHECK(**written.load_index(65'537) == "next");
    CHECK_FALSE(written.load_index(2)->has_value());
  });
}

TEST_CASE("a ledger in memory lets old records go when it is told to, and counts on", "[ledger]") {
  const auto kept = create_memory_ledger();
  loop on;
  for (offset first = 1; first <= 1'801; first += 200) REQUIRE_FALSE(append(*kept, on, records_for(first, 200), 100));
  forget_memory_ledger(*kept, 500);
  CHECK(kept->last() == 2'000);
  CHECK(kept->read(1).error() == errc::no_such_record);
  REQUIRE(kept->read(501).has_value());
  CHECK(kept->read(501)->record.body == record_for(501).body);
  offset seen = 0;
  REQUIRE(kept->replay(1, 2'000, [&](const record_view& r) { seen = seen == 0 ? r.offset : seen; }).has_value());
  CHECK(seen > 1);
  CHECK(seen <= 501);
  forget_memory_ledger(*kept, 2'000);
  CHECK(kept->last() == 2'000);
  REQUIRE_FALSE(append(*kept, on, records_for(2'001, 3), 100));
  CHECK(kept->last() == 2'003);
}

// SPDX-License-Identifier: MIT
// A ledger in which something was changed from outside is named as such: it never tells another
// story.
#include <fstream>

#include "catch.hpp"
#include "ledger/error.hpp"
#include "ledger/fixture.hpp"
#include "ledger/sqlite.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;
namespace fs = std::filesystem;

namespace {

// Three appends, the second of many chunks, and two checkpoints.
void write_a_ledger(const fs::path& folder, loop& on) {
  const auto opened = open(folder, on);
  REQUIRE_FALSE(append(*opened, on, records_for(1, 10)));
  REQUIRE_FALSE(save(*opened, on, {10, "at 10"}, {{{1, 1}, 10}}));
  REQUIRE_FALSE(append(*opened, on, records_for(11, 3'000)));
  REQUIRE_FALSE(save(*opened, on, {3'010, "at 3010"}, {{{2, 2}, 11}}));
  REQUIRE_FALSE(append(*opened, on, records_for(3'011, 10)));
}

boost::system::error_code replay_error(ledger& of) {
  const auto done = of.replay(1, [](const record_view&) {});
  return done.has_error() ? done.error() : boost::system::error_code();
}

}  // namespace

TEST_CASE("a damaged chunk is named on replay and on read, and the others still read",
          "[ledger][damage]") {
  const temporary_folder folder;
  loop on;
  write_a_ledger(folder.path(), on);
  const char* table[] = {
      "UPDATE chunk SET body = CAST(x'07' || substr(body, 2) AS BLOB) WHERE first = 11",
      "UPDATE chunk SET body = substr(body, 2) WHERE first = 11",
      "UPDATE chunk SET count = count - 1 WHERE first = 11",
      "UPDATE chunk SET received_at_ms = received_at_ms + 1 WHERE first = 11",
      "UPDATE chunk SET checksum = checksum + 1 WHERE first = 11",
      "UPDATE chunk SET first = 12 WHERE first = 11",
      "DELETE FROM chunk WHERE first = 11",
      "UPDATE chunk SET body = (SELECT body FROM chunk WHERE first = 1), count = 10, "
      "checksum = (SELECT checksum FROM chunk WHERE first = 1) WHERE first = 11"};
  for (const char* sql : table) {
    DYNAMIC_SECTION(sql) {
      change(folder.database(), sql);
      const auto opened = open(folder.path(), on);
      CHECK(replay_error(*opened) == errc::not_a_ledger);
      CHECK(opened->read(11).error() == errc::not_a_ledger);
      CHECK(opened->read(5)->record.body == record_for(5).body);
      CHECK(opened->read(3'015)->record.body == record_for(3'015).body);
    }
  }
}

TEST_CASE("a damaged last chunk is named when the ledger is opened", "[ledger][damage]") {
  const temporary_folder folder;
  loop on;
  write_a_ledger(folder.path(), on);
  change(folder.database(), "UPDATE chunk SET count = 9 WHERE first = 3011");
  CHECK(open_error(folder.path(), on) == errc::not_a_ledger);
}

TEST_CASE("a damaged checkpoint gives way to the one before, and two are named",
          "[ledger][damage]") {
  const temporary_folder folder;
  loop on;
  write_a_ledger(folder.path(), on);
  change(folder.database(), "UPDATE checkpoint SET counters = x'00' WHERE at = 3010");
  CHECK((*open(folder.path(), on)->load_checkpoint())->counters == "at 10");
  change(folder.database(), "UPDATE checkpoint SET at = 9 WHERE at = 10");
  CHECK(open(folder.path(), on)->load_checkpoint().error() == errc::not_a_ledger);
}

TEST_CASE("damaged key entries are named", "[ledger][damage]") {
  const temporary_folder folder;
  loop on;
  write_a_ledger(folder.path(), on);
  const char* table[] = {"UPDATE key_run SET body = substr(body, 2) WHERE id = 1",
                         "UPDATE key_run SET body = zeroblob(24) WHERE id = 2",
                         "UPDATE key_run SET id = 3 WHERE id = 1"};
  for (const char* sql : table) {
    DYNAMIC_SECTION(sql) {
      change(folder.database(), sql);
      CHECK(open(folder.path(), on)->load_keys([](std::span<const key_entry>) {}).error() ==
            errc::not_a_ledger);
    }
  }
}

TEST_CASE("bytes changed anywhere in the file never show another record than the one written",
          "[ledger][damage]") {
  const std::uint64_t seed = test_seed();
  INFO("seed " << seed);
  std::mt19937_64 from(seed);
  const temporary_folder folder;
  loop on;
  write_a_ledger(folder.path(), on);
  int named = 0;
  for (int round = 0; round < 60; ++round) {
    const temporary_folder copy;
    fs::copy_file(folder.database(), copy.database());
    {
      std::fstream file(copy.database(), std::ios::binary | std::ios::in | std::ios::out);
      file.seekp(static_cast<std::streamoff>(from() % fs::file_size(copy.database())));
      const auto bytes = from();
      file.write(reinterpret_cast<const char*>(&bytes), 1 + static_cast<int>(from() % 8));
    }
    const auto opened = open_sqlite_ledger({copy.path(), false}, on.post());
    if (opened.has_error()) {
      ++named;
      continue;
    }
    offset next = 1;
    bool as_written = true;
    const auto done = (*opened)->replay(1, [&](const record_view& seen) {
      const record wanted = record_for(seen.offset);
      as_written = as_written && seen.offset == next++ && seen.kind == wanted.kind &&
                   seen.body == wanted.body && seen.received_at == 1;
    });
    CHECK(as_written);
    if (done.has_error()) ++named;
  }
  CHECK(named > 0);
}

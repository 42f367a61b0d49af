// SPDX-License-Identifier: MIT
#include "ledger/sqlite_ledger.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include "catch.hpp"
#include "ledger/checksums.hpp"
#include "ledger/error.hpp"
#include "ledger/fixture.hpp"
#include "ledger/random_records.hpp"
#include "ledger/record_codec.hpp"
#include "ledger/sqlite.hpp"
#include "ledger/sqlite_layout.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;
namespace fs = std::filesystem;

namespace {

std::vector<record> deals(offset first, std::size_t count) {
  std::vector<record> records;
  for (offset at = first; at < first + count; ++at) {
    auto e = usual_deal();
    e.id = "D-" + std::to_string(at);
    records.push_back({record_kind::delivery, encode(delivery{.event = e, .previous = 0, .winner = 0})});
  }
  return records;
}

// Appends chunks as layout 2 did: bodies as they are in memory.
void append_in_layout_2(const fs::path& database, const std::vector<chunk>& chunks) {
  auto connection = sqlite_connection::open(database, sqlite_connection::access::write);
  REQUIRE(connection.has_value());
  const auto whose = read_identity(*connection);
  REQUIRE(whose.has_value());
  REQUIRE(connection
              ->execute("UPDATE meta SET value = 2 WHERE key = 'layout'; DROP TABLE checkpoint_piece; "
                        "ALTER TABLE checkpoint DROP COLUMN first_piece; ALTER TABLE checkpoint DROP COLUMN pieces")
              .has_value());
  for (const chunk& c : chunks) {
    auto insert = connection->prepare("INSERT INTO chunk(first, count, received_at_ms, body, checksum) VALUES(?, ?, ?, ?, ?)");
    REQUIRE(insert.has_value());
    insert->bind(1, static_cast<std::int64_t>(c.first())).bind(2, static_cast<std::int64_t>(c.count())).bind(3, c.received_at()).bind_blob(4, c.body());
    insert->bind(5, chunk_checksum(*whose, c.first(), c.count(), c.received_at(), c.body()));
    REQUIRE(insert->run().has_value());
  }
}

// A checkpoint as layouts 1 to 3 wrote it.
void insert_checkpoint(const fs::path& database, const checkpoint& c) {
  auto connection = sqlite_connection::open(database, sqlite_connection::access::write);
  REQUIRE(connection.has_value());
  auto insert = connection->prepare("INSERT INTO checkpoint(at, counters, checksum) VALUES(?, ?, ?)");
  REQUIRE(insert.has_value());
  insert->bind(1, static_cast<std::int64_t>(c.at)).bind_blob(2, c.counters);
  REQUIRE(insert->bind(3, checkpoint_checksum(*read_identity(*connection), c.at, 0, 0, c.counters)).run().has_value());
}

std::string layout_of(const fs::path& database) {
  auto connection = sqlite_connection::open(database, sqlite_connection::access::read);
  REQUIRE(connection.has_value());
  return std::to_string(*read_layout(*connection));
}

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("everything is there again after a restart, and offsets go on without a gap",
          "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  std::string epoch;
  offset written = 0;
  for (const std::size_t count : {1, 700, 3, 1'500}) {
    const auto opened = open(folder.path(), on);
    CHECK(opened->last() == written);
    CHECK(intact_records(*opened) == written);
    CHECK((epoch.empty() || opened->epoch() == epoch));
    epoch = opened->epoch();
    REQUIRE_FALSE(append(*opened, on, records_for(written + 1, count)));
    REQUIRE_FALSE(save(*opened, on, {opened->last(), "counters"}, {{{1, 2}, opened->last()}}));
    written += count;
  }
  const auto opened = open(folder.path(), on);
  CHECK(intact_records(*opened) == 2'204);
  CHECK((*opened->load_checkpoint())->at == 2'204);
  for (const offset at : {1, 2, 701, 702, 704, 705, 1'009, 2'204})
    CHECK(opened->read(at)->record.body == record_for(at).body);
}

TEST_CASE("a closed ledger is one file beside its lock", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  REQUIRE_FALSE(append(*open(folder.path(), on), on, records_for(1, 5'000)));
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.path()))
    names.insert(entry.path().filename().string());
  CHECK(names == std::set<std::string>{"ledger.db", "lock"});
}

TEST_CASE("the folder and those above it are made when missing", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  const fs::path deep = folder.path() / "a" / "b" / "c";
  REQUIRE_FALSE(append(*open(deep, on), on, records_for(1, 1)));
  CHECK(fs::exists(deep / "ledger.db"));
}

TEST_CASE("a second server is refused as long as the first one runs", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  auto first = open(folder.path(), on);
  CHECK(open_error(folder.path(), on) == errc::locked);
  REQUIRE_FALSE(append(*first, on, records_for(1, 1)));
  first.reset();
  CHECK_FALSE(open_error(folder.path(), on));
}

TEST_CASE("an answer comes on the loop, when the record can be read", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  const auto opened = open(folder.path(), on);
  bool answered = false;
  opened->append(records_for(1, 10), 1, [&](boost::system::error_code failed) {
    CHECK_FALSE(failed);
    CHECK(opened->last() == 10);
    CHECK(opened->read(10).has_value());
    answered = true;
  });
  // The disk may be done, but nobody was told yet: nothing is durable for the loop.
  CHECK_FALSE(answered);
  CHECK(opened->last() == 0);
  CHECK(opened->read(1).error() == errc::no_such_record);
  on.run_until([&] { return answered; });
}

TEST_CASE("closing waits for an append under way, and answers nobody afterwards",
          "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  auto opened = open(folder.path(), on);
  bool answered = false;
  opened->append(records_for(1, 20'000), 1, [&](boost::system::error_code) { answered = true; });
  opened.reset();
  on.run_ready();
  CHECK_FALSE(answered);
  CHECK(intact_records(*open(folder.path(), on)) == 20'000);
}

TEST_CASE("a record too large for the ledger is refused, and the next one is taken",
          "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  const auto opened = open(folder.path(), on);
  std::vector<record> huge{{record_kind::plan, std::string((std::size_t{64} << 20) + 1, 'x')}};
  CHECK(append(*opened, on, std::move(huge)) == boost::system::errc::message_size);
  CHECK(opened->last() == 0);
  CHECK_FALSE(append(*opened, on, records_for(1, 1)));
}

TEST_CASE("a small ledger keeps only its two newest checkpoints", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  {
    const auto opened = open(folder.path(), on);
    REQUIRE_FALSE(append(*opened, on, records_for(1, 5)));
    for (const offset at : {1, 2, 3, 4, 5}) REQUIRE_FALSE(save(*opened, on, {at, "counters"}));
  }
  auto connection = sqlite_connection::open(folder.database(), sqlite_connection::access::read);
  auto count = connection->prepare("SELECT count(*), min(at) FROM checkpoint");
  REQUIRE(*count->step() == stepped::row);
  CHECK(count->integer(0) == 2);
  CHECK(count->integer(1) == 4);
}

TEST_CASE("a reader beside the server sees the moment it was opened, and writes nothing",
          "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  const auto server = open(folder.path(), on);
  REQUIRE_FALSE(append(*server, on, records_for(1, 100)));
  REQUIRE_FALSE(save(*server, on, {100, "at 100"}));
  const auto reader = open_to_read(folder.path(), on);
  REQUIRE_FALSE(append(*server, on, records_for(101, 100)));
  for (const offset at : {150, 200}) REQUIRE_FALSE(save(*server, on, {at, "later"}));

  CHECK(reader->epoch() == server->epoch());
  CHECK(reader->last() == 100);
  CHECK(intact_records(*reader) == 100);
  CHECK((*reader->load_checkpoint())->counters == "at 100");
  CHECK(append(*reader, on, records_for(101, 1)) == boost::system::errc::read_only_file_system);
  CHECK(save(*reader, on, {100, ""}) == boost::system::errc::read_only_file_system);
  CHECK(intact_records(*server) == 200);
}

TEST_CASE("a reader of a folder without a ledger makes none", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  const auto opened = open_sqlite_ledger({folder.path(), true}, on.post());
  CHECK(opened.error() == boost::system::errc::no_such_file_or_directory);
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a file that is something else is named and left as it was", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  SECTION("text") { std::ofstream(folder.database()) << std::string(9'000, 'x'); }
  SECTION("another program's database") {
    change(folder.database(), "CREATE TABLE notes(text); INSERT INTO notes VALUES('mine')");
  }
  SECTION("a table of the same name") {
    change(folder.database(),
           "CREATE TABLE meta(key, value); INSERT INTO meta VALUES('layout', 'x')");
  }
  const std::string before = content(folder.database());
  CHECK(open_error(folder.path(), on) == errc::not_a_ledger);
  CHECK(open_sqlite_ledger({folder.path(), true}, on.post()).error() == errc::not_a_ledger);
  CHECK(content(folder.database()) == before);
}

TEST_CASE("a ledger of a newer Northstar is refused", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  open(folder.path(), on);
  change(folder.database(), "UPDATE meta SET value = 5 WHERE key = 'layout'");
  CHECK(open_error(folder.path(), on) == errc::newer_layout);
}

TEST_CASE("a ledger of layout 2 is read as it is, goes on in the newest one, and tells one story", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  const auto older = deals(1, 2'000);
  open(folder.path(), on);
  append_in_layout_2(folder.database(), pack(1, 1, older));
  insert_checkpoint(folder.database(), {2'000, "at 2000"});
  const std::string before = content(folder.database());
  std::vector<record> seen;
  const auto see = [&](const record_view& r) { seen.push_back({r.kind, std::string(r.body)}); };
  const auto same = [](const record& a, const record& b) { return a.kind == b.kind && a.body == b.body; };
  REQUIRE(open_to_read(folder.path(), on)->replay(1, see).has_value());
  CHECK(std::ranges::equal(seen, older, same));
  CHECK((*open_to_read(folder.path(), on)->load_checkpoint())->counters == "at 2000");
  CHECK(layout_of(folder.database()) == "2");
  CHECK(content(folder.database()) == before);

  auto all = older;
  const auto newer = deals(2'001, 2'000);
  all.insert(all.end(), newer.begin(), newer.end());
  REQUIRE_FALSE(append(*open(folder.path(), on), on, newer));
  CHECK(layout_of(folder.database()) == "4");
  seen.clear();
  const auto opened = open(folder.path(), on);
  CHECK((*opened->checkpoint_at(2'000))->counters == "at 2000");
  REQUIRE(opened->replay(1, see).has_value());
  CHECK(std::ranges::equal(seen, all, same));
  for (const offset at : {1, 1'999, 2'000, 2'001, 4'000}) CHECK(opened->read(at)->record.body == all[at - 1].body);
}

TEST_CASE("a start that was cut off before the tables were made is made good", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  std::ofstream(folder.database()).close();
  CHECK_FALSE(append(*open(folder.path(), on), on, records_for(1, 1)));
}

TEST_CASE("the log beside the database stays small while much is written", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  const auto opened = open(folder.path(), on);
  for (int round = 0; round < 20; ++round) {
    std::vector<record> large(50, {record_kind::delivery, std::string(40'000, 'x')});
    REQUIRE_FALSE(append(*opened, on, std::move(large)));
  }
  CHECK(fs::file_size(folder.database().string() + "-wal") < 25'000'000);
}

TEST_CASE("a ledger written before there was an index of moments gets its table when a server opens it, and none is missed before",
          "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  { const auto made = open(folder.path(), on); }
  {
    auto connection = sqlite_connection::open(folder.database(), sqlite_connection::access::write);
    REQUIRE(connection->execute("DROP TABLE moment_index").has_value());
  }
  CHECK_FALSE(open_to_read(folder.path(), on)->load_index(1)->has_value());
  const auto opened = open(folder.path(), on);
  bool saved = false;
  opened->save_index({{1, "piece"}}, [&](boost::system::error_code ec) { saved = !ec; });
  on.run_until([&] { return saved; });
  CHECK(**opened->load_index(1) == "piece");
}

TEST_CASE("checkpoints for the past stay on the disk as far as the rules let them", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  auto opened = open_sqlite_ledger({.folder = folder.path(), .kept = {.spacing = 10, .count_max = 4}}, on.post());
  REQUIRE(opened.has_value());
  REQUIRE_FALSE(append(**opened, on, records_for(1, 100)));
  for (offset at = 3; at <= 99; at += 3) REQUIRE_FALSE(save(**opened, on, {at, "at " + std::to_string(at)}));
  CHECK(*(*opened)->checkpoints() == std::vector<offset>{21, 42, 60, 81, 96, 99});
}

TEST_CASE("a damaged piece of the index, or checkpoint for the past, is not there", "[ledger][sqlite]") {
  const temporary_folder folder;
  loop on;
  {
    const auto opened = open(folder.path(), on);
    REQUIRE_FALSE(append(*opened, on, records_for(1, 20)));
    for (const offset at : {10, 20}) REQUIRE_FALSE(save(*opened, on, {at, "counters"}));
    bool saved = false;
    opened->save_index({{1, "piece"}}, [&](boost::system::error_code ec) { saved = !ec; });
    on.run_until([&] { return saved; });
  }
  {
    auto connection = sqlite_connection::open(folder.database(), sqlite_connection::access::write);
    REQUIRE(connection->execute("UPDATE moment_index SET body = x'00'; UPDATE checkpoint SET counters = x'00' WHERE at = 10").has_value());
  }
  const auto opened = open(folder.path(), on);
  CHECK_FALSE(opened->load_index(1)->has_value());
  CHECK_FALSE(opened->checkpoint_at(10)->has_value());
  CHECK(opened->checkpoint_at(20)->has_value());
}

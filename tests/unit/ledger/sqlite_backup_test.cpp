// SPDX-License-Identifier: MIT
#include <atomic>
#include <fstream>
#include <thread>

#include "catch.hpp"
#include "ledger/error.hpp"
#include "ledger/fixture.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;
namespace fs = std::filesystem;

namespace {

// Appends batches until told to stop, as a busy server does.
void append_while(ledger& to, loop& on, const std::function<bool()>& going_on) {
  while (going_on()) REQUIRE_FALSE(append(to, on, records_for(to.last() + 1, 200)));
}

}  // namespace

TEST_CASE("a backup made while a server writes holds everything up to a moment of it",
          "[ledger][backup]") {
  const temporary_folder folder;
  const temporary_folder copies;
  loop on;
  const auto server = open(folder.path(), on);
  REQUIRE_FALSE(append(*server, on, records_for(1, 20'000)));
  for (int round = 0; round < 5; ++round) {
    const fs::path target = copies.path() / std::to_string(round);
    const offset before = server->last();
    std::atomic<bool> done = false;
    result<void> copied;
    std::thread copier([&] {
      copied = backup_sqlite_ledger(folder.path(), target);
      done = true;
    });
    append_while(*server, on, [&] { return !done; });
    copier.join();
    REQUIRE(copied.has_value());

    const auto copy = open(target, on);
    CHECK(copy->last() >= before);
    CHECK(copy->last() <= server->last());
    CHECK(intact_records(*copy) == copy->last());
    CHECK(copy->digest_key() == server->digest_key());
  }
  CHECK(intact_records(*server) == server->last());
}

TEST_CASE("a backup is one file, goes on by itself, and has an epoch of its own",
          "[ledger][backup]") {
  const temporary_folder folder;
  const temporary_folder target;
  loop on;
  const auto server = open(folder.path(), on);
  REQUIRE_FALSE(append(*server, on, records_for(1, 10)));
  REQUIRE_FALSE(save(*server, on, {10, "counters"}, {{{1, 2}, 3}}));
  REQUIRE(backup_sqlite_ledger(folder.path(), target.path()).has_value());
  CHECK(std::distance(fs::directory_iterator(target.path()), fs::directory_iterator()) == 1);

  CHECK(intact_records(*open_to_read(target.path(), on)) == 10);
  const auto copy = open(target.path(), on);
  CHECK(copy->epoch() != server->epoch());
  CHECK((*copy->load_checkpoint())->counters == "counters");
  REQUIRE_FALSE(append(*copy, on, records_for(11, 5)));
  CHECK(intact_records(*copy) == 15);
  CHECK(server->last() == 10);
}

TEST_CASE("a backup never takes the place of a ledger that is there", "[ledger][backup]") {
  const temporary_folder folder;
  const temporary_folder target;
  loop on;
  REQUIRE_FALSE(append(*open(folder.path(), on), on, records_for(1, 10)));
  REQUIRE_FALSE(append(*open(target.path(), on), on, records_for(1, 20)));
  CHECK(backup_sqlite_ledger(folder.path(), target.path()).error() ==
        boost::system::errc::file_exists);
  CHECK(backup_sqlite_ledger(folder.path(), folder.path()).error() ==
        boost::system::errc::file_exists);
  CHECK(intact_records(*open(target.path(), on)) == 20);
}

TEST_CASE("a backup of what is no ledger leaves nothing behind", "[ledger][backup]") {
  const temporary_folder folder;
  const temporary_folder target;
  CHECK(backup_sqlite_ledger(folder.path(), target.path()).error() ==
        boost::system::errc::no_such_file_or_directory);
  std::ofstream(folder.database()) << std::string(9'000, 'x');
  CHECK(backup_sqlite_ledger(folder.path(), target.path()).error() == errc::not_a_ledger);
  CHECK(fs::is_empty(target.path()));
}

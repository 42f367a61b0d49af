// SPDX-License-Identifier: MIT
// Checkpoints of megabytes, which go to the disk in pieces and leave it in pieces.
#include "catch.hpp"
#include "ledger/error.hpp"
#include "ledger/fixture.hpp"
#include "ledger/sqlite.hpp"
#include "ledger/sqlite_writer.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t piece = sqlite_writer::counters_a_piece;

// Other bytes in each piece, and others for each offset.
std::string counters_of(offset at, std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(i / 4096 + i * 7 + at * 13);
  return out;
}

std::int64_t number_in(const fs::path& database, const char* sql) {
  auto connection = sqlite_connection::open(database, sqlite_connection::access::read);
  auto rows = connection->prepare(sql);
  REQUIRE(*rows->step() == stepped::row);
  return rows->integer(0);
}

std::int64_t pieces_in(const fs::path& database) { return number_in(database, "SELECT count(*) FROM checkpoint_piece"); }

// Two checkpoints of four pieces, of which the last lies in their row.
void write_a_ledger(const fs::path& folder, loop& on) {
  const auto opened = open(folder, on);
  REQUIRE_FALSE(append(*opened, on, records_for(1, 20)));
  for (const offset at : {10, 20}) REQUIRE_FALSE(save(*opened, on, {at, counters_of(at, 3 * piece + 17)}));
}

}  // namespace

TEST_CASE("counters of any length are read back as they were saved", "[ledger][checkpoints]") {
  const temporary_folder folder;
  loop on;
  const auto opened = open(folder.path(), on);
  REQUIRE_FALSE(append(*opened, on, records_for(1, 20)));
  offset at = 1;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, piece - 1, piece, piece + 1, 2 * piece, 5 * piece + 3}) {
    REQUIRE_FALSE(save(*opened, on, {at, counters_of(at, size)}));
    const auto read = opened->checkpoint_at(at);
    REQUIRE(read->has_value());
    CHECK((**read).counters == counters_of(at, size));
    CHECK((*opened->load_checkpoint())->at == at);
    ++at;
  }
}

TEST_CASE("appends go in between the pieces of a large checkpoint", "[ledger][checkpoints]") {
  const temporary_folder folder;
  loop on;
  const auto opened = open(folder.path(), on);
  REQUIRE_FALSE(append(*opened, on, records_for(1, 20)));
  std::string order;
  opened->save_checkpoint({20, counters_of(20, 8 * piece)}, {}, [&](auto failed) { order += failed ? 'f' : 'c'; });
  opened->append(records_for(21, 1), 1, [&](auto failed) {
    order += failed ? 'f' : 'a';
    opened->append(records_for(22, 1), 1, [&](auto again) { order += again ? 'f' : 'a'; });
  });
  on.run_until([&] { return order.size() == 3; });
  CHECK(order == "aac");
  CHECK((*opened->load_checkpoint())->counters == counters_of(20, 8 * piece));
}

TEST_CASE("the pieces of a checkpoint that is no longer kept, or is replaced, leave the file", "[ledger][checkpoints]") {
  const temporary_folder folder;
  loop on;
  {
    const auto opened = open(folder.path(), on);
    REQUIRE_FALSE(append(*opened, on, records_for(1, 20)));
    for (const offset at : {1, 2, 3, 4, 5, 5}) REQUIRE_FALSE(save(*opened, on, {at, counters_of(at, 9 * piece + 1)}));
    CHECK((*opened->load_checkpoint())->counters == counters_of(5, 9 * piece + 1));
  }
  CHECK(pieces_in(folder.database()) == 18);
  CHECK(number_in(folder.database(), "SELECT count(*) FROM checkpoint") == 2);
}

TEST_CASE("pieces of a checkpoint that never came to be are gone after the next start", "[ledger][checkpoints]") {
  const temporary_folder folder;
  loop on;
  write_a_ledger(folder.path(), on);
  change(folder.database(), "INSERT INTO checkpoint_piece SELECT id + 100, body, checksum FROM checkpoint_piece");
  const auto opened = open(folder.path(), on);
  CHECK(pieces_in(folder.database()) == 6);
  CHECK((*opened->load_checkpoint())->counters == counters_of(20, 3 * piece + 17));
  REQUIRE_FALSE(save(*opened, on, {20, counters_of(7, 2 * piece)}));
  CHECK((*opened->load_checkpoint())->counters == counters_of(7, 2 * piece));
}

TEST_CASE("a damaged piece gives way to the checkpoint before", "[ledger][checkpoints]") {
  const char* table[] = {"DELETE FROM checkpoint_piece WHERE id = 5",
                         "UPDATE checkpoint_piece SET body = zeroblob(length(body)) WHERE id = 5",
                         "UPDATE checkpoint_piece SET body = substr(body, 2) WHERE id = 4",
                         "UPDATE checkpoint_piece SET (body, checksum) = (SELECT body, checksum FROM checkpoint_piece WHERE id = 2) WHERE id = 5",
                         "UPDATE checkpoint SET first_piece = 3 WHERE at = 20",
                         "UPDATE checkpoint SET pieces = 2 WHERE at = 20",
                         "UPDATE checkpoint SET pieces = 0 WHERE at = 20",
                         "UPDATE checkpoint SET counters = x'00' WHERE at = 20"};
  for (const char* sql : table) {
    DYNAMIC_SECTION(sql) {
      const temporary_folder folder;
      loop on;
      write_a_ledger(folder.path(), on);
      change(folder.database(), sql);
      const auto opened = open(folder.path(), on);
      CHECK((*opened->load_checkpoint())->counters == counters_of(10, 3 * piece + 17));
      CHECK_FALSE(opened->checkpoint_at(20)->has_value());
      change(folder.database(), "DELETE FROM checkpoint_piece WHERE id = 1");
      CHECK(opened->load_checkpoint().error() == errc::not_a_ledger);
    }
  }
}

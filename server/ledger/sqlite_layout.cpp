// SPDX-License-Identifier: MIT
#include "ledger/sqlite_layout.hpp"

#include <algorithm>

#include "ledger/error.hpp"

namespace northstar::ledger {
namespace {

// `first`, `at` and `id` grow with every row, so each table is only ever written at its end.
constexpr const char* tables = R"sql(
  CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
  CREATE TABLE chunk(first INTEGER PRIMARY KEY, count INTEGER NOT NULL,
    received_at_ms INTEGER NOT NULL, body BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;
  CREATE TABLE checkpoint(at INTEGER PRIMARY KEY, counters BLOB NOT NULL,
    checksum INTEGER NOT NULL) STRICT;
  CREATE TABLE key_run(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL,
    checksum INTEGER NOT NULL, format INTEGER NOT NULL DEFAULT 1) STRICT;
)sql";

// What layout 2 added; a `format` of 1 is a key run of layout 1.
constexpr const char* settled_tables = R"sql(
  CREATE TABLE key_page(id INTEGER PRIMARY KEY, body BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;
  CREATE TABLE sorted_run(id INTEGER PRIMARY KEY, level INTEGER NOT NULL, base INTEGER NOT NULL,
    upto INTEGER NOT NULL, entries INTEGER NOT NULL, fences BLOB NOT NULL, filter BLOB NOT NULL,
    checksum INTEGER NOT NULL) STRICT;
)sql";
constexpr const char* from_layout_1 =
    "ALTER TABLE key_run ADD COLUMN format INTEGER NOT NULL DEFAULT 1;";

// Layout 3 packs what it writes (packed_chunk.hpp) and reads what layout 2 wrote as it is: the number alone tells an older Northstar that it cannot.
// What layout 4 added: large checkpoints in pieces (sqlite_checkpoints.hpp).
constexpr const char* piece_tables = R"sql(
  CREATE TABLE checkpoint_piece(id INTEGER PRIMARY KEY, body BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;
  ALTER TABLE checkpoint ADD COLUMN first_piece INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE checkpoint ADD COLUMN pieces INTEGER NOT NULL DEFAULT 0;
)sql";
constexpr const char* to_layout_4 = "UPDATE meta SET value = 4 WHERE key = 'layout';";

// Before the first page is written: text is UTF-8, and the log is kept from here on.
constexpr const char* before_tables = "PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = WAL;";

result<std::string> read_meta(sqlite_connection& connection, std::string_view key) {
  auto read = connection.prepare("SELECT value FROM meta WHERE key = ?");
  if (read.has_error()) return read.error();
  const reset_at_end done(*read);
  const auto row = read->bind_text(1, key).step();
  if (row.has_error()) return row.error();
  if (*row == stepped::done) return errc::not_a_ledger;
  return std::string(read->bytes(0));
}

result<void> write_layout(sqlite_connection& connection) {
  auto write = connection.prepare("INSERT INTO meta(key, value) VALUES('layout', ?)");
  if (write.has_error()) return write.error();
  return write->bind(1, layout_version).run();
}

result<void> write_identity(sqlite_connection& connection, const identity& made) {
  auto epoch = connection.prepare("INSERT INTO meta(key, value) VALUES('epoch', ?)");
  if (epoch.has_error()) return epoch.error();
  const auto written = epoch->bind_text(1, made.epoch).run();
  if (written.has_error()) return written.error();
  auto key = connection.prepare("INSERT INTO meta(key, value) VALUES('digest_key', ?)");
  if (key.has_error()) return key.error();
  return key
      ->bind_blob(1,
                  {reinterpret_cast<const char*>(made.digest_key.data()), made.digest_key.size()})
      .run();
}

// One transaction: a start that is cut off leaves an empty file, which the next start fills.
result<void> make_tables(sqlite_connection& connection) {
  auto done = connection.execute(before_tables);
  if (done.has_error()) return done;
  done = connection.execute("BEGIN IMMEDIATE");
  if (done.has_error()) return done;
  done = connection.execute(tables);
  if (done.has_error()) return done;
  for (const char* more : {settled_tables, piece_tables}) {
    done = connection.execute(more);
    if (done.has_error()) return done;
  }
  done = write_layout(connection);
  if (done.has_error()) return done;
  done = write_identity(connection, make_identity());
  if (done.has_error()) return done;
  return connection.execute("COMMIT");
}

// One transaction: a start that is cut off leaves the older layout whole.
result<void> raise_layout(sqlite_connection& connection, std::int64_t from) {
  const char* const settled = from == 1 ? settled_tables : "";
  const char* const keys = from == 1 ? from_layout_1 : "";
  for (const char* sql : {"BEGIN IMMEDIATE", settled, keys, piece_tables, to_layout_4, "COMMIT"}) {
    const auto done = connection.execute(sql);
    if (done.has_error()) return done;
  }
  return {};
}

}  // namespace

result<std::int64_t> read_layout(sqlite_connection& connection) {
  const auto layout = read_meta(connection, "layout");
  if (layout.has_error()) return layout.error();
  const bool is_number = !layout->empty() && layout->size() < 10 &&
                         layout->find_first_not_of("0123456789") == std::string::npos;
  if (!is_number) return errc::not_a_ledger;
  const std::int64_t found = std::stoll(*layout);
  if (found > layout_version) return errc::newer_layout;
  return found;
}

result<identity> read_identity(sqlite_connection& connection) {
  const auto layout = read_layout(connection);
  if (layout.has_error()) return layout.error();

  const auto epoch = read_meta(connection, "epoch");
  if (epoch.has_error()) return epoch.error();
  const auto key = read_meta(connection, "digest_key");
  if (key.has_error()) return key.error();
  identity found{.epoch = *epoch, .digest_key = {}};
  if (found.epoch.empty() || key->size() != found.digest_key.size()) return errc::not_a_ledger;
  std::ranges::copy(*key, found.digest_key.begin());
  return found;
}

result<identity> read_or_make_identity(sqlite_connection& connection) {
  const auto tables_there = connection.number("SELECT count(*) FROM sqlite_schema");
  if (tables_there.has_error()) return tables_there.error();
  if (*tables_there == 0) {
    const auto made = make_tables(connection);
    if (made.has_error()) return made.error();
  }
  const auto layout = read_layout(connection);
  if (layout.has_error()) return layout.error();
  if (*layout < layout_version) {
    const auto raised = raise_layout(connection, *layout);
    if (raised.has_error()) return raised.error();
  }
  return read_identity(connection);
}

result<void> add_tables(sqlite_connection& connection) {
  return connection.execute(
      "CREATE TABLE IF NOT EXISTS moment_index(first INTEGER PRIMARY KEY, body BLOB NOT NULL, "
      "checksum INTEGER NOT NULL) STRICT;"
      "CREATE TABLE IF NOT EXISTS log_mark(seq INTEGER PRIMARY KEY, upto INTEGER NOT NULL, "
      "at_ms INTEGER NOT NULL, kind INTEGER NOT NULL, uid BLOB NOT NULL) STRICT");
}

result<void> adopt_identity(sqlite_connection& connection, const identity& other) {
  auto done = connection.execute("BEGIN IMMEDIATE; DELETE FROM meta WHERE key IN ('epoch', 'digest_key')");
  if (done.has_value()) done = write_identity(connection, other);
  if (done.has_value()) return connection.execute("COMMIT");
  static_cast<void>(connection.execute("ROLLBACK"));
  return done;
}

result<std::int64_t> has_marks(sqlite_connection& connection) {
  const auto there = connection.number("SELECT count(*) FROM sqlite_schema WHERE name = 'log_mark'");
  if (there.has_error() || *there == 0) return there;
  return connection.number("SELECT EXISTS(SELECT 1 FROM log_mark)");
}

result<void> renew_epoch(sqlite_connection& connection) {
  auto update = connection.prepare("UPDATE meta SET value = ? WHERE key = 'epoch'");
  if (update.has_error()) return update.error();
  const std::string epoch = make_epoch();
  return update->bind_text(1, epoch).run();
}

}  // namespace northstar::ledger

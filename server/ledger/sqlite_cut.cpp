// SPDX-License-Identifier: MIT
// What a node does to its closed ledger when the shared log asks for it: becoming part of it, and taking back what the log has lost.
#include "ledger/checksums.hpp"
#include "ledger/chunk.hpp"
#include "ledger/error.hpp"
#include "ledger/folder.hpp"
#include "ledger/packed_chunk.hpp"
#include "ledger/sqlite_layout.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "ledger/sqlite_reader.hpp"

namespace northstar::ledger {
namespace {

namespace fs = std::filesystem;

result<std::int64_t> one_number(sqlite_connection& connection, std::string_view sql, std::int64_t argument) {
  auto select = connection.prepare(sql);
  if (select.has_error()) return select.error();
  const reset_at_end done(*select);
  const auto row = select->bind(1, argument).step();
  if (row.has_error()) return row.error();
  return *row == stepped::done ? std::int64_t{-1} : select->integer(0);
}

result<void> run(sqlite_connection& connection, std::string_view sql, std::int64_t argument) {
  auto statement = connection.prepare(sql);
  if (statement.has_error()) return statement.error();
  return statement->bind(1, argument).run();
}

// The chunk in which the cut falls keeps its front.
result<void> shorten(sqlite_connection& connection, const identity& whose, const chunk& c) {
  auto statement = connection.prepare("UPDATE chunk SET count = ?2, body = ?3, checksum = ?4 WHERE first = ?1");
  if (statement.has_error()) return statement.error();
  chunk_packer packer(whose);
  const std::string_view body = packer.pack(c);
  statement->bind(1, static_cast<std::int64_t>(c.first())).bind(2, static_cast<std::int64_t>(c.count())).bind_blob(3, body);
  return statement->bind(4, chunk_checksum(whose, c.first(), c.count(), c.received_at(), body)).run();
}

result<void> cut_tables(sqlite_connection& connection, const identity& whose, std::int64_t seq, offset upto, std::optional<chunk> edge) {
  if (edge) {
    edge->cut(upto);
    const auto done = shorten(connection, whose, *edge);
    if (done.has_error()) return done;
  }
  const auto last = static_cast<std::int64_t>(upto);
  const std::pair<const char*, std::int64_t> parts[] = {{"DELETE FROM log_mark WHERE seq > ?", seq},
                                                        {"DELETE FROM chunk WHERE first > ?", last},
                                                        {"DELETE FROM checkpoint WHERE at > ?", last},
                                                        {"DELETE FROM key_run WHERE at > ?", last},
                                                        {"DELETE FROM moment_index WHERE first + 65535 > ?", last}};
  for (const auto& [sql, argument] : parts) {
    const auto done = run(connection, sql, argument);
    if (done.has_error()) return done;
  }
  return {};
}

}  // namespace

result<void> adopt_sqlite_ledger(const fs::path& folder, const identity& of_log) {
  auto lock = folder_lock::acquire(folder);
  if (lock.has_error()) return lock.error();
  auto connection = sqlite_connection::open(folder / database_name, sqlite_connection::access::write);
  if (connection.has_error()) return connection.error();
  const auto recorded = connection->number("SELECT count(*) FROM chunk");
  if (recorded.has_error()) return recorded.error();
  if (*recorded != 0) return errc::locked;
  return adopt_identity(*connection, of_log);
}

result<void> cut_sqlite_ledger(const fs::path& folder, std::uint64_t seq) {
  auto lock = folder_lock::acquire(folder);
  if (lock.has_error()) return lock.error();
  auto connection = sqlite_connection::open(folder / database_name, sqlite_connection::access::write);
  if (connection.has_error()) return connection.error();
  const auto whose = read_identity(*connection);
  if (whose.has_error()) return whose.error();
  const auto number = static_cast<std::int64_t>(seq);
  const auto upto = seq == 0 ? result<std::int64_t>(0) : one_number(*connection, "SELECT upto FROM log_mark WHERE seq = ?", number);
  if (upto.has_error()) return upto.error();
  const auto settled = connection->number("SELECT coalesce(max(upto), 0) FROM sorted_run");
  if (settled.has_error()) return settled.error();
  if (*upto < 0 || *settled > *upto) return errc::no_such_record;
  std::optional<chunk> edge;
  if (*upto > 0) {
    auto reader = sqlite_reader::open(folder / database_name, false);
    if (reader.has_error()) return reader.error();
    auto found = reader->chunk_at(static_cast<offset>(*upto));
    if (found.has_error()) return found.error();
    edge = std::move(*found);
  }
  auto done = connection->execute("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
  if (done.has_value()) done = cut_tables(*connection, *whose, number, static_cast<offset>(*upto), std::move(edge));
  if (done.has_value()) return connection->execute("COMMIT");
  static_cast<void>(connection->execute("ROLLBACK"));
  return done;
}

result<void> mark_sqlite_ledger(const fs::path& folder, const log_mark& first) {
  auto lock = folder_lock::acquire(folder);
  if (lock.has_error()) return lock.error();
  auto connection = sqlite_connection::open(folder / database_name, sqlite_connection::access::write);
  if (connection.has_error()) return connection.error();
  auto tables = add_tables(*connection);
  if (tables.has_error()) return tables;
  const auto marked = has_marks(*connection);
  if (marked.has_error()) return marked.error();
  const auto upto = connection->number("SELECT coalesce(max(first + count - 1), 0) FROM chunk");
  if (upto.has_error()) return upto.error();
  if (*marked != 0 || *upto == 0) return errc::locked;
  auto statement = connection->prepare("INSERT INTO log_mark(seq, upto, at_ms, kind, uid) VALUES(?, ?, ?, ?, ?)");
  if (statement.has_error()) return statement.error();
  const auto synced = connection->execute("PRAGMA synchronous = FULL");
  if (synced.has_error()) return synced;
  statement->bind(1, static_cast<std::int64_t>(first.seq)).bind(2, *upto).bind(3, first.at).bind(4, static_cast<std::int64_t>(first.kind)).bind_blob(5, first.uid);
  return statement->run();
}

result<void> replace_sqlite_ledger(const fs::path& folder, const fs::path& copy) {
  auto lock = folder_lock::acquire(folder);
  if (lock.has_error()) return lock.error();
  const fs::path place = folder / database_name;
  // A log beside it belongs to the old one; whoever closes a ledger in order leaves none.
  for (const char* beside : {"-wal", "-shm", "-journal"})
    for (const fs::path& file : {place, copy / database_name})
      if (std::error_code failed; fs::exists(file.string() + beside, failed)) return errc::locked;
  auto done = sync_path(copy / database_name);
  if (done.has_error()) return done;
  std::error_code failed;
  fs::rename(copy / database_name, place, failed);
  if (failed) return boost::system::error_code(failed.value(), boost::system::system_category());
  fs::remove_all(copy, failed);
  return sync_path(folder);
}

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
#include "ledger/sqlite_writer.hpp"

#include <algorithm>
#include <span>

#include "ledger/checksums.hpp"
#include "ledger/error.hpp"
#include "ledger/folder.hpp"
#include "ledger/key_run.hpp"
#include "ledger/sqlite_layout.hpp"

namespace northstar::ledger {
namespace {

// FULL: a commit is back only when the log is synced. The log is tidied by tidy_log(), after the
// answer and with its errors seen; 16 MiB of cache hold the largest transaction (65,536 deals).
// What is deleted are checkpoints and keys that newer ones hold too: no need to write zeros over
// them, as some builds of SQLite do unless told otherwise.
constexpr const char* settings =
    "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA secure_delete = OFF; "
    "PRAGMA journal_size_limit = 67108864; PRAGMA cell_size_check = ON;";

// 4 MiB: the log is written over and over in place, which a disk syncs faster than a file that grows; and an append that comes while it is
// moved waits for a few milliseconds (with 16 MiB: for 25).
constexpr int log_pages_max = 1024;

result<void> keep_a_log(sqlite_connection& connection) {
  auto mode = connection.prepare("PRAGMA journal_mode = WAL");
  if (mode.has_error()) return mode.error();
  const reset_at_end done(*mode);
  const auto row = mode->step();
  if (row.has_error()) return row.error();
  // A folder whose file system cannot share memory keeps another mode, in which readers would block
  // the writer.
  if (*row == stepped::done || mode->bytes(0) != "wal")
    return make_error_code(boost::system::errc::operation_not_supported);
  return {};
}

// What a killed server had saved of a checkpoint that never came to be: the next one holds these keys again.
result<void> drop_keys_without_checkpoint(sqlite_connection& connection) {
  return connection.execute("DELETE FROM key_run WHERE at > (SELECT coalesce(max(at), 0) FROM checkpoint)");
}

}  // namespace

result<sqlite_writer> sqlite_writer::open(const std::filesystem::path& file, const retention& kept) {
  // A killed server may have written a commit that was not synced yet. From here on it counts as
  // recorded, so it must be.
  auto done = sync_path(file.string() + "-wal");
  if (done.has_error()) return done.error();
  auto connection = sqlite_connection::open(file, sqlite_connection::access::write);
  if (connection.has_error()) return connection.error();
  auto whose = read_or_make_identity(*connection);
  if (whose.has_error()) return whose.error();
  done = keep_a_log(*connection);
  if (done.has_error()) return done.error();
  done = connection->execute(settings);
  if (done.has_error()) return done.error();
  done = connection->checkpoint_log();
  if (done.has_error()) return done.error();
  done = add_tables(*connection);
  if (done.has_error()) return done.error();
  done = drop_keys_without_checkpoint(*connection);
  if (done.has_error()) return done.error();

  sqlite_writer writer(std::move(*connection), std::move(*whose));
  done = writer.prepare(kept);
  if (done.has_error()) return done.error();
  return writer;
}

result<void> sqlite_writer::prepare(const retention& kept) {
  const auto prepared = connection_.prepare({
      {&begin_, "BEGIN IMMEDIATE"},
      {&commit_, "COMMIT"},
      {&chunk_,
       "INSERT INTO chunk(first, count, received_at_ms, body, checksum) VALUES(?, ?, ?, ?, ?)"},
      {&key_run_, "INSERT INTO key_run(id, at, format, body, checksum) VALUES(?, ?, 2, ?, ?)"},
      {&index_, "INSERT OR REPLACE INTO moment_index(first, body, checksum) VALUES(?, ?, ?)"},
      {&mark_, "INSERT INTO log_mark(seq, upto, at_ms, kind, uid) VALUES(?, ?, ?, ?, ?)"},
      {&drop_mark_, "DELETE FROM log_mark WHERE seq = ?"}});
  if (prepared.has_error()) return prepared;
  const auto newest = connection_.number("SELECT coalesce(max(id), 0) FROM key_run");
  if (newest.has_error()) return newest.error();
  next_key_run_ = static_cast<std::uint64_t>(*newest) + 1;
  const auto opened = checkpoints_.open(connection_, kept);
  if (opened.has_error()) return opened;
  return settler_.open(connection_);
}

template <class Write>
result<void> sqlite_writer::in_transaction(Write write) {
  if (failed_) return errc::disk_failed;
  auto done = begin_->run();
  if (done.has_value()) done = write();
  if (done.has_value()) done = commit_->run();
  if (done.has_value()) return {};
  // Whether the commit reached the disk is not known any more, so neither this one nor a later one
  // may be promised.
  failed_ = true;
  connection_.keep_log_at_close();
  static_cast<void>(connection_.execute("ROLLBACK"));
  if (done.error() == errc::not_a_ledger) return done;
  return errc::disk_failed;
}

result<void> sqlite_writer::append(const std::vector<chunk>& chunks, const std::vector<log_mark>& marks) {
  if (chunks.empty() && marks.empty()) return {};
  if (!chunks.empty() && chunks.front().first() != next_) return errc::no_such_record;
  const auto done = in_transaction([&]() -> result<void> {
    const auto inserted = insert_chunks(chunks);
    return inserted.has_error() ? inserted : insert_marks(marks);
  });
  if (done.has_error()) return done;
  if (!chunks.empty()) next_ = chunks.back().end();
  return {};
}

result<void> sqlite_writer::insert_marks(const std::vector<log_mark>& marks) {
  for (const log_mark& m : marks) {
    mark_->bind(1, static_cast<std::int64_t>(m.seq));
    mark_->bind(2, static_cast<std::int64_t>(m.upto));
    mark_->bind(3, m.at);
    mark_->bind(4, m.kind);
    mark_->bind_blob(5, m.uid);
    auto done = mark_->run();
    if (done.has_error()) return done;
    if (m.seq <= log_marks_max) continue;
    done = drop_mark_->bind(1, static_cast<std::int64_t>(m.seq - log_marks_max)).run();
    if (done.has_error()) return done;
  }
  return {};
}

result<void> sqlite_writer::insert_chunks(const std::vector<chunk>& chunks) {
  for (const chunk& c : chunks) {
    chunk_->bind(1, static_cast<std::int64_t>(c.first()));
    chunk_->bind(2, static_cast<std::int64_t>(c.count()));
    chunk_->bind(3, c.received_at());
    const std::string_view body = packer_.pack(c);
    chunk_->bind_blob(4, body);
    chunk_->bind(5, chunk_checksum(identity_, c.first(), c.count(), c.received_at(), body));
    const auto done = chunk_->run();
    if (done.has_error()) return done;
  }
  return {};
}

result<void> sqlite_writer::save_keys(offset at, std::vector<key_entry> some) {
  sort_keys(some);
  return in_transaction([&] { return insert_keys(at, some); });
}

result<void> sqlite_writer::save_counters(std::string_view some) {
  return in_transaction([&] { return checkpoints_.add_piece(some); });
}

result<void> sqlite_writer::save_checkpoint(offset at, std::string_view rest_of_counters, std::vector<key_entry> rest) {
  sort_keys(rest);
  return in_transaction([&]() -> result<void> {
    const auto done = insert_keys(at, rest);
    if (done.has_error()) return done;
    return checkpoints_.save(at, rest_of_counters);
  });
}

result<void> sqlite_writer::drop_counters() {
  return in_transaction([&] { return checkpoints_.drop_pieces(); });
}

result<void> sqlite_writer::insert_keys(offset at, std::span<const key_entry> rest) {
  while (!rest.empty()) {
    const auto some = rest.first(std::min(rest.size(), key_run_entries_max));
    const std::string body = pack_sorted(some);
    key_run_->bind(1, static_cast<std::int64_t>(next_key_run_));
    key_run_->bind(2, static_cast<std::int64_t>(at));
    key_run_->bind_blob(3, body);
    key_run_->bind(4, sorted_key_run_checksum(identity_, next_key_run_, at, body));
    const auto done = key_run_->run();
    if (done.has_error()) return done;
    ++next_key_run_;
    rest = rest.subspan(some.size());
  }
  return {};
}

result<void> sqlite_writer::save_index(const std::vector<index_piece>& pieces) {
  return in_transaction([&]() -> result<void> {
    for (const index_piece& p : pieces) {
      index_->bind(1, static_cast<std::int64_t>(p.first));
      index_->bind_blob(2, p.body);
      index_->bind(3, index_checksum(identity_, p.first, p.body));
      const auto done = index_->run();
      if (done.has_error()) return done;
    }
    return {};
  });
}

result<key_settler::progress> sqlite_writer::settle_some() {
  auto progress = key_settler::progress::more;
  const auto done = in_transaction([&]() -> result<void> {
    const auto stepped = settler_.step(connection_);
    if (stepped.has_error()) return stepped.error();
    progress = *stepped;
    return {};
  });
  if (done.has_error()) return done.error();
  return progress;
}

void sqlite_writer::tidy_log() {
  if (failed_ || connection_.log_pages() < log_pages_max) return;
  // A sync of the database that fails here would go unseen if SQLite tidied by itself, and the next
  // one would claim success.
  if (connection_.checkpoint_log().has_value()) return;
  failed_ = true;
  connection_.keep_log_at_close();
}

void sqlite_writer::close_log() {
  if (!failed_) static_cast<void>(connection_.empty_log());
}

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
#include "ledger/sqlite.hpp"

#include <sqlite3.h>

#include "ledger/error.hpp"

namespace northstar::ledger {
namespace {

// Nobody else writes the file, so the ledger waits only for a tool that holds it for a moment.
constexpr int busy_timeout_ms = 10'000;

boost::system::error_code cannot_open(sqlite3* connection) {
  const int code = connection == nullptr ? 0 : sqlite3_system_errno(connection);
  if (code != 0) return {code, boost::system::system_category()};
  return errc::disk_failed;
}

boost::system::error_code to_error(int code, sqlite3* connection) {
  switch (code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
    case SQLITE_ERROR:  // a table or column is missing: the SQL itself is tested
    case SQLITE_SCHEMA:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return errc::not_a_ledger;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return errc::locked;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return make_error_code(boost::system::errc::permission_denied);
    case SQLITE_CANTOPEN:
      return cannot_open(connection);
    default:
      return errc::disk_failed;  // full, input and output, no memory
  }
}

int open_flags(sqlite_connection::access wanted) {
  constexpr int always = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (wanted == sqlite_connection::access::read) return always | SQLITE_OPEN_READONLY;
  return always | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

int count_log_pages(void* pages, sqlite3*, const char*, int now) {
  *static_cast<int*>(pages) = now;
  return SQLITE_OK;
}

}  // namespace

void sqlite_statement::finalizer::operator()(sqlite3_stmt* prepared) const {
  sqlite3_finalize(prepared);
}

void sqlite_statement::keep_fault(int code) {
  if (bind_fault_ == SQLITE_OK) bind_fault_ = code;
}

sqlite_statement& sqlite_statement::bind(int parameter, std::int64_t value) {
  keep_fault(sqlite3_bind_int64(prepared_.get(), parameter, value));
  return *this;
}

sqlite_statement& sqlite_statement::bind_text(int parameter, std::string_view text) {
  keep_fault(sqlite3_bind_text64(prepared_.get(), parameter, text.data(), text.size(),
                                 SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

sqlite_statement& sqlite_statement::bind_blob(int parameter, std::string_view bytes) {
  // A null pointer would bind NULL instead of no bytes.
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  keep_fault(sqlite3_bind_blob64(prepared_.get(), parameter, data, bytes.size(), SQLITE_STATIC));
  return *this;
}

result<stepped> sqlite_statement::step() {
  const int code =
      bind_fault_ == SQLITE_OK ? sqlite3_step(prepared_.get()) : std::exchange(bind_fault_, 0);
  if (code == SQLITE_ROW) return stepped::row;
  reset();
  if (code == SQLITE_DONE) return stepped::done;
  return to_error(code, connection_);
}

result<void> sqlite_statement::run() {
  for (;;) {
    const auto row = step();
    if (row.has_error()) return row.error();
    if (*row == stepped::done) return {};
  }
}

void sqlite_statement::reset() { sqlite3_reset(prepared_.get()); }

std::int64_t sqlite_statement::integer(int column) const {
  return sqlite3_column_int64(prepared_.get(), column);
}

std::string_view sqlite_statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(prepared_.get(), column);
  const int size = sqlite3_column_bytes(prepared_.get(), column);
  if (data == nullptr || size <= 0) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

sqlite_connection::sqlite_connection(sqlite3* connection)
    : log_pages_(std::make_unique<int>(0)), connection_(connection) {}

void sqlite_connection::closer::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

result<sqlite_connection> sqlite_connection::open(const std::filesystem::path& file,
                                                  access wanted) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &raw, open_flags(wanted), nullptr);
  sqlite_connection opened(raw);
  if (code != SQLITE_OK) return to_error(code, raw);
  sqlite3_busy_timeout(raw, busy_timeout_ms);
  // This takes the place of SQLite's own hook, which would move the log by itself and hide
  // failures.
  sqlite3_wal_hook(raw, count_log_pages, opened.log_pages_.get());
  return opened;
}

result<void> sqlite_connection::execute(const char* sql) {
  const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return to_error(code, connection_.get());
  return {};
}

result<sqlite_statement> sqlite_connection::prepare(std::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (code != SQLITE_OK) return to_error(code, connection_.get());
  return sqlite_statement(connection_.get(), prepared);
}

result<void> sqlite_connection::prepare(places statements) {
  for (const auto& [place, sql] : statements) {
    auto prepared = prepare(sql);
    if (prepared.has_error()) return prepared.error();
    place->emplace(std::move(*prepared));
  }
  return {};
}

result<std::int64_t> sqlite_connection::number(std::string_view sql) {
  auto prepared = prepare(sql);
  if (prepared.has_error()) return prepared.error();
  const auto row = prepared->step();
  if (row.has_error()) return row.error();
  return prepared->integer(0);
}

result<void> sqlite_connection::checkpoint_log(int mode) {
  const int code = sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, mode, nullptr, nullptr);
  // Busy: a reader still stands on older pages; the log is emptied some other time.
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) return to_error(code, connection_.get());
  return {};
}

result<void> sqlite_connection::checkpoint_log() {
  return checkpoint_log(SQLITE_CHECKPOINT_PASSIVE);
}
result<void> sqlite_connection::empty_log() { return checkpoint_log(SQLITE_CHECKPOINT_TRUNCATE); }

void sqlite_connection::keep_log_at_close() {
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

result<void> sqlite_connection::copy_from(sqlite_connection& other) {
  sqlite3_backup* copy =
      sqlite3_backup_init(connection_.get(), "main", other.connection_.get(), "main");
  if (copy == nullptr)
    return to_error(sqlite3_extended_errcode(connection_.get()), connection_.get());
  // All pages in one step: within one read transaction, so a writer beside it neither waits nor
  // makes it begin again.
  sqlite3_backup_step(copy, -1);
  const int code = sqlite3_backup_finish(copy);
  if (code != SQLITE_OK) return to_error(code, connection_.get());
  return {};
}

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
// The reading half of the SQLite ledger: its own connection, on the thread that asks. Everything is
// checked against its checksum on the way in.
#pragma once

#include <filesystem>
#include <optional>

#include "ledger/chunk.hpp"
#include "ledger/identity.hpp"
#include "ledger/sorted_run.hpp"
#include "ledger/sqlite.hpp"

namespace northstar::ledger {

class sqlite_reader {
 public:
  // hold_moment: everything read is of the moment of opening, whatever a server beside writes; the
  // log grows meanwhile.
  static result<sqlite_reader> open(const std::filesystem::path& file, bool hold_moment);

  const identity& whose() const { return identity_; }
  // Offset of the last record in the file.
  result<offset> last();
  // The chunk that holds `at`, which is in the file.
  result<chunk> chunk_at(offset at);
  // Records first … last, in order. A gap is damage.
  result<void> replay(offset first, offset last, const ledger::visitor& visit);
  // The records at these offsets, ascending; all are in the file.
  result<void> visit(const std::vector<offset>& at, const ledger::visitor& visit);
  // None in a file of before there were any.
  result<std::optional<log_mark>> last_mark(std::optional<std::uint8_t> kind);
  result<std::vector<log_mark>> marks(std::int64_t first, std::size_t count);
  // The newest checkpoint at or before `last` that is whole.
  result<std::optional<checkpoint>> newest_checkpoint(offset last);
  result<std::vector<offset>> checkpoints(offset last);
  result<std::optional<checkpoint>> checkpoint_at(offset at);
  result<std::optional<std::string>> index_piece_at(offset first);
  // The key entries that have not settled, and about how many they are.
  result<void> keys(const ledger::key_visitor& visit);
  result<std::uint64_t> count_keys();
  // The settled ones: none in a file of layout 1.
  result<sorted_runs> runs();
  result<void> visit(const sorted_run& run, const ledger::key_visitor& visit);
  result<offset> find_key(const sorted_runs& runs, const core::digest& key, std::uint64_t& pages_read);

 private:
  sqlite_reader(sqlite_connection connection, identity whose)
      : connection_(std::move(connection)), identity_(std::move(whose)), key_pages_(identity_) {}
  result<chunk> checked_chunk(const sqlite_statement& row) const;
  result<void> prepare_chunk_at();

  sqlite_connection connection_;
  identity identity_;
  key_pages key_pages_;
  std::optional<sqlite_statement> chunk_at_;
  std::optional<chunk> visited_;  // the last one visit() read
};

}  // namespace northstar::ledger

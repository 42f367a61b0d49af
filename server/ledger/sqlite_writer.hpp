// SPDX-License-Identifier: MIT
// The writing half of the SQLite ledger, used on the ledger's own thread. Every call is one synced
// transaction. After the first failure it writes nothing more: whoever cannot sync once must not
// promise anything again.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "ledger/chunk.hpp"
#include "ledger/identity.hpp"
#include "ledger/key_settler.hpp"
#include "ledger/packed_chunk.hpp"
#include "ledger/retained.hpp"
#include "ledger/sqlite.hpp"
#include "ledger/sqlite_checkpoints.hpp"

namespace northstar::ledger {

class sqlite_writer {
 public:
  // Opens or makes the file; what a killed server left behind is on the disk afterwards.
  static result<sqlite_writer> open(const std::filesystem::path& file, const retention& kept = {});

  const identity& whose() const { return identity_; }
  // The next record's offset is last + 1; once, before the first append.
  void go_on_after(offset last) { next_ = last + 1; }

  // Of the next records; disk_failed.
  result<void> append(const std::vector<chunk>& chunks, const std::vector<log_mark>& marks = {});
  result<void> save_index(const std::vector<index_piece>& pieces);
  // Keys that belong to a checkpoint yet to come, in a transaction of their own: appends go on between such pieces. They count from the
  // transaction that names the checkpoint; without it the next open() drops them.
  result<void> save_keys(offset at, std::vector<key_entry> some);
  static constexpr std::size_t keys_a_piece = 16'384;  // 2 to 4 ms
  // Counters likewise, from their beginning.
  result<void> save_counters(std::string_view some);
  static constexpr std::size_t counters_a_piece = std::size_t{1} << 20;  // bytes; likewise
  result<void> save_checkpoint(offset at, std::string_view rest_of_counters, std::vector<key_entry> rest);
  // Counters of checkpoints that are no longer kept: some of them, while there are any.
  result<void> drop_counters();
  bool has_counters_to_drop() const { return checkpoints_.has_pieces_to_drop(); }
  // Key entries that are to settle, and one piece of that work (key_settler.hpp).
  void want_settled(std::uint64_t entries) { settler_.want(entries); }
  result<key_settler::progress> settle_some();
  const sorted_runs& runs() const { return settler_.runs(); }
  // After a commit was reported: moves the write-ahead log into the database when it has grown.
  void tidy_log();
  // Once, at the end: the database alone holds everything.
  void close_log();

 private:
  sqlite_writer(sqlite_connection connection, identity whose)
      : connection_(std::move(connection)), identity_(std::move(whose)), packer_(identity_), settler_(identity_), checkpoints_(identity_) {}
  result<void> prepare(const retention& kept);
  result<void> insert_chunks(const std::vector<chunk>& chunks);
  result<void> insert_marks(const std::vector<log_mark>& marks);
  result<void> insert_keys(offset at, std::span<const key_entry> keys);
  template <class Write>
  result<void> in_transaction(Write write);

  sqlite_connection connection_;
  identity identity_;
  chunk_packer packer_;
  key_settler settler_;
  checkpoint_table checkpoints_;
  offset next_ = 1;
  std::uint64_t next_key_run_ = 1;
  bool failed_ = false;
  std::optional<sqlite_statement> begin_, commit_, chunk_, key_run_, index_, mark_, drop_mark_;
};

}  // namespace northstar::ledger

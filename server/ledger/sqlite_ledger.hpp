// SPDX-License-Identifier: MIT
// The ledger in one SQLite file: WAL, synchronous FULL, one row a chunk of records (at most 32 KiB, so a single record is read
// back cheaply), no random-keyed index anywhere. Layout in docs/ledger.md.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "ledger/identity.hpp"
#include "ledger/ledger.hpp"
#include "ledger/retained.hpp"

namespace northstar::ledger {

// Runs a function on the loop's thread; called from the ledger's thread.
using post_function = std::function<void(std::function<void()>)>;

struct sqlite_options {
  std::filesystem::path folder;  // ledger.db and lock lie in it; made when missing
  bool read_only = false;        // for verify and backup beside a running server: no lock, no writes
  retention kept = {};           // which older checkpoints stay
};

// Errors: locked by another server, not a ledger, newer layout, disk full, no right. No `then` runs once it is destroyed.
result<std::unique_ptr<ledger>> open_sqlite_ledger(const sqlite_options& options, post_function post);

// For a ledger that nobody has open, of a node that joins a shared log: takes that log's epoch and key, as long as nothing is recorded (errc::locked).
result<void> adopt_sqlite_ledger(const std::filesystem::path& folder, const identity& of_log);
// The same, of a node whose history was overtaken: takes off everything behind the entry `seq`. errc::no_such_record: that entry is not marked (any more), or keys behind it
// have settled.
result<void> cut_sqlite_ledger(const std::filesystem::path& folder, std::uint64_t seq);

// The same, of a server that was alone and whose records become one entry of a shared log, its first: marks all of them. errc::locked: some are marked already, or none is there.
result<void> mark_sqlite_ledger(const std::filesystem::path& folder, const log_mark& first);
// Puts the ledger that lies in `copy`, a folder within `folder`, in the place of the one there; neither is open. After a crash it is the one or the other, whole.
result<void> replace_sqlite_ledger(const std::filesystem::path& folder, const std::filesystem::path& copy);

// Copies the ledger of `folder` into `target` (made when missing) while a server may be writing it. The copy has its own epoch, but for
// one of a shared log, which may become another node of it.
result<void> backup_sqlite_ledger(const std::filesystem::path& folder, const std::filesystem::path& target);

}  // namespace northstar::ledger

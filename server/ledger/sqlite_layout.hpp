// SPDX-License-Identifier: MIT
// The tables of a ledger's file, and how a file is told to be one. Described in docs/ledger.md.
#pragma once

#include <string_view>

#include "ledger/identity.hpp"
#include "ledger/sqlite.hpp"

namespace northstar::ledger {

inline constexpr std::int64_t layout_version = 4;

// Rows of keys that count, in their order: not those of a checkpoint that is being saved.
inline constexpr std::string_view select_key_runs =
    "SELECT id, at, format, body, checksum FROM key_run WHERE at <= (SELECT coalesce(max(at), 0) FROM checkpoint) ORDER BY id";

// The layout of the file: 1 … layout_version, else newer_layout or not_a_ledger.
result<std::int64_t> read_layout(sqlite_connection& connection);
// Identity of the ledger in this file: not_a_ledger or newer_layout when there is none that we can
// read. Changes nothing.
result<identity> read_identity(sqlite_connection& connection);
// The same for a writer: an empty file becomes a new ledger first, one of an older
// layout is raised to this one; a foreign file stays as it is.
result<identity> read_or_make_identity(sqlite_connection& connection);
// Tables that a ledger of this layout may still lack: what is in them can be made from the records.
result<void> add_tables(sqlite_connection& connection);
// The epoch and key of another ledger: only while nothing is recorded.
result<void> adopt_identity(sqlite_connection& connection, const identity& other);
// Not 0 when entries of a shared log are recorded in it.
result<std::int64_t> has_marks(sqlite_connection& connection);
// Another epoch: a copy that goes on by itself is another time line.
result<void> renew_epoch(sqlite_connection& connection);

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
#include "ledger/sqlite_checkpoints.hpp"

#include <utility>
#include <vector>

#include "ledger/checksums.hpp"
#include "ledger/error.hpp"
#include "ledger/sqlite_layout.hpp"

namespace northstar::ledger {
namespace {

// A piece takes one to four milliseconds to add, these together as long to drop.
constexpr int dropped_at_once = 4;

constexpr const char* drop_orphans =
    "DELETE FROM checkpoint_piece WHERE NOT EXISTS(SELECT 1 FROM checkpoint WHERE id >= first_piece AND id < first_piece + pieces)";
// What a row's counters take; the length of a blob is known without reading it.
constexpr std::string_view select_sizes =
    "SELECT at, length(counters) + coalesce((SELECT sum(length(body)) FROM checkpoint_piece WHERE id >= first_piece AND id < first_piece + pieces), 0) "
    "FROM checkpoint ORDER BY at";

// A file of an older layout is read as it is, by `verify` and `backup`.
result<std::string> select_rows(sqlite_connection& connection, std::string_view which) {
  const auto layout = read_layout(connection);
  if (layout.has_error()) return layout.error();
  return "SELECT at, counters, checksum, " + std::string(*layout > 3 ? "first_piece, pieces" : "0, 0") + " FROM checkpoint WHERE at " + std::string(which);
}

// Adds up the pieces in front of what the row itself holds; none: one is missing or damaged.
result<std::optional<std::string>> read_pieces(sqlite_connection& connection, const identity& whose, std::int64_t first, std::int64_t count) {
  auto rows = connection.prepare("SELECT id, body, checksum FROM checkpoint_piece WHERE id >= ?1 AND id < ?1 + ?2 ORDER BY id");
  if (rows.has_error()) return rows.error();
  const reset_at_end done(*rows);
  rows->bind(1, first).bind(2, count);
  std::string all;
  for (std::int64_t id = first; id < first + count; ++id) {
    const auto row = rows->step();
    if (row.has_error()) return row.error();
    if (*row == stepped::done || rows->integer(0) != id) return std::optional<std::string>();
    const std::string_view body = rows->bytes(1);
    if (rows->integer(2) != checkpoint_piece_checksum(whose, id, body)) return std::optional<std::string>();
    if (id == first) all.reserve(body.size() * static_cast<std::size_t>(count + 1));
    all += body;
  }
  return std::optional(std::move(all));
}

result<std::optional<checkpoint>> read_row(sqlite_connection& connection, const identity& whose, const sqlite_statement& row) {
  const auto at = static_cast<offset>(row.integer(0));
  const std::string_view rest = row.bytes(1);
  const std::int64_t first = row.integer(3), count = row.integer(4);
  if (row.integer(2) != checkpoint_checksum(whose, at, first, count, rest)) return std::optional<checkpoint>();
  if (count == 0) return std::optional<checkpoint>({at, std::string(rest)});
  auto counters = read_pieces(connection, whose, first, count);
  if (counters.has_error()) return counters.error();
  if (!*counters) return std::optional<checkpoint>();
  **counters += rest;
  return std::optional<checkpoint>({at, std::move(**counters)});
}

}  // namespace

result<void> checkpoint_table::open(sqlite_connection& connection, const retention& kept) {
  kept_ = kept;
  const auto cleared = connection.execute(drop_orphans);
  if (cleared.has_error()) return cleared;
  const auto prepared = connection.prepare({
      {&add_, "INSERT INTO checkpoint_piece(id, body, checksum) VALUES(?, ?, ?)"},
      {&save_, "INSERT INTO checkpoint(at, counters, checksum, first_piece, pieces) VALUES(?, ?, ?, ?, ?)"},
      {&list_, select_sizes},
      {&pieces_of_, "SELECT first_piece, pieces FROM checkpoint WHERE at = ?"},
      {&drop_, "DELETE FROM checkpoint WHERE at = ?"},
      {&drop_piece_, "DELETE FROM checkpoint_piece WHERE id = ?"}});
  if (prepared.has_error()) return prepared;
  const auto newest = connection.number("SELECT coalesce(max(id), 0) FROM checkpoint_piece");
  if (newest.has_error()) return newest.error();
  added_ = {*newest + 1, 0};
  return {};
}

result<void> checkpoint_table::add_piece(std::string_view some) {
  const std::int64_t id = added_.first + added_.count;
  add_->bind(1, id).bind_blob(2, some).bind(3, checkpoint_piece_checksum(identity_, id, some));
  const auto done = add_->run();
  if (done.has_value()) ++added_.count;
  return done;
}

result<void> checkpoint_table::save(offset at, std::string_view rest) {
  auto done = drop(at);
  if (done.has_error()) return done;
  const std::int64_t first = added_.count == 0 ? 0 : added_.first;
  save_->bind(1, static_cast<std::int64_t>(at)).bind_blob(2, rest).bind(3, checkpoint_checksum(identity_, at, first, added_.count, rest));
  done = save_->bind(4, first).bind(5, added_.count).run();
  if (done.has_error()) return done;
  added_ = {added_.first + added_.count, 0};
  return drop_old();
}

result<void> checkpoint_table::drop(offset at) {
  pieces its;
  {
    const reset_at_end done(*pieces_of_);
    const auto row = pieces_of_->bind(1, static_cast<std::int64_t>(at)).step();
    if (row.has_error()) return row.error();
    if (*row == stepped::done) return {};
    its = {pieces_of_->integer(0), pieces_of_->integer(1)};
  }
  const auto done = drop_->bind(1, static_cast<std::int64_t>(at)).run();
  if (done.has_error()) return done;
  for (std::int64_t id = its.first; id < its.first + its.count; ++id) dropped_.push_back(id);
  return {};
}

result<void> checkpoint_table::drop_old() {
  std::vector<checkpoint_size> all;
  {
    const reset_at_end done(*list_);
    for (;;) {
      const auto row = list_->step();
      if (row.has_error()) return row.error();
      if (*row == stepped::done) break;
      all.push_back({static_cast<offset>(list_->integer(0)), static_cast<std::size_t>(list_->integer(1))});
    }
  }
  for (const offset at : not_retained(all, kept_)) {
    const auto dropped = drop(at);
    if (dropped.has_error()) return dropped;
  }
  return {};
}

result<void> checkpoint_table::drop_pieces() {
  for (int i = 0; i < dropped_at_once && !dropped_.empty(); ++i) {
    const auto done = drop_piece_->bind(1, dropped_.front()).run();
    if (done.has_error()) return done;
    dropped_.pop_front();
  }
  return {};
}

result<std::optional<checkpoint>> read_newest_checkpoint(sqlite_connection& connection, const identity& whose, offset last) {
  const auto select = select_rows(connection, "<= ? ORDER BY at DESC");
  if (select.has_error()) return select.error();
  auto rows = connection.prepare(*select);
  if (rows.has_error()) return rows.error();
  const reset_at_end done(*rows);
  rows->bind(1, static_cast<std::int64_t>(last));
  for (bool damaged = false;; damaged = true) {
    const auto row = rows->step();
    if (row.has_error()) return row.error();
    // One damaged checkpoint is passed over for the one before: the records between fold to the same. Two are no accident.
    if (*row == stepped::done && damaged) return errc::not_a_ledger;
    if (*row == stepped::done) return std::optional<checkpoint>();
    auto found = read_row(connection, whose, *rows);
    if (found.has_error() || *found) return found;
  }
}

result<std::optional<checkpoint>> read_checkpoint_at(sqlite_connection& connection, const identity& whose, offset at) {
  const auto select = select_rows(connection, "= ?");
  if (select.has_error()) return select.error();
  auto rows = connection.prepare(*select);
  if (rows.has_error()) return rows.error();
  const reset_at_end done(*rows);
  const auto row = rows->bind(1, static_cast<std::int64_t>(at)).step();
  if (row.has_error()) return row.error();
  if (*row == stepped::done) return std::optional<checkpoint>();
  return read_row(connection, whose, *rows);
}

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
#include "ledger/sqlite_reader.hpp"

#include <algorithm>

#include "ledger/checksums.hpp"
#include "ledger/error.hpp"
#include "ledger/key_run.hpp"
#include "ledger/packed_chunk.hpp"
#include "ledger/sqlite_checkpoints.hpp"
#include "ledger/sqlite_layout.hpp"

namespace northstar::ledger {
namespace {

constexpr std::string_view select_chunk_at =
    "SELECT first, count, received_at_ms, body, checksum FROM chunk WHERE first <= ? "
    "ORDER BY first DESC LIMIT 1";
constexpr std::string_view select_chunks_from =
    "SELECT first, count, received_at_ms, body, checksum FROM chunk WHERE first >= ? "
    "ORDER BY first";
constexpr std::string_view select_offsets = "SELECT at FROM checkpoint WHERE at <= ? ORDER BY at";
constexpr std::string_view select_index = "SELECT body, checksum FROM moment_index WHERE first = ?";
constexpr std::string_view select_oldest_key_runs =
    "SELECT id, at, 1, body, checksum FROM key_run ORDER BY id";

std::int64_t as_integer(offset at) {
  constexpr auto highest = static_cast<offset>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(at, highest));
}

offset as_offset(std::int64_t integer) { return static_cast<offset>(integer); }

log_mark mark_in(const sqlite_statement& row) {
  return {static_cast<std::uint64_t>(row.integer(0)), std::string(row.bytes(4)), row.integer(2), static_cast<std::uint8_t>(row.integer(3)),
          as_offset(row.integer(1))};
}

}  // namespace

result<sqlite_reader> sqlite_reader::open(const std::filesystem::path& file, bool hold_moment) {
  auto connection = sqlite_connection::open(file, sqlite_connection::access::read);
  if (connection.has_error()) return connection.error();
  if (hold_moment) {
    // The first read below fixes the moment.
    const auto begun = connection->execute("BEGIN");
    if (begun.has_error()) return begun.error();
  }
  auto whose = read_identity(*connection);
  if (whose.has_error()) return whose.error();
  return sqlite_reader(std::move(*connection), std::move(*whose));
}

result<void> sqlite_reader::prepare_chunk_at() {
  if (chunk_at_) return {};
  auto prepared = connection_.prepare(select_chunk_at);
  if (prepared.has_error()) return prepared.error();
  chunk_at_.emplace(std::move(*prepared));
  return {};
}

result<chunk> sqlite_reader::checked_chunk(const sqlite_statement& row) const {
  const offset first = as_offset(row.integer(0));
  const auto count = static_cast<std::uint64_t>(row.integer(1));
  const core::instant_ms received_at = row.integer(2);
  const std::string_view body = row.bytes(3);
  if (row.integer(4) != chunk_checksum(identity_, first, count, received_at, body))
    return errc::not_a_ledger;
  auto whole = unpack_chunk(identity_, first, count, received_at, body);
  if (!whole) return errc::not_a_ledger;
  return std::move(*whole);
}

result<offset> sqlite_reader::last() {
  const auto prepared = prepare_chunk_at();
  if (prepared.has_error()) return prepared.error();
  const reset_at_end done(*chunk_at_);
  const auto row = chunk_at_->bind(1, std::numeric_limits<std::int64_t>::max()).step();
  if (row.has_error()) return row.error();
  if (*row == stepped::done) return offset{0};
  const auto newest = checked_chunk(*chunk_at_);
  if (newest.has_error()) return newest.error();
  return newest->end() - 1;
}

result<std::vector<log_mark>> sqlite_reader::marks(std::int64_t first, std::size_t count) {
  auto select = connection_.prepare("SELECT seq, upto, at_ms, kind, uid FROM log_mark WHERE seq >= ? ORDER BY seq LIMIT ?");
  if (select.has_error()) return select.error();
  const reset_at_end done(*select);
  select->bind(1, first).bind(2, static_cast<std::int64_t>(count));
  std::vector<log_mark> found;
  for (;;) {
    const auto row = select->step();
    if (row.has_error()) return row.error();
    if (*row == stepped::done) return found;
    found.push_back(mark_in(*select));
  }
}

result<std::optional<log_mark>> sqlite_reader::last_mark(std::optional<std::uint8_t> kind) {
  const auto there = has_marks(connection_);
  if (there.has_error()) return there.error();
  if (*there == 0) return std::optional<log_mark>();
  auto select = connection_.prepare("SELECT seq, upto, at_ms, kind, uid FROM log_mark WHERE ?1 < 0 OR kind = ?1 ORDER BY seq DESC LIMIT 1");
  if (select.has_error()) return select.error();
  const reset_at_end done(*select);
  const auto row = select->bind(1, kind ? *kind : -1).step();
  if (row.has_error()) return row.error();
  if (*row == stepped::done) return std::optional<log_mark>();
  return std::optional(mark_in(*select));
}

result<chunk> sqlite_reader::chunk_at(offset at) {
  const auto prepared = prepare_chunk_at();
  if (prepared.has_error()) return prepared.error();
  const reset_at_end done(*chunk_at_);
  const auto row = chunk_at_->bind(1, as_integer(at)).step();
  if (row.has_error()) return row.error();
  if (*row == stepped::done) return errc::not_a_ledger;
  auto found = checked_chunk(*chunk_at_);
  if (found.has_value() && !found->holds(at)) return errc::not_a_ledger;
  return found;
}

result<void> sqlite_reader::replay(offset first, offset last, const ledger::visitor& visit) {
  if (first > last) return {};
  const auto begin = chunk_at(first);
  if (begin.has_error()) return begin.error();
  auto rows = connection_.prepare(select_chunks_from);
  if (rows.has_error()) return rows.error();
  const reset_at_end done(*rows);
  rows->bind(1, as_integer(begin->first()));

  offset next = begin->first();
  while (next <= last) {
    const auto row = rows->step();
    if (row.has_error()) return row.error();
    if (*row == stepped::done) return errc::not_a_ledger;
    const auto found = checked_chunk(*rows);
    if (found.has_error()) return found.error();
    if (found->first() != next) return errc::not_a_ledger;
    const offset end = std::min(found->end(), last + 1);
    for (offset at = std::max(first, next); at < end; ++at) visit(found->at(at));
    next = found->end();
  }
  return {};
}

result<std::optional<checkpoint>> sqlite_reader::newest_checkpoint(offset last) {
  return read_newest_checkpoint(connection_, identity_, last);
}

result<void> sqlite_reader::visit(const std::vector<offset>& wanted, const ledger::visitor& visit) {
  for (const offset at : wanted) {
    if (!visited_ || !visited_->holds(at)) {
      auto found = chunk_at(at);
      if (found.has_error()) return found.error();
      visited_.emplace(std::move(*found));
    }
    visit(visited_->at(at));
  }
  return {};
}

result<std::vector<offset>> sqlite_reader::checkpoints(offset last) {
  auto rows = connection_.prepare(select_offsets);
  if (rows.has_error()) return rows.error();
  const reset_at_end done(*rows);
  rows->bind(1, as_integer(last));
  for (std::vector<offset> all;;) {
    const auto row = rows->step();
    if (row.has_error()) return row.error();
    if (*row == stepped::done) return all;
    all.push_back(as_offset(rows->integer(0)));
  }
}

result<std::optional<checkpoint>> sqlite_reader::checkpoint_at(offset at) {
  return read_checkpoint_at(connection_, identity_, at);
}

result<std::optional<std::string>> sqlite_reader::index_piece_at(offset first) {
  std::optional<std::string> none;
  auto found = connection_.prepare(select_index);
  if (found.has_error()) return none;  // a file that no server has opened since there is such a table
  const reset_at_end done(*found);
  const auto row = found->bind(1, as_integer(first)).step();
  if (row.has_error()) return row.error();
  if (*row == stepped::done) return none;
  const std::string_view body = found->bytes(0);
  if (found->integer(1) != index_checksum(identity_, first, body)) return none;
  return std::optional(std::string(body));
}

result<void> sqlite_reader::keys(const ledger::key_visitor& visit) {
  // A file of layout 1 is read as it is, by `verify` and `backup`.
  const auto layout = read_layout(connection_);
  if (layout.has_error()) return layout.error();
  auto rows = connection_.prepare(*layout > 1 ? select_key_runs : select_oldest_key_runs);
  if (rows.has_error()) return rows.error();
  const reset_at_end done(*rows);
  std::vector<key_entry> entries;
  for (;;) {
    const auto row = rows->step();
    if (row.has_error()) return row.error();
    if (*row == stepped::done) return {};
    entries.clear();
    const auto read = read_key_run(*rows, identity_, entries);
    if (read.has_error()) return read;
    visit(entries);
  }
}

result<std::uint64_t> sqlite_reader::count_keys() {
  constexpr std::int64_t usual_entry_bytes = 19;
  const auto bytes = connection_.number("SELECT coalesce(sum(length(body)), 0) FROM key_run");
  if (bytes.has_error()) return bytes.error();
  return static_cast<std::uint64_t>(*bytes / usual_entry_bytes);
}

result<sorted_runs> sqlite_reader::runs() {
  const auto layout = read_layout(connection_);
  if (layout.has_error()) return layout.error();
  if (*layout == 1) return sorted_runs();
  return read_sorted_runs(connection_, identity_);
}

result<void> sqlite_reader::visit(const sorted_run& run, const ledger::key_visitor& visit) {
  std::vector<key_entry> entries;
  for (std::size_t page = 0; page < run.fences.size(); ++page) {
    entries.clear();
    const auto read = key_pages_.read(connection_, run.page_id(page), entries);
    if (read.has_error()) return read;
    visit(entries);
  }
  return {};
}

result<offset> sqlite_reader::find_key(const sorted_runs& runs, const core::digest& key,
                                       std::uint64_t& pages_read) {
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    const auto found = key_pages_.find(connection_, **run, key, pages_read);
    if (found.has_error() || *found != 0) return found;
  }
  return offset{0};
}

}  // namespace northstar::ledger

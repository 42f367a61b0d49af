// SPDX-License-Identifier: MIT
#include "ledger/sorted_run.hpp"

#include <algorithm>
#include <optional>

#include "ledger/bytes.hpp"
#include "ledger/checksums.hpp"
#include "ledger/error.hpp"
#include "ledger/key_run.hpp"

namespace northstar::ledger {
namespace {

std::string fence_bytes(const std::vector<std::uint64_t>& fences) {
  std::string out;
  out.reserve(fences.size() * 8);
  byte_writer writer(out);
  for (const std::uint64_t fence : fences) writer.fixed64(fence);
  return out;
}

std::uint64_t unsigned_at(const sqlite_statement& row, int column) {
  return static_cast<std::uint64_t>(row.integer(column));
}

result<std::shared_ptr<const sorted_run>> checked_run(const sqlite_statement& row,
                                                      const identity& whose) {
  auto run = std::make_shared<sorted_run>();
  run->id = unsigned_at(row, 0);
  run->level = unsigned_at(row, 1);
  run->base = unsigned_at(row, 2);
  run->upto = unsigned_at(row, 3);
  run->entries = unsigned_at(row, 4);
  const std::string_view fences = row.bytes(5), filter = row.bytes(6);
  const auto sum = sorted_run_checksum(
      whose, {run->id, run->level, run->base, run->upto, run->entries}, fences, filter);
  if (row.integer(7) != sum || fences.size() % 8 != 0) return errc::not_a_ledger;
  run->fences.reserve(fences.size() / 8);
  for (byte_reader in(fences); !in.empty();) run->fences.push_back(in.fixed64());
  auto read = key_filter::from_bytes(filter);
  if (!read) return errc::not_a_ledger;
  run->filter = std::move(*read);
  return std::shared_ptr<const sorted_run>(std::move(run));
}

}  // namespace

result<sorted_runs> read_sorted_runs(sqlite_connection& connection, const identity& whose) {
  auto rows = connection.prepare(
      "SELECT id, level, base, upto, entries, fences, filter, checksum FROM sorted_run "
      "ORDER BY upto");
  if (rows.has_error()) return rows.error();
  const reset_at_end done(*rows);
  sorted_runs out;
  for (;;) {
    const auto row = rows->step();
    if (row.has_error()) return row.error();
    if (*row == stepped::done) return out;
    auto run = checked_run(*rows, whose);
    if (run.has_error()) return run.error();
    out.push_back(std::move(*run));
  }
}

result<void> write_sorted_run(sqlite_connection& connection, const identity& whose,
                              const sorted_run& run) {
  auto row = connection.prepare(
      "INSERT INTO sorted_run(id, level, base, upto, entries, fences, filter, checksum) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
  if (row.has_error()) return row.error();
  const std::uint64_t numbers[] = {run.id, run.level, run.base, run.upto, run.entries};
  int column = 0;
  for (const std::uint64_t number : numbers) row->bind(++column, static_cast<std::int64_t>(number));
  const std::string fences = fence_bytes(run.fences), filter = run.filter.bytes();
  row->bind_blob(6, fences).bind_blob(7, filter);
  row->bind(8, sorted_run_checksum(whose, {run.id, run.level, run.base, run.upto, run.entries}, fences, filter));
  return row->run();
}

template <class Use>
result<void> key_pages::with_page(sqlite_connection& connection, std::uint64_t page_id,
                                  const Use& use) {
  if (!page_) {
    auto prepared = connection.prepare("SELECT body, checksum FROM key_page WHERE id = ?");
    if (prepared.has_error()) return prepared.error();
    page_.emplace(std::move(*prepared));
  }
  const reset_at_end done(*page_);
  const auto row = page_->bind(1, static_cast<std::int64_t>(page_id)).step();
  if (row.has_error()) return row.error();
  if (*row == stepped::done) return errc::not_a_ledger;
  const std::string_view body = page_->bytes(0);
  const auto packed = packed_keys::open(body);
  if (page_->integer(1) != key_page_checksum(whose_, page_id, body) || !packed) return errc::not_a_ledger;
  use(*packed);
  return {};
}

result<void> key_pages::read(sqlite_connection& connection, std::uint64_t page_id,
                             std::vector<key_entry>& into) {
  return with_page(connection, page_id, [&](const packed_keys& page) {
    for (std::size_t i = 0; i < page.size(); ++i) into.push_back(page.at(i));
  });
}

result<offset> key_pages::find(sqlite_connection& connection, const sorted_run& run,
                               const core::digest& key, std::uint64_t& pages_read) {
  if (!run.filter.may_hold(key)) return offset{0};
  auto page = std::upper_bound(run.fences.begin(), run.fences.end(), key.high);
  offset found = 0;
  // A page before this one is looked at as well only when keys of one high half lie across its end.
  while (found == 0 && page != run.fences.begin()) {
    --page;
    ++pages_read;
    const auto number = static_cast<std::size_t>(page - run.fences.begin());
    const auto read = with_page(connection, run.page_id(number), [&](const packed_keys& keys) { found = keys.find(key); });
    if (read.has_error()) return read.error();
    if (*page != key.high) break;
  }
  return found;
}

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
#include "ledger/key_settler.hpp"

#include <algorithm>

#include "ledger/checksums.hpp"
#include "ledger/error.hpp"
#include "ledger/sqlite_layout.hpp"

namespace northstar::ledger {
namespace {

// Of one step: entries written, about 10 ms; pages read ahead of a run; pages cleared.
constexpr std::size_t entries_a_step = 65'536;
constexpr std::size_t pages_ahead = 32;
constexpr std::int64_t pages_cleared = 1024;
// Entries that make a run of level 0, as far as whole checkpoints give them.
constexpr std::size_t run_entries = 1'000'000;
constexpr std::size_t runs_a_level = 4;

result<std::optional<std::int64_t>> number_of(sqlite_connection& connection, std::string_view sql,
                                              std::int64_t bound) {
  auto query = connection.prepare(sql);
  if (query.has_error()) return query.error();
  const reset_at_end done(*query);
  const auto row = query->bind(1, bound).step();
  if (row.has_error()) return row.error();
  if (*row == stepped::done) return std::optional<std::int64_t>();
  return std::optional(query->integer(0));
}

result<void> run_with(sqlite_connection& connection, std::string_view sql, std::int64_t first,
                      std::optional<std::int64_t> second = {}) {
  auto statement = connection.prepare(sql);
  if (statement.has_error()) return statement.error();
  statement->bind(1, first);
  if (second) statement->bind(2, *second);
  return statement->run();
}

}  // namespace

result<void> key_settler::open(sqlite_connection& connection) {
  auto runs = read_sorted_runs(connection, whose_);
  if (runs.has_error()) return runs.error();
  runs_ = std::move(*runs);
  for (const auto& run : runs_) next_id_ = std::max(next_id_, run->id + 1);
  return find_garbage(connection);
}

// A look from run to run; the pages between are not read.
result<void> key_settler::find_garbage(sqlite_connection& connection) {
  for (std::int64_t from = 0;;) {
    const auto found = number_of(connection, "SELECT id FROM key_page WHERE id >= ? ORDER BY id LIMIT 1", from);
    if (found.has_error()) return found.error();
    if (!*found) return {};
    const auto id = static_cast<std::uint64_t>(**found) >> 32;
    const bool owned = std::ranges::any_of(runs_, [&](const auto& run) { return run->id == id; });
    if (!owned) garbage_.push_back(id);
    next_id_ = std::max(next_id_, id + 1);
    from = static_cast<std::int64_t>((id + 1) << 32);
  }
}

result<key_settler::progress> key_settler::step(sqlite_connection& connection) {
  result<void> done;
  if (!garbage_.empty()) {
    done = clear_some(connection);
  } else if (pending_) {
    done = write_some(connection);
  } else if (merge_is_due()) {
    done = begin_merging();
  } else if (wanted_ > 0) {
    done = begin_absorbing(connection);
  } else {
    return progress::done;
  }
  if (done.has_error()) return done.error();
  return progress::more;
}

result<void> key_settler::clear_some(sqlite_connection& connection) {
  const auto id = static_cast<std::int64_t>(garbage_.front());
  const auto cleared = run_with(connection,
                                "DELETE FROM key_page WHERE id IN (SELECT id FROM key_page "
                                "WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 1024)",
                                id << 32, (id + 1) << 32);
  static_assert(pages_cleared == 1024);
  if (cleared.has_error()) return cleared;
  const auto left = number_of(connection, "SELECT id FROM key_page WHERE id >= ? ORDER BY id LIMIT 1", id << 32);
  if (left.has_error()) return left.error();
  if (!*left || **left >> 32 != id) garbage_.pop_front();
  return {};
}

// Whole checkpoints, so that a run ends where one does. When there is nothing to take, nothing is wanted any more.
result<void> key_settler::begin_absorbing(sqlite_connection& connection) {
  auto rows = connection.prepare(select_key_runs);
  if (rows.has_error()) return rows.error();
  const reset_at_end done(*rows);
  std::vector<source> sources;
  std::size_t entries = 0;
  std::int64_t last_row = 0;
  sorted_run made;
  for (;;) {
    const auto row = rows->step();
    if (row.has_error()) return row.error();
    if (*row == stepped::done) break;
    const auto at = static_cast<offset>(rows->integer(1));
    if (entries >= std::min<std::uint64_t>(wanted_, run_entries) && at != made.upto) break;
    source from;
    const auto read = read_key_run(*rows, whose_, from.entries);
    if (read.has_error()) return read;
    sort_keys(from.entries);
    entries += from.entries.size();
    last_row = rows->integer(0);
    made.upto = std::max(made.upto, at);
    sources.push_back(std::move(from));
  }
  if (sources.empty()) {
    wanted_ = 0;
    return {};
  }
  wanted_ -= std::min<std::uint64_t>(wanted_, entries);
  made.base = runs_.empty() ? 1 : runs_.back()->upto + 1;
  // A checkpoint may name keys again that the one before it has saved.
  for (const source& s : sources)
    for (const key_entry& e : s.entries) made.base = std::min(made.base, e.head);
  made.entries = entries;
  begin(std::move(made), std::move(sources));
  pending_->rows_to = last_row;
  return {};
}

bool key_settler::merge_is_due() const {
  if (runs_.size() < runs_a_level) return false;
  return std::ranges::all_of(runs_.end() - runs_a_level, runs_.end(),
                             [&](const auto& run) { return run->level == runs_.back()->level; });
}

result<void> key_settler::begin_merging() {
  sorted_run made;
  std::vector<source> sources;
  made.base = runs_.back()->base;
  for (auto run = runs_.end() - runs_a_level; run != runs_.end(); ++run) {
    made.base = std::min(made.base, (**run).base);
    made.upto = (**run).upto;
    made.level = (**run).level + 1;
    made.entries += (**run).entries;
    sources.push_back({{}, 0, *run, 0});
  }
  begin(std::move(made), std::move(sources));
  pending_->runs_merged = runs_a_level;
  return {};
}

void key_settler::begin(sorted_run made, std::vector<source> sources) {
  made.id = next_id_++;
  made.filter = key_filter(made.entries);
  made.entries = 0;
  const key_packer packer(made.base, made.upto);
  pending_.emplace(pending_run{std::move(made), packer, std::move(sources), 0, 0});
}

result<void> key_settler::refill(sqlite_connection& connection, source& from) {
  if (from.next < from.entries.size() || !from.run) return {};
  from.entries.clear();
  from.next = 0;
  const std::size_t end = std::min(from.page + pages_ahead, from.run->fences.size());
  for (; from.page < end; ++from.page) {
    const auto read = pages_.read(connection, from.run->page_id(from.page), from.entries);
    if (read.has_error()) return read;
  }
  return {};
}

// The source whose next entry comes first; of one key the newest. Null: all are at their end. They are few, so they are looked through.
result<key_settler::source*> key_settler::least(sqlite_connection& connection) {
  source* found = nullptr;
  for (source& s : pending_->sources) {
    const auto read = refill(connection, s);
    if (read.has_error()) return read.error();
    if (s.next == s.entries.size()) continue;
    if (!found) {
      found = &s;
      continue;
    }
    const key_entry &a = s.entries[s.next], &b = found->entries[found->next];
    if (comes_before(a.key, b.key) || (a.key == b.key && a.head > b.head)) found = &s;
  }
  return found;
}

result<void> key_settler::write_some(sqlite_connection& connection) {
  pending_run& p = *pending_;
  std::optional<core::digest> before;
  for (std::size_t n = 0; n < entries_a_step || before; ++n) {
    const auto from = least(connection);
    if (from.has_error()) return from.error();
    if (*from == nullptr) return finish(connection);
    const key_entry entry = (**from).entries[(**from).next];
    const bool older_one = before && *before == entry.key;
    // A step ends between two keys.
    if (!older_one && n >= entries_a_step) break;
    ++(**from).next;
    if (older_one) continue;
    before = entry.key;
    if (!p.packer.empty() && p.packer.bytes_with(entry.key) > key_page_bytes_max) {
      const auto written = write_page(connection);
      if (written.has_error()) return written;
    }
    p.packer.add(entry);
    p.made.filter.add(entry.key);
    ++p.made.entries;
  }
  return {};
}

result<void> key_settler::write_page(sqlite_connection& connection) {
  pending_run& p = *pending_;
  if (!insert_page_) {
    auto prepared = connection.prepare("INSERT INTO key_page(id, body, checksum) VALUES(?, ?, ?)");
    if (prepared.has_error()) return prepared.error();
    insert_page_.emplace(std::move(*prepared));
  }
  const std::uint64_t id = p.made.page_id(p.made.fences.size());
  p.made.fences.push_back(p.packer.first().key.high);
  const std::string body = p.packer.take();
  insert_page_->bind(1, static_cast<std::int64_t>(id)).bind_blob(2, body);
  return insert_page_->bind(3, key_page_checksum(whose_, id, body)).run();
}

// The run takes the place of what went into it.
result<void> key_settler::finish(sqlite_connection& connection) {
  pending_run& p = *pending_;
  result<void> done;
  if (!p.packer.empty()) done = write_page(connection);
  if (done.has_error()) return done;
  done = write_sorted_run(connection, whose_, p.made);
  if (done.has_error()) return done;
  if (p.runs_merged == 0) done = run_with(connection, "DELETE FROM key_run WHERE id <= ?", p.rows_to);
  for (std::size_t i = 0; i < p.runs_merged && done.has_value(); ++i) {
    const auto id = runs_.back()->id;
    done = run_with(connection, "DELETE FROM sorted_run WHERE id = ?", static_cast<std::int64_t>(id));
    garbage_.push_back(id);
    runs_.pop_back();
  }
  if (done.has_error()) return done;
  runs_.push_back(std::make_shared<const sorted_run>(std::move(p.made)));
  pending_.reset();
  return {};
}

}  // namespace northstar::ledger

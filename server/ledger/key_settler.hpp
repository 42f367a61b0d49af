// SPDX-License-Identifier: MIT
// Makes sorted runs out of the saved key entries and fewer runs out of many, on the ledger's thread, a step at a time: a step is one transaction of a
// few milliseconds, so that appends go on between. A run counts from the transaction that names it, in which what went into it is dropped; pages that no run owns
// (left by a kill, or by runs that were merged) are cleared afterwards. Four runs of one level become one of the next, so a key is written
// once a level and runs stay few. Memory: the entries of one checkpoint, or of about a million.
#pragma once

#include <deque>
#include <optional>

#include "ledger/key_run.hpp"
#include "ledger/sorted_run.hpp"

namespace northstar::ledger {

class key_settler {
 public:
  enum class progress { more, done };

  explicit key_settler(const identity& whose) : whose_(whose), pages_(whose) {}

  // What the file holds; once, before anything else.
  result<void> open(sqlite_connection& connection);
  // So many entries are to settle, oldest first.
  void want(std::uint64_t entries) { wanted_ += entries; }
  // Within a transaction. After each step runs() holds what look-ups may use from then on; pages of runs that left it are cleared by the next
  // steps.
  result<progress> step(sqlite_connection& connection);
  const sorted_runs& runs() const { return runs_; }

 private:
  // A run being read, or entries that lie in memory.
  struct source {
    std::vector<key_entry> entries;
    std::size_t next = 0;
    std::shared_ptr<const sorted_run> run;
    std::size_t page = 0;
  };
  struct pending_run {
    sorted_run made;
    key_packer packer;
    std::vector<source> sources;
    std::size_t runs_merged = 0;         // the newest ones,
    std::int64_t rows_to = 0;            // or the key runs up to this row
  };

  result<void> find_garbage(sqlite_connection& connection);
  result<void> clear_some(sqlite_connection& connection);
  result<void> begin_absorbing(sqlite_connection& connection);
  result<void> begin_merging();
  bool merge_is_due() const;
  void begin(sorted_run made, std::vector<source> sources);
  result<void> write_some(sqlite_connection& connection);
  result<void> write_page(sqlite_connection& connection);
  result<void> refill(sqlite_connection& connection, source& from);
  result<source*> least(sqlite_connection& connection);
  result<void> finish(sqlite_connection& connection);

  identity whose_;
  key_pages pages_;
  sorted_runs runs_;
  std::deque<std::uint64_t> garbage_;  // ids of runs whose pages are to be cleared
  std::uint64_t next_id_ = 1;
  std::uint64_t wanted_ = 0;
  std::optional<pending_run> pending_;
  std::optional<sqlite_statement> insert_page_;
};

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
// Settled key entries on the disk: each run is sorted, lies in pages of one database page each, and is never changed. In memory stand where each page begins
// and a filter: 10.3 bits a key. A run holds the heads base … upto, of each key the newest; no two runs overlap.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ledger/identity.hpp"
#include "ledger/key_filter.hpp"
#include "ledger/ledger.hpp"
#include "ledger/sqlite.hpp"

namespace northstar::ledger {

// Bytes of a page: with what SQLite adds they fill one of its pages.
inline constexpr std::size_t key_page_bytes_max = 4040;

struct sorted_run {
  std::uint64_t id = 0;
  std::uint64_t level = 0;  // how often it was merged
  offset base = 0;
  offset upto = 0;
  std::uint64_t entries = 0;
  std::vector<std::uint64_t> fences;  // high half of each page's first key
  key_filter filter{0};

  std::uint64_t page_id(std::size_t page) const { return id << 32 | page; }
  std::size_t memory_bytes() const { return fences.size() * 8 + filter.memory_bytes(); }
};

// Oldest first. Immutable, so that the loop looks keys up while the ledger's thread makes the next ones.
using sorted_runs = std::vector<std::shared_ptr<const sorted_run>>;

result<sorted_runs> read_sorted_runs(sqlite_connection& connection, const identity& whose);
result<void> write_sorted_run(sqlite_connection& connection, const identity& whose, const sorted_run& run);

// Reads pages of runs through a connection.
class key_pages {
 public:
  explicit key_pages(const identity& whose) : whose_(whose) {}

  // The entries of a page behind those in `into`. Damage: not_a_ledger.
  result<void> read(sqlite_connection& connection, std::uint64_t page_id, std::vector<key_entry>& into);
  // 0: the run does not hold the key. Counts what it read into `pages_read`.
  result<offset> find(sqlite_connection& connection, const sorted_run& run, const core::digest& key,
                      std::uint64_t& pages_read);

 private:
  template <class Use>
  result<void> with_page(sqlite_connection& connection, std::uint64_t page_id, const Use& use);

  identity whose_;
  std::optional<sqlite_statement> page_;
};

}  // namespace northstar::ledger

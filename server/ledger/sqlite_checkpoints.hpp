// SPDX-License-Identifier: MIT
// Checkpoints in the file. The counters of a large company have tens of megabytes: they go there in pieces, each in a transaction of its own, so
// that appends go in between; and those of a checkpoint that is no longer kept leave in the same way. What a row names is the pieces that come
// first, and it holds the rest itself: a small checkpoint is one row, as it was before layout 4.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/identity.hpp"
#include "ledger/retained.hpp"
#include "ledger/sqlite.hpp"

namespace northstar::ledger {

// The writing half. All but open() belongs into a transaction of the caller's.
class checkpoint_table {
 public:
  explicit checkpoint_table(const identity& whose) : identity_(whose) {}

  // Takes out the pieces that belong to no checkpoint: of one that a killed server did not end, or had begun to drop.
  result<void> open(sqlite_connection& connection, const retention& kept);
  // The counters of the next checkpoint, from their beginning; what is left of them comes with save().
  result<void> add_piece(std::string_view some);
  // Names the pieces added since the last one. A checkpoint of the same offset is replaced, and those that are no longer kept are gone.
  result<void> save(offset at, std::string_view rest);
  // Frees the room of some pieces of checkpoints that are gone.
  result<void> drop_pieces();
  bool has_pieces_to_drop() const { return !dropped_.empty(); }

 private:
  struct pieces {
    std::int64_t first = 0, count = 0;
  };

  result<void> drop(offset at);
  result<void> drop_old();

  identity identity_;
  retention kept_;
  pieces added_{1, 0};
  std::deque<std::int64_t> dropped_;
  std::optional<sqlite_statement> add_, save_, list_, pieces_of_, drop_, drop_piece_;
};

// The newest one up to `last` that is whole. One that is damaged gives way to the one before; two are not_a_ledger.
result<std::optional<checkpoint>> read_newest_checkpoint(sqlite_connection& connection, const identity& whose, offset last);
// None: there is none at that offset, or it is damaged.
result<std::optional<checkpoint>> read_checkpoint_at(sqlite_connection& connection, const identity& whose, offset at);

}  // namespace northstar::ledger

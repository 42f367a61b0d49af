// SPDX-License-Identifier: MIT
// Which deliveries can matter at a moment, without reading them: of each record about when it occurred, and of each edit which delivery it
// took the place of. Made from the heads of the records in their order, kept with the ledger in pieces; under three bytes a record.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "ledger/ledger.hpp"
#include "ledger/record_head.hpp"

namespace northstar::engine {

// Instants first … last; empty when last < first.
struct time_range {
  core::instant_ms first = 0;
  core::instant_ms last = 0;
  bool empty() const { return last < first; }
  bool holds(core::instant_ms at) const { return first <= at && at <= last; }
};

// From record `by` on, the delivery `was` counts no more.
struct replacement {
  ledger::offset by = 0;
  ledger::offset was = 0;
};

class moment_index {
 public:
  // Records 1 … upto() are in it.
  ledger::offset upto() const { return upto_; }
  // The delivery at `at`, behind upto(). What lies between is no delivery.
  void take(ledger::offset at, const ledger::delivery_head& d);
  void skip_to(ledger::offset at);

  // The deliveries first … last that counted when they came and may have occurred in the range, ascending, behind what is in `out`. May:
  // instants are kept to 70 minutes.
  void find(ledger::offset first, ledger::offset last, const time_range& when, std::vector<ledger::offset>& out) const;
  // What find() says of one record.
  bool may_have_occurred(ledger::offset at, const time_range& when) const;

  // In the order of `by`.
  const std::deque<replacement>& replacements() const { return replaced_; }
  // The first of them behind a record, as an index.
  std::size_t replaced_behind(ledger::offset at) const;

  // Records of a piece as it is kept.
  static constexpr ledger::offset piece_records = 65'536;
  // Full pieces that were neither loaded nor handed out yet, at most so many.
  std::vector<ledger::index_piece> take_unsaved(std::size_t pieces_max);
  // Goes on behind upto(), a multiple of piece_records. False: damaged, and nothing is taken.
  bool load_piece(std::string_view body);

  std::size_t bytes() const;

 private:
  // An instant as a number of 2^22 ms, from 1 on; 0: no delivery, or one that lost when it came.
  using bucket = std::uint32_t;
  static constexpr ledger::offset block_records = 4096;
  struct block {
    bucket low = 1, high = 0;  // of those that are not 0
    std::uint8_t width = 0;    // bytes of a cell
    std::string cells;         // bucket - low + 1, or 0
  };
  struct lost {
    ledger::offset at = 0;      // a delivery that did not count,
    ledger::offset winner = 0;  // because this one did
  };

  static bucket bucket_of(core::instant_ms at);
  static block pack(const std::vector<bucket>& cells);
  bucket at(ledger::offset at) const;
  void add(bucket b);
  ledger::offset counted_before(ledger::offset previous) const;
  std::string save_piece(ledger::offset behind) const;
  static bool is_whole(const block& b);

  ledger::offset upto_ = 0;
  ledger::offset saved_ = 0;  // pieces up to here are kept
  std::vector<block> blocks_;
  std::vector<bucket> tail_;  // behind the last block
  std::deque<replacement> replaced_;
  std::deque<lost> lost_;  // in order
  std::size_t bytes_ = 0;
};

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// Records on their way into the ledger, packed as chunks while they are made, so that the ledger's
// thread has nothing left to do but write them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "ledger/chunk.hpp"

namespace northstar::ledger {

class record_batch {
 public:
  // The first record gets the offset `first`: the ledger's last() + 1 when the batch is appended.
  record_batch(offset first, core::instant_ms received_at)
      : next_(first), received_at_(received_at) {}

  // Gives the record's offset.
  offset add(record_kind kind, std::string_view body);

  // Offset of the next record.
  offset next() const { return next_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  core::instant_ms received_at() const { return received_at_; }
  // All of it was received at this instant instead.
  void receive_at(core::instant_ms at) {
    received_at_ = at;
    for (chunk& c : chunks_) c.receive_at(at);
  }
  // One of them is larger than a record may be: the batch cannot be appended.
  bool is_oversized() const { return is_oversized_; }

  // All records so far, and those of the batches before, are what the shared log's entries up to this one came to; `upto` is set here.
  void mark(log_mark m) {
    m.upto = next_ - 1;
    marks_.push_back(std::move(m));
  }
  const std::vector<log_mark>& marks() const { return marks_; }
  std::vector<log_mark> take_marks() { return std::move(marks_); }

  const std::vector<chunk>& chunks() const { return chunks_; }
  std::vector<chunk> take_chunks() { return std::move(chunks_); }

 private:
  offset next_;
  core::instant_ms received_at_;
  std::size_t size_ = 0;
  bool is_oversized_ = false;
  std::vector<chunk> chunks_;
  std::vector<log_mark> marks_;
};

}  // namespace northstar::ledger

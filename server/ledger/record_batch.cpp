// SPDX-License-Identifier: MIT
#include "ledger/record_batch.hpp"

#include <utility>

namespace northstar::ledger {

offset record_batch::add(record_kind kind, std::string_view body) {
  is_oversized_ = is_oversized_ || body.size() > record_bytes_max;
  if (chunks_.empty() || !chunks_.back().has_room_for(body.size())) {
    const std::uint64_t before = chunks_.empty() ? 0 : chunks_.back().count();
    chunks_.emplace_back(next_, received_at_);
    if (before != 0) chunks_.back().expect_full(before);
  }
  chunks_.back().add(kind, body);
  ++size_;
  return next_++;
}

void ledger::append(std::vector<record> records, core::instant_ms received_at, done then) {
  record_batch batch(last() + 1, received_at);
  for (const record& r : records) batch.add(r.kind, r.body);
  append(std::move(batch), std::move(then));
}

}  // namespace northstar::ledger

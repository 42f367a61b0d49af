// SPDX-License-Identifier: MIT
// Which checkpoints a ledger keeps: the two newest, for the next start, and older ones spread evenly over the records, so that the board
// of any earlier moment has one near it.
#pragma once

#include <cstddef>
#include <vector>

#include "ledger/ledger.hpp"

namespace northstar::ledger {

struct checkpoint_size {
  offset at = 0;
  std::size_t bytes = 0;
};

struct retention {
  // One is kept of each so many records; twice, four times … as many when otherwise there were too many.
  offset spacing = 65'536;
  std::size_t count_max = 32;
  // Of all that are kept for the past; or so many a record, whichever is more.
  std::size_t bytes_max = std::size_t{32} << 20;
  std::size_t bytes_max_per_record = 13;
};

// Those that go, of all there are (ascending, the newest one the last).
std::vector<offset> not_retained(const std::vector<checkpoint_size>& all, const retention& rules);

}  // namespace northstar::ledger

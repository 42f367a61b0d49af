// SPDX-License-Identifier: MIT
// A ledger against what is stored beside it: every record folded again from the first, by the same
// code as the live run, must give the counters and the key heads of the newest checkpoint.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/error.hpp"
#include "ledger/ledger.hpp"

namespace northstar::commands {

struct ledger_check {
  ledger::offset last = 0;  // records folded
  ledger::offset checkpoint_at =
      0;  // 0: none is stored yet, so only the records themselves were read
  std::size_t difference_count = 0;
  std::vector<std::string> differences;  // the first of them, at most differences_max
};
inline constexpr std::size_t differences_max = 100;

// Error: records cannot be read, or not decoded.
engine::result<ledger_check> check_ledger(ledger::ledger& ledger);

}  // namespace northstar::commands

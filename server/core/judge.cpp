// SPDX-License-Identifier: MIT
#include "core/judge.hpp"

namespace northstar::core {

bool wins(const event_view& candidate, const event_view& winner) {
  if (candidate.version != winner.version) return candidate.version > winner.version;
  return candidate.occurred_at >= winner.occurred_at;  // a tie goes to the later arrival
}

}  // namespace northstar::core

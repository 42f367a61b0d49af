// SPDX-License-Identifier: MIT
// Owners that no unit answers to: what stands behind the figures under `unassigned`, so that a missing alias can be found and added.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "core/compiled_plan.hpp"
#include "core/facts.hpp"

namespace northstar::engine {

struct unmatched_owner {
  std::int64_t events = 0;  // that count now
  std::string reason;       // missing_owner, unknown_owner, no_line_to_root
  std::string last_source;
  std::string last_id;
  core::instant_ms last_occurred_at = 0;
};

class unmatched {
 public:
  // `sign` +1: the event begins to count, -1: it stops counting.
  void count(const core::compiled_plan& plan, const core::weighed& one, int sign);
  using owner_map = std::map<std::string, unmatched_owner, std::less<>>;
  const owner_map& owners() const { return owners_; }
  void restore(std::string owner, unmatched_owner o) { owners_.emplace(std::move(owner), std::move(o)); }

  // Different texts listed; those past it count on the board but are not named here.
  static constexpr std::size_t owners_max = 10'000;

 private:
  owner_map owners_;
};

}  // namespace northstar::engine

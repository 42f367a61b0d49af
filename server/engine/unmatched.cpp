// SPDX-License-Identifier: MIT
#include "engine/unmatched.hpp"

namespace northstar::engine {

void unmatched::count(const core::compiled_plan& plan, const core::weighed& one, int sign) {
  if (!one.what || !one.what->feeds() || one.what->line->reaches_root) return;
  const core::event_view& e = *one.event;
  auto found = owners_.find(e.owner);
  if (found == owners_.end()) {
    if (sign < 0 || owners_.size() >= owners_max) return;
    found = owners_.emplace(std::string(e.owner), unmatched_owner{}).first;
  }
  unmatched_owner& o = found->second;
  o.events += sign;
  if (o.events <= 0) {
    owners_.erase(found);
    return;
  }
  if (sign < 0) return;
  o.reason = e.owner.empty() ? "missing_owner" : plan.owner(e.owner) ? "no_line_to_root" : "unknown_owner";
  o.last_source = e.source;
  o.last_id = e.id;
  o.last_occurred_at = e.occurred_at;
}

}  // namespace northstar::engine

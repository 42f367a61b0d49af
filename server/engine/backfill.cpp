// SPDX-License-Identifier: MIT
#include "engine/backfill.hpp"

namespace northstar::engine {

void backfill::follow(const std::shared_ptr<const core::compiled_plan>& plan) {
  if (plan_ == plan) return;
  // What had only begun begins anew.
  if (old_records_ < begins_with) old_records_ = 0, untouched_.clear();
  std::vector<std::uint32_t> touches(plan->unit_count(), 0);
  for (core::unit_index u = 0; plan_ && u < touches_.size(); ++u)
    if (const auto now = plan->unit(plan_->unit_id(u)); touches_[u] != 0 && now) touches[*now] = touches_[u];
  touches_ = std::move(touches);
  plan_ = plan;
}

bool backfill::take(const told_change& change, core::instant_ms at) {
  if (old_records_ != 0 && at - newest_old_ > pause_ms) old_records_ = 0, untouched_.clear();
  if (!change.after.what || !change.after.what->feeds()) return old_records_ >= begins_with;
  const auto& units = change.after.what->line->units;
  if (!change.edit && at - change.after.event->occurred_at > old_ms) {
    newest_old_ = at;
    if (old_records_ < begins_with) {
      untouched_.insert(untouched_.end(), units.begin(), units.end());
      if (++old_records_ < begins_with) return false;
      for (const core::unit_index u : untouched_) ++touches_[u];
      untouched_.clear();
      return true;
    }
  }
  if (old_records_ < begins_with) return false;
  for (const core::unit_index u : units) ++touches_[u];
  return true;
}

}  // namespace northstar::engine

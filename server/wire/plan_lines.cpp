// SPDX-License-Identifier: MIT
// The lines from each unit up to the root. Memberships are dated, so a line is followed together with the days on which it holds: A
// under B in spring and B under A in autumn is no cycle.
#include <algorithm>

#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

// core::compiled_plan ends a walk here; deeper organisations are refused.
constexpr std::size_t depth_max = 64;
// A plan made to be slow ends the search instead of the server.
constexpr std::size_t steps_max = 50'000'000;

class line_walk {
 public:
  explicit line_walk(const std::vector<core::unit>& units) : units_(units), told_(units.size(), false) {}

  enum class outcome { fine, cycle, too_deep };

  // Follows all lines upwards from `start`. For a cycle or a line too deep, culprit() is the unit to tell it at.
  outcome from(core::unit_index start) {
    way_.clear();
    return up(start, core::first_day_supported - 1, core::last_day_supported + 1);
  }
  core::unit_index culprit() const { return culprit_; }

 private:
  outcome up(core::unit_index unit, core::day_number from, core::day_number to) {
    const auto seen = std::find(way_.begin(), way_.end(), unit);
    if (seen != way_.end()) return cycle(seen);
    if (way_.size() >= depth_max) {
      culprit_ = way_.front();
      return outcome::too_deep;
    }
    way_.push_back(unit);
    for (const core::membership& m : units_[unit].memberships) {
      const core::day_number first = std::max(from, m.from), last = std::min(to, m.to);
      if (first > last || ++steps_ > steps_max) continue;
      if (const outcome o = up(m.parent, first, last); o != outcome::fine) return o;
    }
    way_.pop_back();
    return outcome::fine;
  }

  // One fault a cycle, at the unit of it that comes first in the plan.
  outcome cycle(std::vector<core::unit_index>::const_iterator from) {
    culprit_ = *std::min_element(from, way_.cend());
    const bool is_told = told_[*from];
    std::for_each(from, way_.cend(), [&](core::unit_index u) { told_[u] = true; });
    return is_told ? outcome::fine : outcome::cycle;
  }

  const std::vector<core::unit>& units_;
  std::vector<bool> told_;
  std::vector<core::unit_index> way_;
  core::unit_index culprit_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace

void check_lines(plan_draft& draft, const place& at) {
  line_walk walk(draft.plan.units);
  const auto item = [&](std::size_t i) { return place{&at->members[i].value, &at, {}, i}; };
  for (core::unit_index unit = 0; unit < draft.plan.units.size(); ++unit) {
    switch (walk.from(unit)) {
      case line_walk::outcome::fine: break;
      case line_walk::outcome::cycle:
        draft.log.fault(item(walk.culprit()), "a line of parents that ends at the root", "a cycle");
        break;
      case line_walk::outcome::too_deep:
        draft.log.fault(item(walk.culprit()), "at most " + std::to_string(depth_max) + " units from here to the root", "more");
        break;
    }
  }
}

}  // namespace northstar::wire

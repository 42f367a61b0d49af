// SPDX-License-Identifier: MIT
// Any admissible plan, by chance: zones with jumps, odd calendars, units that come and go, metrics
// of all kinds, targets of all kinds.
#pragma once

#include "core/dice.hpp"
#include "core/sample_plan.hpp"

namespace northstar::core::test {

struct random_plan : sample_plan {
  explicit random_plan(dice& d);
  // The day everything happens around.
  day_number center = 0;

 private:
  void choose_rates(dice& d);
  void choose_calendar(dice& d);
  void choose_units(dice& d);
  void choose_metrics(dice& d);
  void choose_targets(dice& d);
  void choose_split(dice& d, target& t);
  bool is_target_set(const target& t) const;
  bool gets_share(const target& t, unit_index u) const;
};

// Event types the plans and histories of chance are made of.
const texts& event_types();

}  // namespace northstar::core::test

// SPDX-License-Identifier: MIT
// Any history of deliveries, by chance: edits, voids, refunds, repeats, unknown owners, foreign
// money, instants on the edges of days.
#pragma once

#include <vector>

#include "core/dice.hpp"
#include "core/random_plan.hpp"

namespace northstar::core::test {

struct random_history {
  random_history(dice& d, const random_plan& plan, const calendar& cal);

  std::vector<event> deliveries;
  // No two of one record agree in version and business time and differ in content: any order must
  // give the same board.
  bool is_free_of_ties = false;

 private:
  bool ties_with_earlier(const event& e) const;
};

// One delivery of one of so many records.
event choose_delivery(dice& d, const random_plan& plan, const calendar& cal, std::uint64_t record_count);

// An instant around the plan's centre, often the very edge of a day or of its hours.
instant_ms choose_instant(dice& d, const random_plan& plan, const calendar& cal);

}  // namespace northstar::core::test

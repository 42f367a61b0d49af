// SPDX-License-Identifier: MIT
// The second implementation's calendar: days by the highest local time shown so far, instants by
// bisection, weights and periods by walking day by day.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/calendar.hpp"
#include "core/naive_number.hpp"

namespace northstar::core::test {

class naive_calendar {
 public:
  explicit naive_calendar(const calendar_rules& rules) : rules_(rules) {}

  day_number day_of(instant_ms at) const;
  instant_ms day_start(day_number day) const;
  period containing(period_kind kind, day_number day) const;
  // The periods of `kind` that fill p.
  std::vector<period> cut(const period& p, period_kind kind) const;

  // In whole days.
  number_q weight(day_number day, const leave_days& leave) const;
  number_q weight(day_number first, day_number last, const leave_days& leave) const;
  number_q elapsed(const period& p, const leave_days& leave, instant_ms now) const;

 private:
  // The latest local time, in ms, that the clock has shown up to and with this instant.
  std::int64_t furthest_shown(instant_ms at) const;
  // The first instant at which the clock shows that local time or later.
  instant_ms first_at(std::int64_t local_ms) const;
  number_q share_of_day(day_number day, instant_ms now) const;
  bool starts(period_kind kind, day_number day) const;

  calendar_rules rules_;
  mutable std::map<std::int64_t, instant_ms> first_at_;
};

}  // namespace northstar::core::test

// SPDX-License-Identifier: MIT
// The organisation's one calendar: which instant belongs to which day, and how much each day weighs. Everything that
// judges pace asks here. Day starts and weights are tables over all supported days (about 1.4 MB), built once a plan.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/figure.hpp"
#include "core/ids.hpp"
#include "core/period.hpp"
#include "core/zone.hpp"

namespace northstar::core {

// A day's weight in millionths: a plain workday is 1'000'000, a day off 0.
using weight_micro = std::int64_t;
inline constexpr weight_micro full_day = 1'000'000;
inline constexpr weight_micro weight_max = 1000 * full_day;

struct calendar_rules {
  core::zone zone;
  period_rules periods;
  std::int32_t cutover_s = 0;  // local seconds of day at which a day starts
  bool workdays[7] = {true, true, true, true, true, false, false};
  std::int32_t open_s = 9 * 3600;    // working hours, local seconds of day
  std::int32_t close_s = 18 * 3600;  // at or before open_s: passes midnight
  std::map<day_number, weight_micro> overrides;
};

// Days off of one unit: inclusive ranges, sorted, not touching each other.
struct day_range {
  day_number first = 0;
  day_number last = 0;
};
using leave_days = std::vector<day_range>;

class calendar {
 public:
  explicit calendar(calendar_rules rules);

  const calendar_rules& rules() const { return rules_; }
  const period_rules& periods() const { return rules_.periods; }

  // The instant must lie within the supported days (see `supports`).
  day_number day_of(instant_ms at) const;
  bool supports(instant_ms at) const;
  instant_ms day_start(day_number day) const;
  // First instant of the period, and the first instant after it.
  instant_ms start(const period& p) const { return day_start(p.first); }
  instant_ms end(const period& p) const { return day_start(p.last + 1); }

  weight_micro weight(day_number day, const leave_days& leave) const;
  weight_micro weight(const period& p, const leave_days& leave) const;
  // W(elapsed) of the days p.first … p.last at `now`, exact, in millionths of a workday.
  fraction elapsed(const period& p, const leave_days& leave, instant_ms now) const;

 private:
  weight_micro weight_between(day_number first, day_number last, const leave_days& leave) const;
  // The share of the day's working hours that has passed: 0…1.
  fraction day_share(day_number day, instant_ms now) const;

  calendar_rules rules_;
  std::vector<instant_ms> day_start_;      // by day, with a year of room at each end
  std::vector<weight_micro> weight_sum_;   // weights of all days before the day
};

}  // namespace northstar::core

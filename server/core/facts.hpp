// SPDX-License-Identifier: MIT
// What an event contributes under a plan: its day, its line of units, its slices and a value for each metric it feeds.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/compiled_plan.hpp"
#include "core/event.hpp"
#include "core/figure.hpp"

namespace northstar::core {

// Why an event cannot be counted as it stands.
enum class obstacle : std::uint8_t {
  none,
  no_rate,       // waits for a rate: quarantined
  out_of_range,  // an amount past 10^15 smallest units, or an instant outside the supported days: refused
};

struct contribution {
  metric_index metric = 0;
  std::int64_t value = 0;  // in units of 10^-digits of the metric
};

struct facts {
  day_number day = 0;
  counting_line line;
  std::vector<slice_index> slices;  // always the whole first
  std::vector<contribution> values; // of sum and count metrics
  std::vector<metric_index> distinct;  // metrics that count the event's text
};

// Looks at amounts and rates only. A void is never obstructed.
obstacle find_obstacle(const compiled_plan& plan, const event& e);
// The event must have no obstacle. A void contributes nothing.
facts facts_of(const compiled_plan& plan, const event& e);
// The event's amount in minor units of the plan's currency; empty: no rate on its day.
std::optional<figure> amount_in_plan(const compiled_plan& plan, const event& e);
// The text a distinct metric counts for this event.
const std::string& field_text(const event& e, event_field field);

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
// What an event contributes under a plan: its day, its line of units, its slices and a value for each metric it feeds. Made once an
// event, then handed to everything that counts it.
#pragma once

#include <boost/container/small_vector.hpp>
#include <boost/container/static_vector.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

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

// A distinct metric counts this text; it belongs to the event.
struct counted_text {
  metric_index metric = 0;
  std::string_view text;
};

// Valid as long as the plan and the event's texts.
struct facts {
  day_number day = 0;
  const counting_line* line = nullptr;  // null: it feeds no metric
  boost::container::static_vector<slice_index, 3> slices;      // the whole first, then its segment and product
  boost::container::small_vector<contribution, 4> values;      // of sum and count metrics
  boost::container::small_vector<counted_text, 1> distinct;

  bool feeds() const { return line != nullptr; }
  // The largest move of any counter, at least 1.
  std::int64_t reach() const;
};

// An event with what it contributes; both null: there is none.
struct weighed {
  const event_view* event = nullptr;
  const facts* what = nullptr;
};

// Looks at amounts and rates only. A void is never obstructed.
obstacle find_obstacle(const compiled_plan& plan, const event_view& e);
// The event must have no obstacle. A void contributes nothing.
facts facts_of(const compiled_plan& plan, const event_view& e);
// Both at once: `out` is what it contributes when there is no obstacle.
obstacle weigh(const compiled_plan& plan, const event_view& e, facts& out);
// The event's amount in minor units of the plan's currency; empty: no rate on its day.
std::optional<figure> amount_in_plan(const compiled_plan& plan, const event_view& e);
// The text a distinct metric counts for this event.
std::string_view field_text(const event_view& e, event_field field);

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
// Plans, zones and events built by hand, without any text of the outside world: what the tests of
// the core stand on.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/compiled_plan.hpp"
#include "core/event.hpp"
#include "core/plan.hpp"
#include "core/target_table.hpp"
#include "core/zone.hpp"

namespace northstar::core::test {

// "2026-11-21"; must be a date.
day_number day(std::string_view date);
// "2026-11-21 09:30:00.000" or shorter from the right, read as UTC.
instant_ms utc(std::string_view text);
// The same, read on the clock of a place `hours` ahead of UTC.
instant_ms at_offset(std::string_view text, int hours);
// "12.50"; must be a decimal.
decimal number(std::string_view text);

zone fixed_zone(int hours);
zone new_york_2026();  // a gap at 02:00 on March 8th, an overlap at 02:00 on November 1st
zone havana_2026();    // a gap at 00:00 on March 8th, an overlap at 01:00 on November 1st
zone beirut_2026();    // a gap at 00:00 on March 29th; on October 25th midnight falls back into the
                       // day before
zone apia_2011();      // December 30th does not exist

using texts = std::vector<std::string>;
using unit_share_list = std::vector<std::pair<unit_index, share_nano>>;

// Starts as a company `acme` of one unit in +08:00 with CNY, Monday to Friday from nine to six.
struct sample_plan : core::plan {
  sample_plan();

  unit_index add_unit(const std::string& id, unit_index parent, std::string_view from = "",
                      std::string_view to = "");
  void add_membership(unit_index unit, unit_index parent, std::string_view from,
                      std::string_view to = "");
  void add_leave(unit_index unit, std::string_view from, std::string_view to);

  metric_index add_money(const std::string& id, const texts& types, const texts& minus = {});
  metric_index add_sum(const std::string& id, event_field of, std::uint8_t digits,
                       const texts& types, const texts& minus = {});
  metric_index add_count(const std::string& id, const texts& types);
  metric_index add_distinct(const std::string& id, event_field of, const texts& types);
  metric_index add_ratio(const std::string& id, metric_index numerator, metric_index denominator);

  void set_slices(const texts& segments, const texts& products);
  void add_rate(const std::string& of, std::string_view from, std::string_view value);
  void set_weight(std::string_view date, std::string_view weight);
  // The value in the metric's smallest unit. The reference holds until the next one is added.
  target& add_target(unit_index unit, metric_index metric, std::string_view period_name,
                     std::int64_t value);

  core::period period_named(std::string_view name) const;
  std::shared_ptr<const compiled_plan> ready() const {
    return std::make_shared<compiled_plan>(*this);
  }

 private:
  metric_index add_metric(metric m);
};

// A sale of type `won`; the rest as a test likes it.
event sale(std::string id, instant_ms when, std::string owner, std::string_view amount);

}  // namespace northstar::core::test

// SPDX-License-Identifier: MIT
// A plan while it is being read: the values so far, the names that later parts refer to, and what only the canonical
// text needs. The parts are read in the order in which they lean on each other: calendar, rates, units, slices, metrics, targets, the rest.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/plan.hpp"
#include "wire/plan_json.hpp"
#include "wire/plan_reader.hpp"

namespace northstar::wire {

// A day of the calendar that weighs what it does by name.
struct named_day {
  core::day_number day = 0;
  core::weight_micro weight = 0;
  std::string name;
};

struct holiday_file {
  std::string path;
  bool is_there = false;
  std::vector<named_day> days;
};

struct plan_draft {
  core::plan plan;
  findings_log log;
  std::vector<named_day> days;
  std::vector<holiday_file> holiday_files;
  std::unordered_map<std::string, core::unit_index> units;
  std::unordered_map<std::string, core::metric_index> metrics;
  std::unordered_map<std::string, core::slice_index> slices;
};

// Where holiday files come from: the canonical text carries them along, else they are read.
struct holiday_source {
  std::optional<place> carried;  // "holiday_files_read"
  const file_reader& files;
};

void read_calendar(plan_draft& draft, const place& at, const holiday_source& holidays);
void read_holiday_files(plan_draft& draft, const place& at, const holiday_source& holidays);
void read_rates(plan_draft& draft, const place& at);
void read_units(plan_draft& draft, const place& at);
// Which units stand above each other on some day; `at` is the list of units.
void check_lines(plan_draft& draft, const place& at);
void read_slices(plan_draft& draft, const place& at);
void read_metrics(plan_draft& draft, const place& at);
void read_targets(plan_draft& draft, const place& at);
void read_split(plan_draft& draft, const place& at, core::target& into);
void read_lights(plan_draft& draft, const place& at);
void read_alerts(plan_draft& draft, const place& at);
void read_funnel(plan_draft& draft, const place& at);
void read_milestones(plan_draft& draft, const place& at);
void read_bonus(plan_draft& draft, const place& at);
void read_contests(plan_draft& draft, const place& at);
void read_closing(plan_draft& draft, const place& at);
// Behind metrics and north star; without the key the rules are the defaults.
void read_celebrate(plan_draft& draft, const std::optional<place>& at);

// References to what stands elsewhere in the plan.
std::optional<core::unit_index> read_unit_ref(plan_draft& draft, const place& at);
std::optional<core::metric_index> read_metric_ref(plan_draft& draft, const place& at);
std::optional<core::period> read_period(plan_draft& draft, const place& at);
// {"segment":"new"}; an absent slice is the whole.
std::optional<core::slice_index> read_slice_ref(plan_draft& draft, const std::optional<place>& at);
// Both need the key `unit`, `metric` or `period` of `keys`.
std::optional<core::unit_index> require_unit(plan_draft& draft, object_keys& keys);
std::optional<core::metric_index> require_metric(plan_draft& draft, object_keys& keys);
std::optional<core::period> require_period(plan_draft& draft, object_keys& keys);

// The plan's canonical text (plan_json.hpp).
std::string canonical_text(const plan_draft& draft);

}  // namespace northstar::wire

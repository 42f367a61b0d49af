// SPDX-License-Identifier: MIT
// Targets: an amount for a unit, metric, slice and period. Each cell has at most one, and gets shares from at most one other.
#include <map>
#include <tuple>

#include "core/board.hpp"
#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

using cell = std::tuple<core::unit_index, core::metric_index, core::slice_index, core::period_kind, core::day_number>;
// Which target of the text speaks of a cell.
using spoken = std::map<cell, std::size_t>;

cell cell_of(core::unit_index unit, const core::target& t) { return {unit, t.metric, t.slice, t.period.kind, t.period.first}; }

std::string other_target(std::size_t index) { return "/targets/" + std::to_string(index) + " does so already"; }

// What the value of a ratio's target counts in; other metrics count in their own digits.
constexpr int ratio_digits = 9;

std::optional<std::int64_t> read_value(plan_draft& draft, const place& at, std::optional<core::metric_index> metric) {
  if (!metric) return read_decimal(draft.log, at, {9, 0, core::amount_max});
  const core::metric& m = draft.plan.metrics[*metric];
  return read_decimal(draft.log, at, {m.kind == core::metric_kind::ratio ? ratio_digits : m.digits, 0, core::amount_max});
}

void refuse_second_share(plan_draft& draft, const place& split, const core::target& t, std::size_t index, spoken& shared) {
  const json_value* named = nullptr;
  for (const json_member& m : split->members)
    if (m.key == "units") named = &m.value;
  if (!named || named->type != json_type::object) return;
  const place units{named, &split, "units"};
  for (const json_member& m : named->members) {
    const auto unit = draft.units.find(m.key);
    if (unit == draft.units.end()) continue;
    const auto [first, is_new] = shared.emplace(cell_of(unit->second, t), index);
    if (!is_new && first->second != index)
      draft.log.fault(place{&m.value, &units, m.key}, "one target that gives this unit a share in this period", other_target(first->second));
  }
}

void read_target(plan_draft& draft, const place& at, spoken& set, spoken& shared) {
  object_keys keys(draft.log, at);
  const auto unit = require_unit(draft, keys);
  const auto metric = require_metric(draft, keys);
  const auto period = require_period(draft, keys);
  const auto slice = read_slice_ref(draft, keys.find("slice"));
  const auto value_at = keys.require("value", "a decimal");
  const auto value = value_at ? read_value(draft, *value_at, metric) : std::nullopt;
  const auto split = keys.find("split");
  keys.finish();

  core::target t;
  t.unit = unit.value_or(core::no_index);
  t.metric = metric.value_or(core::no_index);
  t.slice = slice.value_or(0);
  t.period = period.value_or(core::period{core::period_kind::day, -1, -1});
  t.value = value.value_or(0);
  if (split) read_split(draft, *split, t);
  if (!unit || !metric || !period || !slice) return;
  const auto [first, is_new] = set.emplace(cell_of(t.unit, t), at.index);
  if (!is_new) draft.log.fault(at, "one target for each unit, metric, slice and period", other_target(first->second));
  if (split && (*split)->type == json_type::object) refuse_second_share(draft, *split, t, at.index, shared);
  draft.plan.targets.push_back(std::move(t));
}

// Rolled up, targets are added: together they must stay what a cell can hold.
void refuse_too_large_sums(plan_draft& draft, const place& at) {
  std::map<core::metric_index, __int128> sums;
  for (const core::target& t : draft.plan.targets) sums[t.metric] += t.value;
  for (const auto& [metric, sum] : sums)
    if (sum > core::counter_max && metric < draft.plan.metrics.size())
      draft.log.fault(at, "targets of a metric that together stay below 9·10^18 smallest units", draft.plan.metrics[metric].id + " adds up to more");
}

}  // namespace

void read_targets(plan_draft& draft, const place& at) {
  if (at->members.size() > core::targets_max)
    return draft.log.fault(at, "at most " + std::to_string(core::targets_max) + " targets", std::to_string(at->members.size()));
  spoken set, shared;
  each_item(draft.log, at, [&](const place& item) { read_target(draft, item, set, shared); });
  refuse_too_large_sums(draft, at);
}

}  // namespace northstar::wire

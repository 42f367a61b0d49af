// SPDX-License-Identifier: MIT
// What one part of a plan says of another: units, metrics, slices and periods by their names.
#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

template <class Index>
std::optional<Index> look_up(const std::unordered_map<std::string, Index>& names, const place& at) {
  const auto found = at->type == json_type::text ? names.find(at->text) : names.end();
  if (found == names.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<core::unit_index> read_unit_ref(plan_draft& draft, const place& at) {
  const auto unit = look_up(draft.units, at);
  if (!unit) draft.log.fault(at, "the id of a unit");
  return unit;
}

std::optional<core::metric_index> read_metric_ref(plan_draft& draft, const place& at) {
  const auto metric = look_up(draft.metrics, at);
  if (!metric) draft.log.fault(at, "the id of a metric");
  return metric;
}

std::optional<core::period> read_period(plan_draft& draft, const place& at) {
  const auto period = at->type == json_type::text ? draft.plan.calendar.periods.parse(at->text) : std::nullopt;
  if (!period) draft.log.fault(at, "a period such as 2026, 2026-Q4, 2026-11, 2026-W47 or 2026-11-21, from 1970 to 2199");
  return period;
}

std::optional<core::slice_index> read_slice_ref(plan_draft& draft, const std::optional<place>& at) {
  if (!at) return core::slice_index{0};
  if ((*at)->type == json_type::object && (*at)->members.size() == 1) {
    const json_member& only = (*at)->members.front();
    const place value{&only.value, &*at, only.key};
    if (only.key != "segment" && only.key != "product") {
      draft.log.fault(value, "one of the keys segment, product", "the unknown key " + describe(json_value{json_type::text, 0, only.key, {}}));
      return std::nullopt;
    }
    const auto text = read_text(draft.log, value);
    if (!text) return std::nullopt;
    const auto slice = draft.slices.find(only.key + ":" + *text);
    if (slice != draft.slices.end()) return slice->second;
    draft.log.fault(value, "a " + only.key + " that /slices/" + only.key + " lists, or other");
    return std::nullopt;
  }
  draft.log.fault(*at, "an object with one key, segment or product");
  return std::nullopt;
}

std::optional<core::unit_index> require_unit(plan_draft& draft, object_keys& keys) {
  const auto at = keys.require("unit", "the id of a unit");
  return at ? read_unit_ref(draft, *at) : std::nullopt;
}

std::optional<core::metric_index> require_metric(plan_draft& draft, object_keys& keys) {
  const auto at = keys.require("metric", "the id of a metric");
  return at ? read_metric_ref(draft, *at) : std::nullopt;
}

std::optional<core::period> require_period(plan_draft& draft, object_keys& keys) {
  const auto at = keys.require("period", "a period such as 2026, 2026-Q4 or 2026-11");
  return at ? read_period(draft, *at) : std::nullopt;
}

}  // namespace northstar::wire

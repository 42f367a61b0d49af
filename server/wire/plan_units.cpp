// SPDX-License-Identifier: MIT
// The organisation: units, who belongs to whom and when, other names, leave.
#include <algorithm>

#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

// First all ids, so that a unit may name a parent that stands further down.
void read_ids(plan_draft& draft, const place& at) {
  core::unit_index index = 0;
  each_item(draft.log, at, [&](const place& item) {
    const core::unit_index unit = index++;
    draft.plan.units.emplace_back();
    if (item->type != json_type::object) return;
    for (const json_member& m : item->members) {
      if (m.key != "id") continue;
      const place id{&m.value, &item, m.key};
      const auto text = read_id(draft.log, id);
      if (!text) return;
      if (*text == "unassigned") draft.log.fault(id, "another id: unassigned is reserved");
      const auto [first, is_new] = draft.units.emplace(*text, unit);
      if (!is_new) draft.log.fault(id, "an id of its own", describe(m.value) + ", as /units/" + std::to_string(first->second));
      draft.plan.units[unit].id = *text;
      return;
    }
  });
}

void read_date_into(plan_draft& draft, const std::optional<place>& at, core::day_number& into) {
  if (!at) return;
  if (const auto day = read_date(draft.log, *at)) into = *day;
}

void read_membership(plan_draft& draft, const place& at, core::unit& unit) {
  object_keys keys(draft.log, at);
  const auto parent = keys.require("parent", "the id of a unit");
  const auto from = keys.find("from"), to = keys.find("to");
  keys.finish();
  core::membership m;
  read_date_into(draft, from, m.from);
  read_date_into(draft, to, m.to);
  if (m.from > m.to) draft.log.fault(*to, "a date at or after \"from\"");
  if (const auto found = parent ? read_unit_ref(draft, *parent) : std::nullopt) m.parent = *found;
  if (m.parent == core::no_index) return;
  for (const core::membership& other : unit.memberships)
    if (m.from <= other.to && other.from <= m.to) return draft.log.fault(at, "one membership a day", "an overlap with another");
  unit.memberships.push_back(m);
}

// True when the unit says where it belongs, well or badly.
bool read_parents(plan_draft& draft, object_keys& keys, core::unit& unit) {
  const auto parent = keys.find("parent"), memberships = keys.find("memberships");
  if (parent && memberships) draft.log.fault(*memberships, "either \"parent\" or \"memberships\"", "both");
  if (parent) {
    if (const auto found = read_unit_ref(draft, *parent)) unit.memberships.push_back({*found});
  } else if (memberships) {
    if ((*memberships)->type == json_type::array && (*memberships)->members.empty()) draft.log.fault(*memberships, "at least one membership");
    each_item(draft.log, *memberships, [&](const place& item) { read_membership(draft, item, unit); });
    std::sort(unit.memberships.begin(), unit.memberships.end(),
              [](const core::membership& a, const core::membership& b) { return a.from < b.from; });
  }
  return parent || memberships;
}

void read_alias(plan_draft& draft, const place& at, core::unit_index unit, std::unordered_map<std::string, core::unit_index>& aliases) {
  const auto text = read_text(draft.log, at);
  if (!text) return;
  const auto id = draft.units.find(*text);
  if (id != draft.units.end() && id->second != unit)
    return draft.log.fault(at, "a name that no other unit has", describe(*at.value) + ", the id of /units/" + std::to_string(id->second));
  const auto [first, is_new] = aliases.emplace(*text, unit);
  if (!is_new) return draft.log.fault(at, "a name that stands once", describe(*at.value) + ", an alias of /units/" + std::to_string(first->second));
  draft.plan.units[unit].aliases.push_back(*text);
}

void read_leave(plan_draft& draft, const place& at, core::leave_days& into) {
  object_keys keys(draft.log, at);
  const auto from = keys.require("from", "the first day of the leave");
  const auto to = keys.require("to", "the last day of the leave");
  keys.finish();
  const auto first = from ? read_date(draft.log, *from) : std::nullopt;
  const auto last = to ? read_date(draft.log, *to) : std::nullopt;
  if (!first || !last) return;
  if (*first > *last) draft.log.fault(*to, "a date at or after \"from\"");
  else into.push_back({*first, *last});
}

// Sorted, and one range where two overlap or touch.
void merge(core::leave_days& leave) {
  std::sort(leave.begin(), leave.end(), [](const core::day_range& a, const core::day_range& b) { return a.first < b.first; });
  core::leave_days out;
  for (const core::day_range& range : leave) {
    if (!out.empty() && range.first <= out.back().last + 1) out.back().last = std::max(out.back().last, range.last);
    else out.push_back(range);
  }
  leave = std::move(out);
}

}  // namespace

void read_units(plan_draft& draft, const place& at) {
  read_ids(draft, at);
  if (at->type != json_type::array) return;
  if (draft.plan.units.size() > core::units_max)
    return draft.log.fault(at, "at most " + std::to_string(core::units_max) + " units", std::to_string(draft.plan.units.size()));
  std::unordered_map<std::string, core::unit_index> aliases;
  std::optional<core::unit_index> root;
  each_item(draft.log, at, [&](const place& item) {
    const auto index = static_cast<core::unit_index>(item.index);
    core::unit& unit = draft.plan.units[index];
    object_keys keys(draft.log, item);
    keys.require("id", "an id");
    const auto name = keys.find("name"), kind = keys.find("kind");
    unit.name = name ? read_text(draft.log, *name).value_or("") : unit.id;
    if (kind) unit.kind = read_text(draft.log, *kind).value_or("");
    const bool belongs = read_parents(draft, keys, unit);
    if (const auto v = keys.find("aliases")) each_item(draft.log, *v, [&](const place& alias) { read_alias(draft, alias, index, aliases); });
    if (const auto v = keys.find("leave")) each_item(draft.log, *v, [&](const place& range) { read_leave(draft, range, unit.leave); });
    merge(unit.leave);
    keys.finish();
    if (belongs || !keys.is_object()) return;
    if (root) draft.log.fault(item, "a parent: the root is /units/" + std::to_string(*root), "neither \"parent\" nor \"memberships\"");
    else root = index;
  });
  if (!root) draft.log.fault(at, "one unit without parent, the root", "none");
  draft.plan.root = root.value_or(0);
  check_lines(draft, at);
}

}  // namespace northstar::wire

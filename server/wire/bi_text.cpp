// SPDX-License-Identifier: MIT
#include "wire/bi_text.hpp"

namespace northstar::wire {

namespace {

using core::cell;

void write_unit(table_text& out, const core::compiled_plan& plan, const core::cell_key& key) {
  const bool reserved = key.unit == plan.unassigned();
  out.text(plan.unit_id(key.unit));
  out.text(reserved ? plan.unit_id(key.unit) : std::string_view(plan.plan().units[key.unit].name));
  out.text(reserved ? std::string_view() : std::string_view(plan.plan().units[key.unit].kind));
  // As the organisation stood on the period's last day, which its targets go by.
  const auto parent = plan.parent(key.unit, key.period.last);
  if (parent) out.text(plan.unit_id(*parent));
  else out.null();
}

void write_key(table_text& out, const core::compiled_plan& plan, const core::cell_key& key) {
  write_unit(out, plan, key);
  const core::metric& m = plan.plan().metrics[key.metric];
  out.text(m.id);
  out.text(m.name);
  out.text(plan.plan().slices.names[key.slice]);
  out.text(plan.calendar().periods().name(key.period));
  out.text(core::to_text(key.period.kind));
  out.text(core::date_text(key.period.first));
  out.text(core::date_text(key.period.last));
}

}  // namespace

std::string targets_text(table_form form, const core::compiled_plan& plan, const std::vector<cell>& cells) {
  table_text out(form, {"unit", "unit_name", "unit_kind", "parent", "metric", "metric_name", "slice", "period", "period_kind", "period_start",
                        "period_end", "target", "unallocated"});
  for (const cell& c : cells) {
    out.row();
    write_key(out, plan, c.key);
    out.figure(c.target);
    out.figure(c.unallocated);
  }
  return out.take();
}

std::string attainment_text(table_form form, const core::compiled_plan& plan, const std::vector<cell>& cells) {
  table_text out(form, {"unit", "unit_name", "unit_kind", "parent", "metric", "metric_name", "slice", "period", "period_kind", "period_start",
                        "period_end", "actual", "target", "expected", "attainment", "pace", "gap", "light"});
  for (const cell& c : cells) {
    out.row();
    write_key(out, plan, c.key);
    out.figure(c.actual);
    out.figure(c.target);
    out.figure(c.expected);
    out.figure(c.attainment);
    out.figure(c.pace);
    out.figure(c.gap);
    out.text(core::to_text(c.light));
  }
  return out.take();
}

}  // namespace northstar::wire

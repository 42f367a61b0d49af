// SPDX-License-Identifier: MIT
#include "engine/goal_text.hpp"

#include <algorithm>

namespace northstar::engine {

namespace {

using wire::table_form;
using wire::table_text;

void stamp(table_text& out, const core::compiled_plan& plan, const std::optional<core::milestone_stamp>& at) {
  if (at) out.text(core::to_rfc3339(plan.calendar().rules().zone, at->at));
  else out.null();
}

void write_milestone(table_text& out, const core::compiled_plan& plan, core::milestone_index index, const core::period& period,
                     const core::milestone_record* seen) {
  const core::milestone& m = plan.plan().milestones[index];
  out.row();
  out.text(plan.unit_id(m.unit));
  out.text(plan.plan().metrics[m.metric].id);
  out.text(plan.plan().slices.names[m.slice]);
  out.text(plan.calendar().periods().name(period));
  out.json(core::to_text(core::decimal{m.at}));
  out.text(m.reward);
  out.json(seen && seen->is_reached ? "true" : "false");
  stamp(out, plan, seen ? std::optional(seen->reached) : std::nullopt);
  stamp(out, plan, seen ? seen->reversed : std::nullopt);
  out.integer(seen ? seen->times_again : 0);
}

void figure_text(table_text& out, const std::string& text) {
  if (text.empty()) out.null();
  else out.json(text);
}

}  // namespace

std::string milestones_text(table_form form, const core::compiled_plan& plan, const core::milestone_watch& watch, core::unit_index scope,
                            core::instant_ms now) {
  table_text out(form, {"unit", "metric", "slice", "period", "at", "reward", "reached", "reached_at", "reversed_at", "times_again"});
  const core::day_number today = plan.calendar().day_of(now);
  const auto& all = plan.plan().milestones;
  const auto shown_period = [&](core::milestone_index m) {
    return all[m].period ? *all[m].period : plan.calendar().periods().containing(*all[m].every, today);
  };
  const auto is_ours = [&](core::milestone_index m) { return plan.within(all[m].unit, scope, today); };
  for (core::milestone_index m = 0; m < all.size(); ++m)
    if (is_ours(m)) write_milestone(out, plan, m, shown_period(m), watch.find(m, shown_period(m)));
  const auto records = watch.records();
  for (auto r = records.rbegin(); r != records.rend(); ++r)
    if (is_ours(r->milestone) && r->period != shown_period(r->milestone)) write_milestone(out, plan, r->milestone, r->period, &*r);
  return out.take();
}

std::string closes_text(table_form form, const core::compiled_plan& plan, const std::vector<closed_period>& closes) {
  table_text out(form, {"period", "closed_at", "by", "plan_version", "adjustments"});
  for (const closed_period& c : closes) {
    out.row();
    out.text(c.name);
    out.text(core::to_rfc3339(plan.calendar().rules().zone, c.closed_at));
    out.text(c.by);
    out.integer(c.plan_version);
    out.integer(static_cast<long long>(c.adjustment_count));
  }
  return out.take();
}

std::string frozen_text(table_form form, const board_view& view, const closed_period& c, const ledger::period_close& frozen, core::unit_index scope) {
  table_text out(form, {"unit", "metric", "slice", "period", "closed_at", "frozen_actual", "frozen_target", "frozen_attainment", "frozen_light",
                        "actual", "target", "attainment", "light", "adjusted"});
  const core::compiled_plan& plan = view.board->plan();
  for (const ledger::frozen_cell& was : frozen.cells) {
    const auto unit = plan.unit(was.unit);
    const auto metric = plan.metric(was.metric);
    const auto slice = plan.slice(was.slice);
    if (unit ? !plan.within(*unit, scope, std::max(c.period.last, core::first_day_supported)) : scope != plan.plan().root) continue;
    std::optional<core::cell> is;
    if (unit && metric && slice && c.period.first <= c.period.last) is = core::cell_at(*view.board, {*unit, *metric, *slice, c.period}, view.moment);
    out.row();
    out.text(was.unit);
    out.text(was.metric);
    out.text(was.slice);
    out.text(c.name);
    out.text(core::to_rfc3339(plan.calendar().rules().zone, c.closed_at));
    figure_text(out, was.actual);
    figure_text(out, was.target);
    figure_text(out, was.attainment);
    out.text(was.light);
    out.figure(is ? is->actual : std::nullopt);
    out.figure(is ? is->target : std::nullopt);
    out.figure(is ? is->attainment : std::nullopt);
    if (is) out.text(core::to_text(is->light));
    else out.null();
    const std::string now = is && is->actual ? core::to_text(*is->actual) : "";
    out.json(now == was.actual ? "false" : "true");
  }
  return out.take();
}

}  // namespace northstar::engine

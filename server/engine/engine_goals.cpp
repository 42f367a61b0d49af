// SPDX-License-Identifier: MIT
// Goals as the engine answers them: bonus with the deals behind it, and lights that stayed changed.
#include <algorithm>
#include <set>
#include <utility>

#include "core/facts.hpp"
#include "core/judging.hpp"
#include "engine/engine.hpp"
#include "log/log.hpp"

namespace northstar::engine {

namespace {

constexpr std::size_t bonus_records_max = 100'000;

// A rule for one unit in one period, and what counts for it.
struct bonus_case {
  core::bonus_rule rule;
  core::cell_key key;
  std::vector<core::bonus_deal> deals;
  std::vector<wire::deal_name> names;
};

// Every unit of the rule's kind below `top`, on the period's last day or today.
std::vector<bonus_case> cases_of(const core::compiled_plan& plan, core::unit_index top, std::optional<core::period> named, core::instant_ms now) {
  std::vector<bonus_case> out;
  for (const core::bonus_rule& rule : plan.plan().bonus) {
    if (named && named->kind != rule.period) continue;
    const core::period p = named ? *named : plan.calendar().periods().containing(rule.period, plan.calendar().day_of(now));
    for (core::unit_index u = 0; u < plan.plan().units.size(); ++u)
      if (plan.plan().units[u].kind == rule.units && plan.within(u, top, std::min(p.last, plan.calendar().day_of(now))))
        out.push_back({rule, {u, rule.metric, 0, p}, {}, {}});
  }
  return out;
}

// The event's part of a metric, in its smallest unit; of a distinct one 1 when `texts` has not seen its text.
std::optional<std::int64_t> value_of(const core::facts& f, core::metric_index metric, std::set<std::string>& texts) {
  for (const core::contribution& c : f.values)
    if (c.metric == metric) return c.value;
  for (const core::counted_text& t : f.distinct)
    if (t.metric == metric) return !t.text.empty() && texts.insert(std::string(t.text)).second ? 1 : 0;
  return std::nullopt;
}

void take_deals(const core::compiled_plan& plan, bonus_case& c, const std::vector<const current_record*>& in_order) {
  std::set<std::string> texts;
  for (const current_record* r : in_order) {
    const core::event_view event = r->event;
    const core::facts f = core::facts_of(plan, event);
    if (!f.feeds() || !c.key.period.holds(f.day)) continue;
    if (std::find(f.line->units.begin(), f.line->units.end(), c.key.unit) == f.line->units.end()) continue;
    const auto value = value_of(f, c.key.metric, texts);
    if (!value) continue;
    c.deals.push_back({r->at, r->event.occurred_at, *value});
    c.names.push_back({r->event.source, r->event.id});
  }
}

std::vector<wire::bonus_row> statements(const core::compiled_plan& plan, std::vector<bonus_case> cases, const record_page& page) {
  std::vector<const current_record*> in_order;
  for (const current_record& r : page.rows) in_order.push_back(&r);
  std::stable_sort(in_order.begin(), in_order.end(), [](const auto* a, const auto* b) { return a->event.occurred_at < b->event.occurred_at; });
  std::vector<wire::bonus_row> out;
  for (bonus_case& c : cases) {
    take_deals(plan, c, in_order);
    const auto target = core::target_at(core::judge_of(plan, c.key));
    const core::bonus_basis basis{target ? std::optional(target->value) : std::nullopt, plan.plan().metrics[c.key.metric].digits,
                                  plan.plan().minor_digits};
    auto statement = core::bonus_of(c.rule, basis, c.deals);
    out.push_back({c.key.unit, std::move(c.rule), c.key.period, std::move(statement), std::move(c.names)});
  }
  return out;
}

}  // namespace

void engine::bonus(const std::string& unit, const std::string& period, const moment_query& when, bonus_answer then) {
  look(when, [this, unit, period, then = std::move(then)](const result<board_view>& view) {
    if (view.has_error()) return then(view.error(), nullptr);
    const auto plan = view->board->shared_plan();
    const auto top = unit.empty() ? std::optional(plan->plan().root) : plan->unit(unit);
    if (!top) return then(errc::unknown_unit, nullptr);
    const auto named = period.empty() ? std::nullopt : plan->calendar().periods().parse(period);
    if (!period.empty() && !named) return then(errc::unknown_period, nullptr);
    auto cases = cases_of(*plan, *top, named, view->moment.now);

    record_question q;
    q.upto = view->upto;
    q.occurred_by = view->occurred_by;
    q.rows_max = bonus_records_max;
    q.looked_at_max = static_cast<std::size_t>(view->upto) + 1;
    std::set<core::unit_index> units;
    std::vector<core::period> periods;
    for (const bonus_case& c : cases) {
      units.insert(c.key.unit);
      if (std::find(periods.begin(), periods.end(), c.key.period) == periods.end()) periods.push_back(c.key.period);
    }
    q.wanted = [plan, units = std::move(units), periods = std::move(periods)](const core::event& e) {
      if (plan->feeds(e.type).empty()) return false;
      const core::day_number day = plan->calendar().day_of(e.occurred_at);
      if (std::none_of(periods.begin(), periods.end(), [&](const core::period& p) { return p.holds(day); })) return false;
      const auto& line = plan->line_of(e.owner, day).units;
      return std::any_of(line.begin(), line.end(), [&](core::unit_index u) { return units.contains(u); });
    };
    scan(std::move(q), [plan, cases = std::move(cases), then](const result<record_page>& page) {
      if (page.has_error()) return then(page.error(), nullptr);
      if (page->next) return then(errc::too_many_cells, nullptr);
      then(statements(*plan, cases, *page), plan);
    });
  });
}

result<void> engine::acknowledge_alert(const std::string& id, const std::string& by) {
  const raised_alert* seen = patrol_.acknowledge(id, by, clock_.now());
  if (!seen) return errc::unknown_record;
  log::write(log::level::info, "alert_acknowledged", "alert=" + log::quoted(id) + " by=" + log::quoted(seen->acknowledged_by));
  return {};
}

void engine::patrol() {
  for (const raised_alert& a : patrol_.look(state_->board, moment(), herald_.imports(shared_plan()))) {
    tell(a);
    log::write(log::level::info, "alert", "unit=" + log::quoted(a.unit) + " metric=" + log::quoted(a.metric) + " period=" + a.period +
                                              " from=" + std::string(core::to_text(a.alert.from)) + " to=" + std::string(core::to_text(a.alert.to)));
  }
}

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
#include "engine/record_text.hpp"

#include "core/facts.hpp"
#include "wire/event_json.hpp"

namespace northstar::engine {

namespace {

using wire::table_form;
using wire::table_text;

std::string instant(const core::compiled_plan& plan, core::instant_ms at) { return core::to_rfc3339(plan.calendar().rules().zone, at); }

void decimal(table_text& to, const core::decimal& value) { to.json(core::to_text(value)); }

void write_event(table_text& to, const core::compiled_plan& plan, const core::event& e) {
  to.text(e.source);
  to.text(e.id);
  to.text(e.type);
  to.text(instant(plan, e.occurred_at));
  to.text(core::date_text(plan.calendar().day_of(e.occurred_at)));
  to.text(e.owner);
  to.text(plan.unit_id(plan.unit_on(plan.line_of(e.owner, plan.calendar().day_of(e.occurred_at)))));
  decimal(to, e.amount);
  to.text(e.currency.empty() ? plan.plan().currency : e.currency);
  to.figure(core::amount_in_plan(plan, e));
  decimal(to, e.quantity);
  to.text(e.customer);
  to.text(e.segment);
  to.text(e.product);
  to.integer(e.version);
}

std::string_view outcome_of(const move& m) {
  if (m.event.takes_back()) return "voided";
  if (m.replaced) return "replaced";
  return m.released ? "released" : "accepted";
}

core::figure minus(const core::figure& a, const core::figure& b) { return {a.value - b.value, a.digits}; }

void write_outcome(table_text& to, const core::compiled_plan& plan, const move& m) {
  to.integer(static_cast<long long>(m.at));
  to.text(instant(plan, m.received_at));
  to.text(outcome_of(m));
  // A void speaks of what it took back; its own row says nothing else.
  write_event(to, plan, m.event.takes_back() && m.replaced ? *m.replaced : m.event);
}

void write_replaced(table_text& to, const move& m) {
  if (m.replaced) to.json(wire::write_event(*m.replaced));
  else to.null();
}

void write_move(table_text& to, const core::compiled_plan& plan, const move& m) {
  to.row();
  to.text("event");
  write_outcome(to, plan, m);
  to.figure(m.before);
  to.figure(m.after);
  if (m.before && m.after) to.figure(minus(*m.after, *m.before));
  else to.null();
  write_replaced(to, m);
}

void write_plan(table_text& to, const core::compiled_plan& plan, const recorded_plan& p, const std::optional<core::figure>& actual) {
  to.row();
  to.text("plan");
  to.integer(static_cast<long long>(p.at));
  to.text(instant(plan, p.recorded_at));
  to.text(p.reason);
  for (int column = 0; column < 14; ++column) to.null();
  to.integer(p.version);
  to.figure(actual);
  to.figure(actual);
  to.null();
  to.null();
}

}  // namespace

std::string records_text(table_form form, const core::compiled_plan& plan, const record_page& page) {
  table_text out(form, {"offset", "received_at", "source", "id", "type", "occurred_at", "day", "owner", "unit", "amount", "currency",
                        "amount_in_plan_currency", "quantity", "customer", "segment", "product", "version"});
  for (const current_record& r : page.rows) {
    out.row();
    out.integer(static_cast<long long>(r.at));
    out.text(instant(plan, r.received_at));
    write_event(out, plan, r.event);
  }
  return out.take();
}

std::string explanation_text(table_form form, const explanation_page& page) {
  table_text out(form, {"kind", "offset", "received_at", "outcome", "source", "id", "type", "occurred_at", "day", "owner", "unit", "amount",
                        "currency", "amount_in_plan_currency", "quantity", "customer", "segment", "product", "version", "before", "after",
                        "change", "replaced"});
  auto plan = page.plans.begin();
  std::optional<core::figure> actual = page.before;
  const auto plans_up_to = [&](ledger::offset at) {
    for (; plan != page.plans.end() && plan->at <= at; ++plan) write_plan(out, *page.plan, *plan, actual);
  };
  for (const move& m : page.moves) {
    plans_up_to(m.at);
    write_move(out, *page.plan, m);
    actual = m.after;
  }
  if (!page.next) plans_up_to(~ledger::offset{0});
  return out.take();
}

std::string adjustments_text(table_form form, const core::compiled_plan& plan, const std::vector<move>& moves) {
  table_text out(form, {"offset", "received_at", "outcome", "source", "id", "type", "occurred_at", "day", "owner", "unit", "amount", "currency",
                        "amount_in_plan_currency", "quantity", "customer", "segment", "product", "version", "replaced"});
  for (const move& m : moves) {
    out.row();
    write_outcome(out, plan, m);
    write_replaced(out, m);
  }
  return out.take();
}

std::string plans_text(const core::compiled_plan& newest, const std::vector<recorded_plan>& versions) {
  table_text out(table_form::json, {"version", "offset", "recorded_at", "reason"});
  for (const recorded_plan& p : versions) {
    out.row();
    out.integer(p.version);
    out.integer(static_cast<long long>(p.at));
    out.text(instant(newest, p.recorded_at));
    out.text(p.reason);
  }
  return out.take();
}

}  // namespace northstar::engine

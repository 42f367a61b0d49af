// SPDX-License-Identifier: MIT
#include "net/api_goals.hpp"

#include <algorithm>
#include <utility>

#include "engine/alert_patrol.hpp"
#include "engine/goal_text.hpp"
#include "engine/record_text.hpp"
#include "net/api_answers.hpp"
#include "net/problem.hpp"
#include "net/small_body.hpp"
#include "wire/goals_text.hpp"

namespace northstar::net {

namespace {

using around_t = const api_surroundings&;
using wire::table_form;

// Each row is read back from the ledger while others wait.
constexpr std::size_t adjustments_page_max = 1000;

// The one unit asked for; empty: the root's, or the caller's own.
boost::system::result<std::string, http_response> unit_of(const call& c, around_t around, action what) {
  std::vector<std::string> units = c.query.all("unit");
  if (units == std::vector<std::string>{""}) units.clear();
  if (auto refused = settle_units(units, c, around, what)) return *std::move(refused);
  return units.empty() ? std::string() : units.front();
}

// The same as an index of the plan in force.
struct scope {
  core::unit_index unit;
};
boost::system::result<scope, http_response> scope_of(const call& c, around_t around, action what) {
  const auto unit = unit_of(c, around, what);
  if (unit.has_error()) return unit.error();
  const core::compiled_plan& plan = around.engine.plan();
  const auto found = unit->empty() ? std::optional(plan.plan().root) : plan.unit(*unit);
  if (!found) return problem_of(make_error_code(engine::errc::unknown_unit));
  return scope{*found};
}

void get_funnel(const call& c, const respond& then, around_t around, table_form form) {
  if (const auto fault = c.query.fault({}, {"unit", "period", "slice", "as_of", "known_at"})) return then(problem(400, *fault));
  const auto unit = unit_of(c, around, action::read_board);
  if (unit.has_error()) return then(unit.error());
  const auto when = moment_of(c, around);
  if (when.has_error()) return then(when.error());
  const engine::cell_name name{*unit, "", c.query.one("slice").value_or(""), c.query.one("period").value_or("")};
  around.engine.look(*when, [name, form, then](const engine::result<engine::board_view>& view) {
    if (view.has_error()) return then(problem_of(view.error()));
    const auto rows = engine::find_funnel(*view, name);
    if (rows.has_error()) return then(problem_of(rows.error()));
    const core::compiled_plan& plan = view->board->plan();
    then(table_response(form, form == table_form::json ? wire::funnel_json(plan, *rows) : wire::funnel_csv(plan, *rows), "funnel"));
  });
}

using bonus_text = std::string (*)(const core::compiled_plan&, const std::vector<wire::bonus_row>&);

void get_bonus(const call& c, const respond& then, around_t around, table_form form, bonus_text text, const std::string& name) {
  if (const auto fault = c.query.fault({}, {"unit", "period", "as_of", "known_at"})) return then(problem(400, *fault));
  const auto unit = unit_of(c, around, action::read_records);
  if (unit.has_error()) return then(unit.error());
  const auto when = moment_of(c, around);
  if (when.has_error()) return then(when.error());
  around.engine.bonus(*unit, c.query.one("period").value_or(""), *when, [form, text, name, then](const auto& rows, const auto& plan) {
    if (rows.has_error()) return then(problem_of(rows.error()));
    then(table_response(form, text(*plan, *rows), name));
  });
}

void get_milestones(const call& c, const respond& then, around_t around, table_form form) {
  if (const auto fault = c.query.fault({}, {"unit"})) return then(problem(400, *fault));
  const auto scope = scope_of(c, around, action::read_board);
  if (scope.has_error()) return then(scope.error());
  engine::engine& e = around.engine;
  then(table_response(form, engine::milestones_text(form, e.plan(), e.milestones(), scope->unit, e.now()), "milestones"));
}

void get_closes(const call& c, const respond& then, around_t around, table_form form) {
  if (const auto fault = c.query.fault({}, {})) return then(problem(400, *fault));
  std::vector<engine::closed_period> all;
  for (const auto& [offset, one] : around.engine.closes().all()) all.push_back(one);
  then(table_response(form, engine::closes_text(form, around.engine.plan(), all), "closes"));
}

void get_closed(const call& c, const respond& then, around_t around, table_form form) {
  if (const auto fault = c.query.fault({}, {"period", "unit"})) return then(problem(400, *fault));
  const auto scope = scope_of(c, around, action::read_board);
  if (scope.has_error()) return then(scope.error());
  const std::string period = c.query.one("period").value_or("");
  const engine::closed_period* closed = around.engine.closes().find(period);
  const auto frozen = around.engine.frozen(period);
  if (!closed || frozen.has_error()) return then(problem(404, "that period is not closed"));
  then(table_response(form, engine::frozen_text(form, around.engine.view_now(), *closed, *frozen, scope->unit), "closed"));
}

void get_adjustments(const call& c, const respond& then, around_t around, table_form form) {
  if (const auto fault = c.query.fault({}, {"period", "limit", "after"})) return then(problem(400, *fault));
  auto page = page_of(c);
  if (page.has_error()) return then(page.error());
  page->limit = std::min(page->limit, adjustments_page_max);
  std::optional<ledger::offset> next;
  const auto moves = around.engine.adjustments(c.query.one("period").value_or(""), *page, next);
  if (moves.has_error() && moves.error() == engine::errc::unknown_period) return then(problem(404, "that period is not closed"));
  if (moves.has_error()) return then(problem_of(moves.error()));
  http_response r = table_response(form, engine::adjustments_text(form, around.engine.plan(), *moves), "adjustments");
  add_next(r, link_behind(c), next);
  then(std::move(r));
}

void post_close(const call& c, const respond& then, around_t around) {
  if (const auto fault = c.query.fault({}, {"period"})) return then(problem(400, *fault));
  engine::engine& e = around.engine;
  const audit_line act{around.clock.now(), c.who.name, "period_closed", c.query.one("period").value_or(""), {}};
  e.close_period(act.subject, act.who, [&e, then, around, act](const engine::result<engine::closed_period>& closed) {
    if (closed.has_error()) return then(problem_of(closed.error()));
    around.audit.note(act);
    const std::string list = engine::closes_text(table_form::json, e.plan(), {*closed});
    then(json_response(list.substr(1, list.size() - 2)));
  });
}

void get_alerts(const call& c, const respond& then, around_t around) {
  if (const auto fault = c.query.fault({}, {})) return then(problem(400, *fault));
  then(json_response(engine::alerts_text(around.engine.plan(), around.engine.alerts().raised())));
}

void acknowledge_alert(const call& c, const respond& then, around_t around) {
  auto body = read_small_body(c, {"id"});
  if (body.has_error()) return then(std::move(body.error()));
  const auto done = around.engine.acknowledge_alert(text_of(*body, "id"), c.who.name);
  if (done.has_error()) return then(problem(404, "there is no such alert, or it is forgotten"));
  note(around, c, "alert_acknowledged", text_of(*body, "id"));
  then(json_response(engine::alerts_text(around.engine.plan(), around.engine.alerts().raised())));
}

}  // namespace

void add_goal_routes(router& to, const api_surroundings& around) {
  const auto add = [&](const std::string& method, const std::string& path, action right, auto handler) {
    route r;
    r.method = method;
    r.path = path;
    r.right = right;
    r.run = [handler, around](const call& c, const respond& then) { handler(c, then, around); };
    to.add(std::move(r));
  };
  const auto table = [&](const std::string& path, action right, auto handler) {
    for (const table_form form : {table_form::json, table_form::csv})
      add("GET", path + (form == table_form::csv ? ".csv" : ""), right,
          [handler, form](const call& c, const respond& then, around_t a) { handler(c, then, a, form); });
  };
  table("/api/v1/funnel", action::read_board, get_funnel);
  table("/api/v1/milestones", action::read_board, get_milestones);
  table("/api/v1/closes", action::read_board, get_closes);
  table("/api/v1/closed", action::read_board, get_closed);
  table("/api/v1/adjustments", action::read_repairs, get_adjustments);
  const auto bonus = [&](const std::string& path, table_form form, bonus_text text, const std::string& name) {
    add("GET", path, action::read_records,
        [form, text, name](const call& c, const respond& then, around_t a) { get_bonus(c, then, a, form, text, name); });
  };
  bonus("/api/v1/bonus", table_form::json, wire::bonus_json, "bonus");
  bonus("/api/v1/bonus.csv", table_form::csv, wire::bonus_csv, "bonus");
  bonus("/api/v1/bonus/deals.csv", table_form::csv, wire::bonus_deals_csv, "bonus-deals");
  add("GET", "/api/v1/alerts", action::read_repairs, get_alerts);
  add("POST", "/api/v1/alerts/acknowledge", action::read_repairs, acknowledge_alert);
  add("POST", "/api/v1/closes", action::change_plan, post_close);
}

}  // namespace northstar::net

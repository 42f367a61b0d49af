// SPDX-License-Identifier: MIT
// The tables (contracts §4): cells, days, targets, attainment, records, and what moved a number; each of now or of another moment.
#include "net/api_tables.hpp"

#include <algorithm>
#include <utility>

#include "engine/record_text.hpp"
#include "net/api_answers.hpp"
#include "net/gzip.hpp"
#include "net/problem.hpp"
#include "wire/bi_text.hpp"
#include "wire/cell_text.hpp"

namespace northstar::net {

namespace {

using around_t = const api_surroundings&;
using wire::table_form;

// What outlives the call: a table of another moment is answered later.
struct asked {
  table_form form = table_form::json;
  std::string name;  // of the table
  std::string link;  // of the page behind, but for its number
  std::string if_none_match;
  engine::moment_query when;
  engine::page_query page;
};

boost::system::result<asked, http_response> asked_of(const call& c, around_t around, table_form form, std::string name) {
  asked a{form, std::move(name), link_behind(c), std::string(c.request.field("if-none-match")), {}, {}};
  const auto when = moment_of(c, around);
  if (when.has_error()) return when.error();
  const auto page = page_of(c);
  if (page.has_error()) return page.error();
  a.when = *when;
  a.page = *page;
  return a;
}

void answer(const asked& a, const respond& then, std::string body, std::optional<std::uint64_t> next) {
  http_response r = table_response(a.form, std::move(body), a.name);
  add_next(r, a.link, next);
  then(with_tag(std::move(r), a.if_none_match));
}

boost::system::result<engine::cell_query, http_response> cell_query_of(const call& c, around_t around) {
  engine::cell_query q;
  q.units = c.query.all("unit");
  q.metrics = c.query.all("metric");
  q.periods = c.query.all("period");
  q.slices = c.query.all("slice");
  const std::string descend = c.query.one("descend").value_or("0");
  if (descend != "0" && descend != "1") return problem(400, "descend is 0 or 1");
  q.descend = descend == "1";
  if (auto refused = settle_units(q.units, c, around, action::read_board)) return *std::move(refused);
  return q;
}

boost::system::result<engine::cell_name, http_response> cell_name_of(const call& c, around_t around, action what) {
  std::vector<std::string> units = c.query.all("unit");
  if (units == std::vector<std::string>{""}) units.clear();
  if (auto refused = settle_units(units, c, around, what)) return *std::move(refused);
  return engine::cell_name{units.empty() ? "" : units.front(), c.query.one("metric").value_or(""), c.query.one("slice").value_or(""),
                           c.query.one("period").value_or("")};
}

// --- cells and days: answered whole, as of now without a tag (every answer names its instant) ---

engine::result<std::string> cells_text(const engine::board_view& view, const engine::cell_query& q, table_form form, std::size_t cells_max) {
  const auto cells = engine::find_cells(view, q, cells_max);
  if (cells.has_error()) return cells.error();
  const core::compiled_plan& plan = view.board->plan();
  return form == table_form::json ? wire::cells_json(plan, *cells) : wire::cells_csv(plan, *cells);
}

http_response kept_response(answer_cache::kept& kept, table_form form, std::string_view accept_encoding) {
  http_response r = table_response(form, std::string(), "cells");
  r.body = kept.body;
  if (!accepts_gzip(accept_encoding)) return r;
  if (kept.packed) return packed_response(std::move(r), kept.packed);
  pack(r, accept_encoding);
  if (r.body != kept.body) kept.packed = r.body;
  return r;
}

// What is asked for again within answer_cache::kept_ms is not computed again, unless something was recorded: whoever writes reads his own.
void get_cells_now(const call& c, const respond& then, around_t around, const engine::cell_query& q, table_form form) {
  const engine::board_view view = around.engine.view_now();
  const answer_cache::board_state of{view.plan_version, view.upto};
  const std::string_view packing = c.request.field("accept-encoding");
  // The address holds the whole question, and the scope what it means when it names no unit.
  std::string question = c.request.target + "\n" + c.who.unit;
  if (auto* kept = around.answers.find(question, of, view.moment.now)) return then(kept_response(*kept, form, packing));
  auto text = cells_text(view, q, form, around.engine.limits().cells_max);
  if (text.has_error()) return then(problem_of(text.error()));
  const auto body = std::make_shared<const std::string>(*std::move(text));
  if (auto* kept = around.answers.keep(std::move(question), of, view.moment.now, body)) return then(kept_response(*kept, form, packing));
  answer_cache::kept once{body, nullptr};
  then(kept_response(once, form, packing));
}

void get_cells(const call& c, const respond& then, around_t around, table_form form) {
  if (const auto fault = c.query.fault({"unit", "metric", "period", "slice"}, {"descend", "as_of", "known_at"})) return then(problem(400, *fault));
  const auto q = cell_query_of(c, around);
  if (q.has_error()) return then(q.error());
  const auto when = moment_of(c, around);
  if (when.has_error()) return then(when.error());
  if (when->is_now()) return get_cells_now(c, then, around, *q, form);
  const std::size_t cells_max = around.engine.limits().cells_max;
  around.engine.look(*when, [q = *q, form, cells_max, then](const engine::result<engine::board_view>& view) {
    if (view.has_error()) return then(problem_of(view.error()));
    auto text = cells_text(*view, q, form, cells_max);
    then(text.has_error() ? problem_of(text.error()) : table_response(form, *std::move(text), "cells"));
  });
}

void get_days(const call& c, const respond& then, around_t around, table_form form) {
  if (const auto fault = c.query.fault({}, {"unit", "metric", "period", "slice", "as_of", "known_at", "limit", "after"}))
    return then(problem(400, *fault));
  const auto name = cell_name_of(c, around, action::read_board);
  if (name.has_error()) return then(name.error());
  const auto a = asked_of(c, around, form, "daily");
  if (a.has_error()) return then(a.error());
  around.engine.look(a->when, [a = *a, name = *name, then](const engine::result<engine::board_view>& view) {
    if (view.has_error()) return then(problem_of(view.error()));
    auto rows = engine::find_days(*view, name);
    if (rows.has_error()) return then(problem_of(rows.error()));
    const std::size_t first = std::min(a.page.after, rows->size());
    const std::size_t last = std::min(first + a.page.limit, rows->size());
    const auto next = last < rows->size() ? std::optional<std::uint64_t>(last) : std::nullopt;
    const std::vector<core::daily_row> page(rows->begin() + static_cast<std::ptrdiff_t>(first), rows->begin() + static_cast<std::ptrdiff_t>(last));
    const core::compiled_plan& plan = view->board->plan();
    answer(a, then, a.form == table_form::json ? wire::daily_json(plan, page) : wire::daily_csv(plan, page), next);
  });
}

// --- targets and attainment: every cell a row, a page at a time ---

using find_rows = engine::result<engine::cell_page> (*)(const engine::board_view&, const engine::cell_query&, const engine::page_query&);
using rows_text = std::string (*)(table_form, const core::compiled_plan&, const std::vector<core::cell>&);

void get_rows(const call& c, const respond& then, around_t around, table_form form, const std::string& name, find_rows find, rows_text text) {
  if (const auto fault = c.query.fault({"unit", "metric", "period", "slice"}, {"descend", "as_of", "known_at", "limit", "after"}))
    return then(problem(400, *fault));
  auto q = cell_query_of(c, around);
  if (q.has_error()) return then(q.error());
  // Without a unit: the caller's scope with all below it; for the root that is every unit there ever was.
  if (c.query.all("unit").empty() && !q->units.empty()) q->descend = true;
  const auto a = asked_of(c, around, form, name);
  if (a.has_error()) return then(a.error());
  around.engine.look(a->when, [a = *a, q = *q, find, text, then](const engine::result<engine::board_view>& view) {
    if (view.has_error()) return then(problem_of(view.error()));
    const auto page = find(*view, q, a.page);
    if (page.has_error()) return then(problem_of(page.error()));
    answer(a, then, text(a.form, view->board->plan(), page->cells), page->next);
  });
}

// --- records ---

// Whether an event counts for the unit, on its own day.
bool counts_for(const core::compiled_plan& plan, const core::event& e, core::unit_index unit) {
  if (unit == plan.plan().root) return true;
  const core::counting_line& line = plan.line_of(e.owner, plan.calendar().day_of(e.occurred_at));
  return std::find(line.units.begin(), line.units.end(), unit) != line.units.end();
}

struct record_filter {
  std::optional<core::unit_index> unit;
  std::vector<std::string> types, sources;
  std::optional<core::period> period;

  bool wants(const core::compiled_plan& plan, const core::event& e) const {
    const auto among = [](const std::vector<std::string>& list, const std::string& text) {
      return list.empty() || std::find(list.begin(), list.end(), text) != list.end();
    };
    if (!among(types, e.type) || !among(sources, e.source)) return false;
    if (period && !period->holds(plan.calendar().day_of(e.occurred_at))) return false;
    return !unit || counts_for(plan, e, *unit);
  }
};

boost::system::result<record_filter, http_response> record_filter_of(const call& c, around_t around) {
  const core::compiled_plan& plan = around.engine.plan();
  const auto name = cell_name_of(c, around, action::read_records);
  if (name.has_error()) return name.error();
  record_filter filter{std::nullopt, c.query.all("type"), c.query.all("source"), std::nullopt};
  const auto when = moment_of(c, around);
  if (when.has_error()) return when.error();
  const auto key = engine::find_key(plan, *name, when->as_of.value_or(when->known_at.value_or(around.engine.now())));
  if (key.has_error()) return problem_of(key.error());
  if (!name->unit.empty()) filter.unit = key->unit;
  if (!name->period.empty()) filter.period = key->period;
  return filter;
}

void get_records(const call& c, const respond& then, around_t around, table_form form) {
  if (const auto fault = c.query.fault({"type", "source"}, {"unit", "period", "as_of", "known_at", "limit", "after"})) return then(problem(400, *fault));
  const auto filter = record_filter_of(c, around);
  if (filter.has_error()) return then(filter.error());
  const auto a = asked_of(c, around, form, "events");
  if (a.has_error()) return then(a.error());
  engine::record_question q;
  q.after = a->page.after;
  q.rows_max = a->page.limit;
  const auto plan = around.engine.shared_plan();
  q.wanted = [plan, filter = *filter](const core::event& e) { return filter.wants(*plan, e); };
  around.engine.records(a->when, std::move(q), [a = *a, plan, then](const engine::result<engine::record_page>& page) {
    if (page.has_error()) return then(problem_of(page.error()));
    answer(a, then, engine::records_text(a.form, *plan, *page), page->next);
  });
}

void explain(const call& c, const respond& then, around_t around, table_form form) {
  if (const auto fault = c.query.fault({}, {"unit", "metric", "period", "slice", "since", "as_of", "known_at", "limit", "after"}))
    return then(problem(400, *fault));
  const auto name = cell_name_of(c, around, action::read_records);
  if (name.has_error()) return then(name.error());
  const auto a = asked_of(c, around, form, "explain");
  if (a.has_error()) return then(a.error());
  const auto since = instant_of(c, "since");
  if (since.has_error()) return then(since.error());
  around.engine.explain(*name, since->value_or(0), a->when, a->page, [a = *a, then](const engine::result<engine::explanation_page>& page) {
    if (page.has_error()) return then(problem_of(page.error()));
    answer(a, then, engine::explanation_text(a.form, *page), page->next);
  });
}

using table_handler = void (*)(const call&, const respond&, around_t, table_form);

void get_targets(const call& c, const respond& then, around_t around, table_form form) {
  get_rows(c, then, around, form, "targets", engine::find_target_rows, wire::targets_text);
}

void get_attainment(const call& c, const respond& then, around_t around, table_form form) {
  get_rows(c, then, around, form, "attainment", engine::find_cell_rows, wire::attainment_text);
}

}  // namespace

void add_table_routes(router& to, const api_surroundings& around) {
  const auto table = [&](const std::string& path, action right, table_handler handler) {
    for (const table_form form : {table_form::json, table_form::csv}) {
      route r;
      r.method = "GET";
      r.path = path + (form == table_form::csv ? ".csv" : "");
      r.right = right;
      r.run = [handler, form, around](const call& c, const respond& then) { handler(c, then, around, form); };
      to.add(std::move(r));
    }
  };
  table("/api/v1/cells", action::read_board, get_cells);
  table("/api/v1/daily", action::read_board, get_days);
  table("/api/v1/targets", action::read_board, get_targets);
  table("/api/v1/attainment", action::read_board, get_attainment);
  table("/api/v1/events", action::read_records, get_records);
  table("/api/v1/explain", action::read_records, explain);
}

}  // namespace northstar::net

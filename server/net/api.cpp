// SPDX-License-Identifier: MIT
#include "net/api.hpp"

#include <utility>

#include "net/api_documents.hpp"
#include "net/body_form.hpp"
#include "net/metrics_text.hpp"
#include "net/problem.hpp"
#include "wire/cell_text.hpp"

namespace northstar::net {

namespace {

using around_t = const api_surroundings&;

http_response table(std::string content_type, std::string body) {
  http_response r = text_response(std::move(content_type), std::move(body));
  r.fields.push_back({"Cache-Control", "no-store"});
  return r;
}

http_response json(std::string body) { return table("application/json", std::move(body)); }

http_response csv(std::string body, std::string_view name) {
  http_response r = table("text/csv; charset=utf-8; header=present", std::move(body));
  r.fields.push_back({"Content-Disposition", "inline; filename=\"" + std::string(name) + ".csv\""});
  return r;
}

// --- events in ---

std::string outcomes_json(const engine::outcomes& o) {
  std::string out = "{\"accepted\":" + std::to_string(o.accepted) + ",\"replaced\":" + std::to_string(o.replaced) +
                    ",\"stale\":" + std::to_string(o.stale) + ",\"duplicate\":" + std::to_string(o.duplicate) +
                    ",\"quarantined\":" + std::to_string(o.quarantined) + ",\"rejected\":[";
  for (const wire::rejection& r : o.rejected) {
    if (out.back() == '}') out += ',';
    out += "{\"index\":" + std::to_string(r.index) + ",\"pointer\":" + wire::json_text(r.pointer) +
           ",\"error\":" + wire::json_text(r.error) + ",\"detail\":" + wire::json_text(r.detail) + "}";
  }
  return out + "],\"position\":" + wire::json_text(feed::to_text(o.position)) + "}";
}

wire::event_context context_of(const call& c, wire::body_form form, around_t around) {
  wire::event_context context;
  context.key = around.engine.digest_key();
  context.source = c.who.source.empty() ? "local" : c.who.source;
  if (c.who.role == role::source) context.only_source = c.who.source;
  context.rows_max = around.config.body_rows_max;
  if (form == wire::body_form::cloud_binary) context.cloud_headers = cloud_headers_of(c.request);
  return context;
}

void post_events(const call& c, const respond& then, around_t around) {
  const auto form = body_form_of(c.request);
  if (!form) return then(problem(415, "events come as JSON, NDJSON or CloudEvents"));
  wire::event_reading rows = wire::read_events(c.request.body, *form, context_of(c, *form, around));
  if (rows.failed == wire::event_reading::failure::not_json)
    return then(problem(400, rows.detail.empty() ? "the body is no JSON" : rows.detail));
  if (rows.failed == wire::event_reading::failure::too_many_rows)
    return then(problem(413, "a body has at most " + std::to_string(around.config.body_rows_max) + " rows"));

  const auto answered = [then](const engine::result<engine::outcomes>& r) {
    then(r.has_error() ? problem_of(r.error()) : json(outcomes_json(*r)));
  };
  const auto taken = around.engine.submit(std::move(rows), answered);
  if (taken.has_error()) then(problem_of(taken.error()));
}

std::optional<http_response> check_events(const http_request& head) {
  if (body_form_of(head)) return std::nullopt;
  return problem(415, "events come as JSON, NDJSON or CloudEvents");
}

// --- tables out ---

// The units asked for; none means the caller's scope. The answer is the refusal, if one is outside.
std::optional<http_response> settle_units(std::vector<std::string>& units, const call& c, around_t around) {
  for (const std::string& unit : units)
    if (!around.rights.may(c.who, action::read_board, unit)) return problem(403, unit + " is outside this token's scope");
  if (units.empty() && !c.who.unit.empty()) units.push_back(c.who.unit);
  return std::nullopt;
}

using cells_text = std::string (*)(const core::compiled_plan&, const std::vector<core::cell>&);
using daily_text = std::string (*)(const core::compiled_plan&, const std::vector<core::daily_row>&);

// The cells a request asks for, or why not.
boost::system::result<std::vector<core::cell>, http_response> cells_of(const call& c, around_t around) {
  if (const auto fault = c.query.fault({"unit", "metric", "period", "slice"}, {"descend"})) return problem(400, *fault);
  engine::cell_query q;
  q.units = c.query.all("unit");
  q.metrics = c.query.all("metric");
  q.periods = c.query.all("period");
  q.slices = c.query.all("slice");
  const std::string descend = c.query.one("descend").value_or("0");
  if (descend != "0" && descend != "1") return problem(400, "descend is 0 or 1");
  q.descend = descend == "1";
  if (auto refused = settle_units(q.units, c, around)) return *std::move(refused);
  auto cells = around.engine.cells(q);
  if (cells.has_error()) return problem_of(cells.error());
  return *std::move(cells);
}

boost::system::result<std::vector<core::daily_row>, http_response> daily_of(const call& c, around_t around) {
  if (const auto fault = c.query.fault({}, {"unit", "metric", "period", "slice"})) return problem(400, *fault);
  std::vector<std::string> units = c.query.all("unit");
  if (units == std::vector<std::string>{""}) units.clear();
  if (auto refused = settle_units(units, c, around)) return *std::move(refused);
  auto rows = around.engine.daily(units.empty() ? "" : units.front(), c.query.one("metric").value_or(""),
                                  c.query.one("slice").value_or(""), c.query.one("period").value_or(""));
  if (rows.has_error()) return problem_of(rows.error());
  return *std::move(rows);
}

template <class Rows, class Text>
http_response written(const Rows& rows, Text text, std::string_view csv_name, around_t around) {
  if (rows.has_error()) return rows.error();
  std::string body = text(around.engine.plan(), *rows);
  return csv_name.empty() ? json(std::move(body)) : csv(std::move(body), csv_name);
}

// --- the process ---

http_response alive() { return table("text/plain; charset=utf-8", "alive\n"); }

http_response ready(around_t around) {
  if (around.engine.ready()) return table("text/plain; charset=utf-8", "ready\n");
  return problem(503, around.engine.failed() ? "the ledger cannot be written" : "not recovered yet");
}

http_response list(const call& c, std::string body) {
  if (const auto fault = c.query.fault({}, {})) return problem(400, *fault);
  return json(std::move(body));
}

}  // namespace

void add_api_routes(router& to, const api_surroundings& around) {
  const auto get = [&](std::string path, std::optional<action> right, auto make) {
    route r;
    r.method = "GET";
    r.path = std::move(path);
    r.right = right;
    r.run = [make, around](const call& c, const respond& then) { then(make(c, around)); };
    to.add(std::move(r));
  };

  route events;
  events.method = "POST";
  events.path = "/api/v1/events";
  events.right = action::post_events;
  events.run = [around](const call& c, const respond& then) { post_events(c, then, around); };
  events.check = check_events;
  to.add(std::move(events));

  route feed;
  feed.method = "GET";
  feed.path = "/api/v1/feed";
  feed.right = action::read_board;
  feed.upgrades = true;
  to.add(std::move(feed));

  const auto board = action::read_board;
  get("/api/v1/cells", board,
      [](const call& c, around_t a) { return written(cells_of(c, a), cells_text(wire::cells_json), "", a); });
  get("/api/v1/cells.csv", board,
      [](const call& c, around_t a) { return written(cells_of(c, a), cells_text(wire::cells_csv), "cells", a); });
  get("/api/v1/daily", board,
      [](const call& c, around_t a) { return written(daily_of(c, a), daily_text(wire::daily_json), "", a); });
  get("/api/v1/daily.csv", board,
      [](const call& c, around_t a) { return written(daily_of(c, a), daily_text(wire::daily_csv), "daily", a); });

  const auto repairs = action::read_repairs;
  get("/api/v1/quarantine", repairs, [](const call& c, around_t a) { return list(c, a.engine.quarantine_json()); });
  get("/api/v1/unmatched", repairs, [](const call& c, around_t a) { return list(c, a.engine.unmatched_json()); });

  const auto documents = action::read_documents;
  get("/api/openapi.json", documents, [](const call&, around_t) { return json(std::string(openapi_json())); });
  get("/api/asyncapi.json", documents, [](const call&, around_t) { return json(std::string(asyncapi_json())); });

  const auto metrics = around.config.open_metrics ? std::optional<action>() : action::read_metrics;
  get("/metrics", metrics, [](const call&, around_t a) {
    return table("text/plain; version=0.0.4; charset=utf-8", metrics_text(a.engine, a.statistics));
  });
  get("/healthz", std::nullopt, [](const call&, around_t) { return alive(); });
  get("/readyz", std::nullopt, [](const call&, around_t a) { return ready(a); });
}

}  // namespace northstar::net

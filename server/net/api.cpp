// SPDX-License-Identifier: MIT
#include "net/api.hpp"

#include <utility>

#include "net/api_access.hpp"
#include "net/api_answers.hpp"
#include "net/api_documents.hpp"
#include "net/api_goals.hpp"
#include "net/api_pairing.hpp"
#include "net/api_plan.hpp"
#include "net/api_repairs.hpp"
#include "net/api_session.hpp"
#include "net/api_tables.hpp"
#include "net/body_form.hpp"
#include "net/metrics_text.hpp"
#include "net/problem.hpp"
#include "wire/text.hpp"

namespace northstar::net {

namespace {

using around_t = const api_surroundings&;

// --- events in ---

std::string rejected_json(const engine::outcomes& o) {
  std::string out = "\"rejected\":[";
  for (const wire::rejection& r : o.rejected) {
    if (out.back() == '}') out += ',';
    out += "{\"index\":" + std::to_string(r.index) + ",\"pointer\":" + wire::json_text(r.pointer) +
           ",\"error\":" + wire::json_text(r.error) + ",\"detail\":" + wire::json_text(r.detail) + "}";
  }
  return out + "]";
}

std::string outcomes_json(const engine::outcomes& o) {
  std::string out = "{\"accepted\":" + std::to_string(o.accepted) + ",\"replaced\":" + std::to_string(o.replaced) +
                    ",\"stale\":" + std::to_string(o.stale) + ",\"duplicate\":" + std::to_string(o.duplicate) +
                    ",\"quarantined\":" + std::to_string(o.quarantined) + "," + rejected_json(o);
  return out + ",\"position\":" + wire::json_text(feed::to_text(o.position)) + "}";
}

// The shared log is away: they are on this node's disk and will count; how, is settled on its return.
http_response queued(const engine::outcomes& o) {
  http_response r = json_response("{\"queued\":" + std::to_string(o.queued) + "," + rejected_json(o) + "}");
  r.status = 202;
  return r;
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
    then(r.has_error() ? problem_of(r.error()) : r->queued != 0 ? queued(*r) : json_response(outcomes_json(*r)));
  };
  const auto taken = around.engine.submit(std::move(rows), answered);
  if (taken.has_error()) then(problem_of(taken.error()));
}

std::optional<http_response> check_events(const http_request& head) {
  if (body_form_of(head)) return std::nullopt;
  return problem(415, "events come as JSON, NDJSON or CloudEvents");
}

// --- the process ---

http_response alive() { return table_response("text/plain; charset=utf-8", "alive\n"); }

http_response ready(around_t around) {
  const auto shared = around.engine.shared();
  if (around.engine.ready() && shared && shared->away_since != 0)
    return table_response("text/plain; charset=utf-8", "ready, degraded: the shared log cannot be reached since " + core::to_rfc3339(around.engine.plan().calendar().rules().zone, shared->away_since) + "\n");
  if (around.engine.ready()) return table_response("text/plain; charset=utf-8", "ready\n");
  return problem(503, around.engine.failed() ? "the ledger cannot be written" : "not recovered yet");
}

http_response list(const call& c, std::string body) {
  if (const auto fault = c.query.fault({}, {})) return problem(400, *fault);
  return json_response(std::move(body));
}

}  // namespace

void note(const api_surroundings& around, const call& c, std::string_view act, std::string_view subject, std::string_view detail) {
  around.audit.note({around.clock.now(), c.who.name, std::string(act), std::string(subject), std::string(detail)});
}

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

  add_table_routes(to, around);
  add_plan_routes(to, around);
  add_goal_routes(to, around);
  add_session_routes(to, around);
  add_pairing_routes(to, around);
  add_access_routes(to, around);
  add_repairs_routes(to, around);

  const auto repairs = action::read_repairs;
  get("/api/v1/quarantine", repairs, [](const call& c, around_t a) { return list(c, a.engine.quarantine_json()); });
  get("/api/v1/unmatched", repairs, [](const call& c, around_t a) { return list(c, a.engine.unmatched_json()); });

  const auto documents = action::read_documents;
  get("/api/openapi.json", documents, [](const call&, around_t) { return json_response(std::string(openapi_json())); });
  get("/api/asyncapi.json", documents, [](const call&, around_t) { return json_response(std::string(asyncapi_json())); });

  const auto metrics = around.config.open_metrics ? std::optional<action>() : action::read_metrics;
  get("/metrics", metrics, [](const call&, around_t a) {
    return table_response("text/plain; version=0.0.4; charset=utf-8", metrics_text(a.engine, a.statistics));
  });
  get("/healthz", std::nullopt, [](const call&, around_t) { return alive(); });
  get("/readyz", std::nullopt, [](const call&, around_t a) { return ready(a); });
}

}  // namespace northstar::net

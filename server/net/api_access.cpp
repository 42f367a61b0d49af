// SPDX-License-Identifier: MIT
#include "net/api_access.hpp"

#include <algorithm>
#include <utility>

#include "core/zone.hpp"
#include "log/log.hpp"
#include "net/api_answers.hpp"
#include "net/problem.hpp"
#include "net/small_body.hpp"
#include "wire/table_text.hpp"
#include "wire/text.hpp"

namespace northstar::net {

namespace {

using around_t = const api_surroundings&;
using wire::table_form;
using wire::table_text;

void put_instant(table_text& out, around_t around, core::instant_ms at) {
  if (at == 0) return out.null();
  out.text(core::to_rfc3339(around.engine.plan().calendar().rules().zone, at));
}

std::string_view scope_of(const token& t, around_t around) {
  const auto& plan = around.engine.plan();
  return t.unit.empty() ? plan.unit_id(plan.plan().root) : std::string_view(t.unit);
}

http_response list_tokens(const call& c, around_t around) {
  if (const auto fault = c.query.fault({}, {})) return problem(400, *fault);
  table_text out(table_form::json, {"name", "role", "scope", "source", "kind", "created_at", "expires_at", "expired"});
  const core::instant_ms now = around.clock.now();
  for (const token& t : around.tokens.list()) {
    out.row();
    out.text(t.name);
    out.text(to_text(t.role));
    out.text(scope_of(t, around));
    out.text(t.source);
    out.text(t.paired ? "paired" : "token");
    put_instant(out, around, t.created_at);
    put_instant(out, around, t.expires_at.value_or(0));
    out.json(t.expires_at && *t.expires_at <= now ? "true" : "false");
  }
  return json_response(out.take());
}

http_response make_token(const call& c, around_t around) {
  const auto body = read_small_body(c, {"name", "role"}, {"scope", "source", "place", "expires"});
  if (body.has_error()) return body.error();
  const auto wanted_role = parse_role(text_of(*body, "role"));
  if (!wanted_role) return problem(400, "a role is source, display, viewer, manager or admin");
  token wanted;
  wanted.name = text_of(*body, "name");
  wanted.role = *wanted_role;
  wanted.unit = text_of(*body, "scope");
  wanted.source = text_of(*body, "source");
  wanted.place = text_of(*body, "place");
  wanted.created_at = around.clock.now();
  if (!wanted.unit.empty() && !around.engine.plan().unit(wanted.unit)) return problem(404, "there is no unit " + wanted.unit);
  if (const std::string life = text_of(*body, "expires"); !life.empty()) {
    const auto life_ms = parse_duration_ms(life);
    if (!life_ms) return problem(400, "expires is a time such as 30d, 12h or 90m");
    wanted.expires_at = wanted.created_at + *life_ms;
  }
  // The first token shuts the door that stands open on this machine: whoever shuts it must hold a key to everything.
  if (around.tokens.empty() && (wanted.role != role::admin || !wanted.unit.empty() || wanted.expires_at))
    return problem(409, "the first token is an admin's of the whole organisation, and does not expire");
  try {
    const std::string secret = around.tokens.add(wanted);
    note(around, c, "token_added", wanted.name, to_text(wanted.role));
    log::write(log::level::info, "token_added", "token=" + log::quoted(wanted.name) + " role=" + std::string(to_text(wanted.role)) + " by=" + log::quoted(c.who.name));
    http_response r = json_response(R"({"name":)" + wire::json_text(wanted.name) + R"(,"token":)" + wire::json_text(secret) + '}');
    r.status = 201;
    return r;
  } catch (const token_error& e) {
    return problem(409, e.what());
  }
}

bool opens_everything(const token& t) { return t.role == role::admin && t.unit.empty() && !t.expires_at; }

http_response revoke(const call& c, around_t around, bool displays_only) {
  if (const auto fault = c.query.fault({}, {"name"})) return problem(400, *fault);
  const std::string name = c.query.one("name").value_or("");
  const auto all = around.tokens.list();
  const auto named = std::find_if(all.begin(), all.end(), [&](const token& t) { return t.name == name; });
  if (named == all.end() || (displays_only && named->role != role::display)) return problem(404, "there is no such token: " + name);
  const bool last = opens_everything(*named) && std::count_if(all.begin(), all.end(), opens_everything) == 1;
  if (last) return problem(409, "this is the last admin's token of the whole organisation: make another one first");
  try {
    around.tokens.revoke(name);
  } catch (const token_error& e) {
    return problem(409, e.what());
  }
  note(around, c, named->role == role::display ? "display_revoked" : "token_revoked", name, named->place);
  log::write(log::level::info, "token_revoked", "token=" + log::quoted(name) + " by=" + log::quoted(c.who.name));
  http_response r;
  r.status = 204;
  r.fields.push_back({"Cache-Control", "no-store"});
  return r;
}

void put_glass(table_text& out, around_t around, const engine::screen_statistics* seen) {
  const bool measured = seen && seen->order_to_glass.total() != 0;
  if (seen && seen->painted_offset != 0) out.text(feed::to_text({around.engine.position().epoch, seen->painted_offset}));
  else out.null();
  put_instant(out, around, seen ? seen->painted_at_ms : 0);
  for (const double q : {0.5, 0.99}) {
    if (measured) out.figure(core::figure{static_cast<std::int64_t>(seen->order_to_glass.quantile(q) * 10), 1});
    else out.null();
  }
}

http_response list_displays(const call& c, around_t around) {
  if (const auto fault = c.query.fault({}, {})) return problem(400, *fault);
  table_text out(table_form::json, {"name", "place", "scope", "kind", "live", "connections", "connected_at", "painted_position", "painted_at",
                                    "order_to_glass_p50_ms", "order_to_glass_p99_ms", "created_at"});
  const auto& screens = around.engine.stats().screens;
  for (const token& t : around.tokens.list()) {
    if (t.role != role::display) continue;
    const std::size_t connections = around.displays.count(t.name);
    const auto seen = screens.find(t.name);
    out.row();
    out.text(t.name);
    out.text(t.place);
    out.text(scope_of(t, around));
    out.text(t.paired ? "paired" : "token");
    out.json(connections != 0 ? "true" : "false");
    out.integer(static_cast<long long>(connections));
    put_instant(out, around, around.displays.since(t.name));
    put_glass(out, around, seen == screens.end() ? nullptr : &seen->second);
    put_instant(out, around, t.created_at);
  }
  return json_response(out.take());
}

http_response reload_display(const call& c, around_t around) {
  if (const auto fault = c.query.fault({}, {"name"})) return problem(400, *fault);
  const std::string name = c.query.one("name").value_or("");
  const std::size_t told = around.displays.reload(name);
  if (told == 0) return problem(404, "no such display watches now: " + name);
  note(around, c, "display_reloaded", name);
  log::write(log::level::info, "display_reloaded", "display=" + log::quoted(name) + " by=" + log::quoted(c.who.name));
  return json_response(R"({"told":)" + std::to_string(told) + '}');
}

http_response list_audit(const call& c, around_t around) {
  if (const auto fault = c.query.fault({}, {})) return problem(400, *fault);
  table_text out(table_form::json, {"at", "who", "act", "subject", "detail"});
  const auto& lines = around.audit.lines();
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    out.row();
    put_instant(out, around, line->at);
    out.text(line->who);
    out.text(line->act);
    out.text(line->subject);
    out.text(line->detail);
  }
  return json_response(out.take());
}

}  // namespace

void add_access_routes(router& to, const api_surroundings& around) {
  const auto add = [&](std::string method, std::string path, auto make) {
    route r;
    r.method = std::move(method);
    r.path = std::move(path);
    r.right = action::manage_access;
    r.run = [make, around](const call& c, const respond& then) { then(make(c, around)); };
    to.add(std::move(r));
  };
  add("GET", "/api/v1/tokens", list_tokens);
  add("POST", "/api/v1/tokens", make_token);
  add("DELETE", "/api/v1/tokens", [](const call& c, around_t a) { return revoke(c, a, false); });
  add("GET", "/api/v1/displays", list_displays);
  add("DELETE", "/api/v1/displays", [](const call& c, around_t a) { return revoke(c, a, true); });
  add("POST", "/api/v1/displays/reload", reload_display);
  add("GET", "/api/v1/audit", list_audit);
}

}  // namespace northstar::net

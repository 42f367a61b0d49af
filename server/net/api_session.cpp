// SPDX-License-Identifier: MIT
#include "net/api_session.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/zone.hpp"
#include "log/log.hpp"
#include "net/api_answers.hpp"
#include "net/problem.hpp"
#include "net/rate_limit.hpp"
#include "net/session_cookie.hpp"
#include "net/small_body.hpp"
#include "wire/text.hpp"

namespace northstar::net {

namespace {

using around_t = const api_surroundings&;

// A secret cannot be guessed; this only keeps a broken page from asking without end.
constexpr std::size_t tries_a_minute = 30;

std::string who_json(const principal& who, bool by_cookie, around_t around) {
  const auto& plan = around.engine.plan();
  std::string rights;
  const auto add = [&](std::string_view name, action what) {
    if (!around.rights.may(who, what)) return;
    rights += rights.empty() ? "" : ",";
    rights += wire::json_text(name);
  };
  add("read_board", action::read_board);
  add("read_records", action::read_records);
  add("read_plan", action::read_plan);
  add("change_plan", action::change_plan);
  add("read_repairs", action::read_repairs);
  add("repair_events", action::repair_events);
  add("manage_access", action::manage_access);
  add("post_events", action::post_events);
  std::string out = R"({"name":)" + wire::json_text(who.name) + R"(,"role":)" + wire::json_text(to_text(who.role)) + R"(,"unit":)" +
                    wire::json_text(who.unit.empty() ? plan.unit_id(plan.plan().root) : std::string_view(who.unit)) + R"(,"by":)" +
                    (who.token_hash.empty() ? R"("loopback")" : by_cookie ? R"("cookie")" : R"("token")") + R"(,"expires_at":)";
  out += who.expires_at ? wire::json_text(core::to_rfc3339(plan.calendar().rules().zone, *who.expires_at)) : "null";
  return out + R"(,"rights":[)" + rights + "]}";
}

// A display's cookie lives on with every look; a person's ends with its token, or after a month.
std::int64_t cookie_life_s(const principal& who, core::instant_ms now) {
  if (!who.expires_at) return who.role == role::display ? display_cookie_s : person_cookie_s;
  return std::min(person_cookie_s, std::max<std::int64_t>(1, (*who.expires_at - now) / 1000));
}

// A stranger is told so and not refused: a page that asks who it is has done nothing wrong.
http_response get_session(const call& c, around_t around) {
  if (const auto fault = c.query.fault({}, {})) return problem(400, *fault);
  const core::instant_ms now = around.clock.now();
  const acquaintance found = around.rights.recognise(c.request, now);
  if (!found.who) return json_response(R"({"name":null,"role":null,"unit":null,"by":null,"expires_at":null,"rights":[]})");
  http_response r = json_response(who_json(*found.who, found.by_cookie, around));
  if (found.by_cookie && found.who->role == role::display) r.fields.push_back(keep_secret(c.request, cookie_secret(c.request), cookie_life_s(*found.who, now)));
  return r;
}

http_response sign_in(const call& c, around_t around, rate_limit& tries) {
  if (!tries.allows(c.request.from, around.clock.now())) return problem(429, "too many tries in a minute");
  const auto body = read_small_body(c, {"token"});
  if (body.has_error()) return body.error();
  const std::string secret = text_of(*body, "token");
  const identity found = around.rights.identify_token(secret, c.request.from_loopback(), around.clock.now());
  if (!found.who) return problem(401, found.fault == identity_fault::expired ? "this token has expired" : "no such token");
  http_response r = json_response(who_json(*found.who, true, around));
  // While the server is open to its own machine there is nothing to sign in with.
  if (!found.who->token_hash.empty()) r.fields.push_back(keep_secret(c.request, secret, cookie_life_s(*found.who, around.clock.now())));
  log::write(log::level::info, "signed_in", "who=" + log::quoted(found.who->name));
  return r;
}

http_response sign_out(const call& c) {
  http_response r;
  r.status = 204;
  r.fields.push_back({"Cache-Control", "no-store"});
  r.fields.push_back(forget_secret(c.request));
  return r;
}

}  // namespace

void add_session_routes(router& to, const api_surroundings& around) {
  const auto add = [&](std::string method, std::optional<action> right, auto make) {
    route r;
    r.method = std::move(method);
    r.path = "/api/v1/session";
    r.right = right;
    r.run = [make = std::move(make)](const call& c, const respond& then) { then(make(c)); };
    to.add(std::move(r));
  };
  add("GET", std::nullopt, [around](const call& c) { return get_session(c, around); });
  const auto tries = std::make_shared<rate_limit>(tries_a_minute, 60'000);
  add("POST", std::nullopt, [around, tries](const call& c) { return sign_in(c, around, *tries); });
  add("DELETE", std::nullopt, [](const call& c) { return sign_out(c); });
}

}  // namespace northstar::net

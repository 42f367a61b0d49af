// SPDX-License-Identifier: MIT
#include "net/api_pairing.hpp"

#include <memory>
#include <utility>

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

constexpr std::size_t codes_a_minute = 20;      // from one address; a display asks once in ten minutes
constexpr std::size_t claims_a_minute = 1'200;  // one every two seconds from each of forty displays
constexpr std::size_t confirms_a_minute = 30;

http_response made(std::string body) {
  http_response r = json_response(std::move(body));
  r.status = 201;
  return r;
}

std::string seconds_left(core::instant_ms until, core::instant_ms now) { return std::to_string((until - now) / 1000); }

http_response begin(const call& c, around_t around, rate_limit& limit) {
  if (const auto fault = c.query.fault({}, {})) return problem(400, *fault);
  if (around.tokens.empty()) return problem(409, "no access token exists yet: there is nothing to be paired with");
  const core::instant_ms now = around.clock.now();
  if (!limit.allows(c.request.from, now)) return problem(429, "too many codes in a minute");
  const auto begun = around.waiting_displays.begin(c.request.from, now);
  if (!begun) return problem(429, "too many displays wait to be paired");
  return made(R"({"code":)" + wire::json_text(begun->code) + R"(,"secret":)" + wire::json_text(begun->secret) + R"(,"expires_in_s":)" +
              seconds_left(begun->expires_at, now) + '}');
}

// The display asks again and again; once it is paired, the answer brings its cookie, until its code would have expired.
http_response claim(const call& c, around_t around, rate_limit& limit) {
  const core::instant_ms now = around.clock.now();
  if (!limit.allows(c.request.from, now)) return problem(429, "too many questions in a minute");
  const auto body = read_small_body(c, {"secret"});
  if (body.has_error()) return body.error();
  const waiting_display* display = around.waiting_displays.find(text_of(*body, "secret"), now);
  if (!display) return json_response(R"({"state":"expired"})");
  if (!display->paired)
    return json_response(R"({"state":"waiting","code":)" + wire::json_text(display->code) + R"(,"expires_in_s":)" +
                         seconds_left(display->expires_at, now) + '}');
  around.waiting_displays.claimed(text_of(*body, "secret"));
  http_response r = json_response(R"({"state":"paired","name":)" + wire::json_text(display->paired->name) + '}');
  r.fields.push_back(keep_secret(c.request, display->paired->token, display_cookie_s));
  return r;
}

http_response confirm(const call& c, around_t around, rate_limit& limit) {
  const core::instant_ms now = around.clock.now();
  if (!limit.allows(c.request.from, now)) return problem(429, "too many codes in a minute");
  const auto body = read_small_body(c, {"code", "name"}, {"place", "scope"});
  if (body.has_error()) return body.error();
  token wanted;
  wanted.name = text_of(*body, "name");
  wanted.place = text_of(*body, "place");
  wanted.unit = text_of(*body, "scope");
  wanted.role = role::display;
  wanted.paired = true;
  wanted.created_at = now;
  if (!wanted.unit.empty() && !around.engine.plan().unit(wanted.unit)) return problem(404, "there is no unit " + wanted.unit);
  if (around.tokens.empty()) return problem(409, "the first token is an admin's");
  waiting_display* display = around.waiting_displays.shown(text_of(*body, "code"), now);
  if (!display) return problem(404, "no display shows this code now");
  try {
    display->paired = paired_display{wanted.name, around.tokens.add(wanted)};
  } catch (const token_error& e) {
    return problem(409, e.what());
  }
  note(around, c, "display_paired", wanted.name, wanted.place);
  log::write(log::level::info, "display_paired", "display=" + log::quoted(wanted.name) + " by=" + log::quoted(c.who.name));
  return made(R"({"name":)" + wire::json_text(wanted.name) + '}');
}

}  // namespace

void add_pairing_routes(router& to, const api_surroundings& around) {
  using handler = http_response (*)(const call&, around_t, rate_limit&);
  const auto add = [&](std::string path, std::optional<action> right, std::size_t a_minute, handler run) {
    route r;
    r.method = "POST";
    r.path = std::move(path);
    r.right = right;
    const auto limit = std::make_shared<rate_limit>(a_minute, 60'000);
    r.run = [run, around, limit](const call& c, const respond& then) { then(run(c, around, *limit)); };
    to.add(std::move(r));
  };
  add("/api/v1/pairing", std::nullopt, codes_a_minute, begin);
  add("/api/v1/pairing/claim", std::nullopt, claims_a_minute, claim);
  add("/api/v1/pairing/confirm", action::manage_access, confirms_a_minute, confirm);
}

}  // namespace northstar::net

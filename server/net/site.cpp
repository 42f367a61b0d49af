// SPDX-License-Identifier: MIT
#include "net/site.hpp"

#include <string_view>
#include <utility>

#include "net/gzip.hpp"
#include "net/origin.hpp"
#include "net/problem.hpp"

namespace northstar::net {

namespace {

std::string_view words_for(identity_fault fault) {
  switch (fault) {
    case identity_fault::missing: return "a token is needed: Authorization: Bearer …";
    case identity_fault::expired: return "this token has expired";
    default: return "no such token";
  }
}

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

}  // namespace

site::site(const router& routes, const access& rights, static_files& pages, const engine::clock& clock)
    : routes_(routes), rights_(rights), pages_(pages), clock_(clock) {}

admission site::admit(const http_request& head) const {
  admission a;
  auto target = head.target == "*" && head.method == "OPTIONS" ? request_target{"/", {}} : parse_target(head.target);
  if (!target) {
    a.refusal = problem(400, "the address cannot be read");
    return a;
  }
  a.target = *std::move(target);

  auto found = routes_.find(head.method, a.target.path);
  if (!found) {
    const bool api = a.target.path == "/api" || a.target.path.starts_with("/api/");
    if (api) {
      a.refusal = problem(404, "there is nothing at " + a.target.path);
    } else {
      a.route_name = "page";
      a.route_number = request_counts::page;
    }
    return a;
  }
  a.to = found->to;
  a.refusal = std::move(found->instead);
  a.route_name = found->path;
  a.route_number = request_counts::first_route + found->number;
  if (!a.refusal && (a.to->right || !is_safe(head.method))) a.refusal = guard(head, *a.to);
  if (!a.refusal) identify(a, head);
  if (!a.refusal && a.to->check) a.refusal = a.to->check(head);
  return a;
}

void site::answer(const admission& a, const http_request& request, const respond& then) const {
  if (!a.to) return then(pages_.get(request, a.target.path));
  static const principal nobody;
  a.to->run(call{request, a.target.query, a.who ? *a.who : nobody}, then);
}

void site::finish(http_response& r, const admission& a, const http_request& request) {
  if (a.to) pack(r, request.field("accept-encoding"));
}

// What no route with a right may let through: names bent to this machine, and pages of other sites that write or listen with
// the rights of whoever visits them. (What they read by plain GET the browser keeps from them.)
std::optional<http_response> site::guard(const http_request& head, const route& to) const {
  const std::string_view host = head.field("host");
  if (rights_.is_open_to(head.from_loopback()) && !host.empty() && !is_loopback_host(host))
    return problem(421, "without a token this server answers to localhost only");
  if ((!is_safe(head.method) || to.upgrades) && !is_same_origin(head.field("origin"), host))
    return problem(403, "pages of other sites have no business here");
  return std::nullopt;
}

void site::identify(admission& a, const http_request& head) const {
  if (!a.to->right) return;
  acquaintance found = rights_.recognise(head, clock_.now());
  // A browser cannot send a header with an upgrade: the feed asks for the token in the first message, also of one whose cookie is worth nothing.
  if (a.to->upgrades && !found.who && (found.fault == identity_fault::missing || found.by_cookie)) return;
  if (!found.who) {
    a.refusal = problem(401, words_for(found.fault), {"WWW-Authenticate", "Bearer realm=\"northstar\""});
    return;
  }
  // A cookie comes with whatever a browser asks, so a page of this server must have made it ask. Browsers say so on every write and upgrade.
  if (found.by_cookie && (!is_safe(head.method) || a.to->upgrades) && head.field("origin").empty()) {
    a.refusal = problem(403, "with a cookie, a page of this server must ask");
    return;
  }
  if (!rights_.may(*found.who, *a.to->right)) {
    a.refusal = problem(403, "this token has no right to this");
    return;
  }
  a.who = std::move(found.who);
}

}  // namespace northstar::net

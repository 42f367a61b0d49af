// SPDX-License-Identifier: MIT
#include "net/router.hpp"

#include "net/problem.hpp"

namespace northstar::net {

std::optional<router::found> router::find(std::string_view method, std::string_view path) const {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  bool known = false;
  for (const route& r : routes_) {
    if (r.path != path) continue;
    if (r.method == wanted) return found{&r, std::nullopt};
    known = true;
  }
  if (!known) return std::nullopt;

  if (method == "OPTIONS") {
    http_response r;
    r.status = 204;
    r.fields.push_back({"Allow", allowed(path)});
    return found{nullptr, std::move(r)};
  }
  return found{nullptr, problem(405, "this address takes " + allowed(path), {"Allow", allowed(path)})};
}

std::string router::allowed(std::string_view path) const {
  std::string out;
  for (const route& r : routes_)
    if (r.path == path) out += r.method == "GET" ? "GET, HEAD, " : r.method + ", ";
  return out + "OPTIONS";
}

}  // namespace northstar::net

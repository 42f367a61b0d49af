// SPDX-License-Identifier: MIT
#include "net/router.hpp"

#include "net/problem.hpp"

namespace northstar::net {

void router::add(route r) {
  place& at = by_path_.try_emplace(r.path, place{by_path_.size(), {}}).first->second;
  at.routes.push_back(std::move(r));
}

std::optional<router::found> router::find(std::string_view method, std::string_view path) const {
  const auto at = by_path_.find(path);
  if (at == by_path_.end()) return std::nullopt;
  const auto& [known_path, known] = *at;
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const route& r : known.routes)
    if (r.method == wanted) return found{&r, std::nullopt, known_path, known.number};

  if (method == "OPTIONS") {
    http_response r;
    r.status = 204;
    r.fields.push_back({"Allow", allowed(known.routes)});
    return found{nullptr, std::move(r), known_path, known.number};
  }
  auto refusal = problem(405, "this address takes " + allowed(known.routes), {"Allow", allowed(known.routes)});
  return found{nullptr, std::move(refusal), known_path, known.number};
}

std::string router::allowed(const std::vector<route>& routes) {
  std::string out;
  for (const route& r : routes) out += r.method == "GET" ? "GET, HEAD, " : r.method + ", ";
  return out + "OPTIONS";
}

}  // namespace northstar::net

// SPDX-License-Identifier: MIT
// Which handler a method and a path belong to, and what it takes to call it. Handlers get a call and a function to answer with, which
// they call once, now or later; they know no socket.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/access.hpp"
#include "net/http_message.hpp"
#include "net/query.hpp"

namespace northstar::net {

struct call {
  const http_request& request;  // all three are valid until the handler returns, not until it has answered
  const parameters& query;
  const principal& who;         // of routes with a right; empty for public ones
};

using respond = std::function<void(http_response)>;

struct route {
  std::string method;                     // "GET" (answers HEAD too) or "POST"
  std::string path;
  std::optional<action> right;            // empty: public
  std::function<void(const call&, const respond&)> run;
  // Looks at the header alone, before a body is read; an answer refuses it.
  std::function<std::optional<http_response>(const http_request&)> check;
  // The connection becomes a feed session; who asks is settled there, when no Authorization came with the request.
  bool upgrades = false;
};

class router {
 public:
  void add(route r) { routes_.push_back(std::move(r)); }

  // The route, or the answer that stands for it: 404, 405 with Allow, 204 to OPTIONS.
  struct found {
    const route* to = nullptr;
    std::optional<http_response> instead;
  };
  // nullopt: no route has that path.
  std::optional<found> find(std::string_view method, std::string_view path) const;

 private:
  std::string allowed(std::string_view path) const;

  std::vector<route> routes_;
};

}  // namespace northstar::net

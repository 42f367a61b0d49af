// SPDX-License-Identifier: MIT
// Everything this server answers by HTTP, seen from a connection: what a header alone decides (may it come in, and where does it
// go), and the answer to a whole request. Knows no socket.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "engine/clock.hpp"
#include "net/access.hpp"
#include "net/http_message.hpp"
#include "net/request_counts.hpp"
#include "net/router.hpp"
#include "net/static_files.hpp"

namespace northstar::net {

// What the header of a request has decided.
struct admission {
  std::optional<http_response> refusal;  // the answer, without reading the body
  const route* to = nullptr;             // null: a page
  std::string_view route_name = "unknown";  // for counting: "/api/v1/cells", "page", "unknown"
  std::size_t route_number = request_counts::unknown;
  request_target target;
  std::shared_ptr<const principal> who;  // null: a public route, or a feed that is told by its first message
};

class site {
 public:
  site(const router& routes, const access& rights, static_files& pages, const engine::clock& clock);

  admission admit(const http_request& head) const;
  // Calls `then` once, now or later. Its answer is not packed yet: see finish().
  void answer(const admission& a, const http_request& request, const respond& then) const;
  // What an answer needs before it goes out: packed for who takes that.
  static void finish(http_response& r, const admission& a, const http_request& request);

 private:
  std::optional<http_response> guard(const http_request& head, const route& to) const;
  void identify(admission& a, const http_request& head) const;

  const router& routes_;
  const access& rights_;
  static_files& pages_;
  const engine::clock& clock_;
};

}  // namespace northstar::net

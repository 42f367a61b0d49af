// SPDX-License-Identifier: MIT
// One HTTP connection: reads requests one after the other (a client may send the next before the answer), gives them to the site
// and writes the answers in order. An upgrade hands the socket on.
#pragma once

#include <functional>
#include <optional>

#include "net/access.hpp"
#include "net/connection_limits.hpp"
#include "net/http_message.hpp"
#include "net/late_answers.hpp"
#include "net/net.hpp"
#include "net/net_config.hpp"
#include "net/net_statistics.hpp"
#include "net/session.hpp"
#include "net/site.hpp"

namespace northstar::net {

// What a connection brings along.
struct connection {
  net::socket socket;
  connection_limits::place place;
  boost::asio::ip::address from;
};

// What http sessions work with; all of it outlives them.
struct http_surroundings {
  const net::site& site;
  const net_config& config;
  net_statistics& statistics;
  session_registry& sessions;
  const engine::clock& clock;
  late_answers& answers;
  // Takes over a connection that asked for the feed. `who` is empty when the first message will tell.
  std::function<void(connection, http_request, std::optional<principal> who)> upgrade;
};

void start_http_session(connection c, const http_surroundings& around);

}  // namespace northstar::net

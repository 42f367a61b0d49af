// SPDX-License-Identifier: MIT
// One viewer on the feed: a WebSocket, its subscription and its outbox. reader() takes messages, writer() writes one frame at a time,
// deliver() only enqueues; the writer is woken for it. Costs about 12 KiB while quiet, and at most the outbox more when the viewer is slow.
#pragma once

#include <optional>

#include "engine/engine.hpp"
#include "net/access.hpp"
#include "net/http_session.hpp"

namespace northstar::net {

// Close codes of docs/protocol.md.
enum class close : std::uint16_t {
  going_away = 1001,
  refused = 1008,
  slow = 4000,
  protocol = 4001,
  revoked = 4003,
};

// What feed sessions work with; all of it outlives them.
struct feed_surroundings {
  engine::engine& engine;
  const access& rights;
  const net_config& config;
  net_statistics& statistics;
  session_registry& sessions;
  const engine::clock& clock;
};

// `upgrade` is the request that asked for the feed.
void start_feed_session(connection c, const http_request& upgrade, std::optional<principal> who, const feed_surroundings& around);

}  // namespace northstar::net

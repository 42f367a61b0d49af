// SPDX-License-Identifier: MIT
// One viewer on the feed: a WebSocket, what it has subscribed to and the way out to it. Driven by readiness: a message is read and
// answered, a frame handed over and written, in the call that tells of it. Costs about 470 bytes while quiet; a viewer that does not
// read costs the frame its socket took a part of, and a mark a scope (net/feed_writer.hpp).
#pragma once

#include <optional>

#include "engine/engine.hpp"
#include "net/access.hpp"
#include "net/direct_sockets.hpp"
#include "net/feed_poller.hpp"
#include "net/frame_pages.hpp"
#include "net/http_session.hpp"
#include "net/live_displays.hpp"
#include "net/principal_pool.hpp"
#include "net/web_watch.hpp"

namespace northstar::net {

// Close codes of docs/protocol.md; those of RFC 6455 that its reader gives are in net/websocket_reader.hpp.
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
  feed_poller& poller;
  principal_pool& principals;
  frame_pages& pages;
  direct_sockets& direct;
  live_displays& displays;
  const web_watch& web;
};

// `upgrade` is the request that asked for the feed, which refuse_websocket() found nothing against.
void start_feed_session(connection c, const http_request& upgrade, std::optional<principal> who, const feed_surroundings& around);

}  // namespace northstar::net

// SPDX-License-Identifier: MIT
// What the network part counts since the start, for /metrics. Plain numbers: one thread.
#pragma once

#include <cstdint>
#include <map>

#include "net/request_counts.hpp"

namespace northstar::net {

struct net_statistics {
  std::uint64_t accepted = 0;         // connections
  std::uint64_t refused_total = 0;    // past connections_max
  std::uint64_t refused_address = 0;  // past connections_per_address_max
  std::uint64_t connections = 0;      // open now
  std::uint64_t sessions = 0;         // feed sessions open now
  std::uint64_t sessions_opened = 0;
  std::uint64_t frames_sent = 0;
  std::uint64_t frame_bytes_sent = 0;
  std::uint64_t conflated = 0;        // frames merged into a later one, of sessions that have ended
  std::uint64_t body_bytes = 0;       // bodies in memory now
  std::map<unsigned, std::uint64_t> closes;         // of feed sessions, by close code; 1006: no close frame came
  request_counts requests;
};

}  // namespace northstar::net

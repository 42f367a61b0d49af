// SPDX-License-Identifier: MIT
// A board with viewers: connects them, posts sales at a fixed rate, and times each body from the
// moment at which it was due (so that queueing counts) to each viewer's frame that shows it.
#pragma once

#include <cstdint>
#include <string>

#include "load/audience.hpp"

namespace load {

struct broadcast_options {
  audience_options audience;
  std::string subscribe;
  std::string resume;  // subscription of those who come back; {position} is what they saw last
  std::size_t viewers = 1'000;
  std::size_t stalled = 0;  // of them stop reading once they are there
  std::size_t connecting_max = 500;
  double settle_s = 1;  // of idleness, before anything is sent
  double warm_up_s = 1;
  double seconds = 5;  // 0: nothing is posted
  double bodies_per_s = 30;
  std::size_t rows = 1;  // of a body
  bool storm = false;    // at the end all go and come back at once
  bool peer = false;     // bodies are `peer_bytes` with the number in them, broadcast as they are
  std::size_t peer_bytes = 200;
  std::string post_path = "/api/v1/events";
  int pid = 0;
  std::uint64_t seed = 1;
};

// Prints one JSON line. False when viewers did not get there, or did not see the last body.
bool run_broadcast(const broadcast_options& options);

}  // namespace load

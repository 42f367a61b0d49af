// SPDX-License-Identifier: MIT
// Frames to sockets for which nothing waits, past their sessions. The handle is the descriptor,
// which does not wait (O_NONBLOCK).
#pragma once

#include <sys/types.h>

#include "feed/hub.hpp"
#include "net/frame_pages.hpp"
#include "net/net_statistics.hpp"

namespace northstar::net {

// A frame as send() that neither waits nor raises a signal, and goes on after an interruption; a large
// one by its pages.
ssize_t send_frame(int descriptor, const feed::frame& f, frame_pages& pages);

class direct_sockets final : public feed::direct_way {
 public:
  direct_sockets(frame_pages& pages, net_statistics& statistics)
      : pages_(pages), statistics_(statistics) {}

  std::size_t write(int descriptor, const feed::frame& f) override;

 private:
  frame_pages& pages_;
  net_statistics& statistics_;
};

}  // namespace northstar::net

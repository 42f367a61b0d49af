// SPDX-License-Identifier: MIT
// What waits to be written to one viewer. Bounded in frames and bytes: past the bound the waiting deltas of a channel are dropped and
// replaced, once the socket drains, by one frame that brings the viewer to the newest state. So a slow screen costs a
// bounded amount and always ends up right.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "feed/hub.hpp"

namespace northstar::feed {

struct outbox_limits {
  std::size_t frames_max = 32;
  // Above this, no delta is queued beside what waits (a single snapshot may be larger: it is one shared buffer).
  std::size_t bytes_max = 64 * 1024;
};

class outbox {
 public:
  explicit outbox(outbox_limits limits = {}) : limits_(limits) {}

  // A frame of a channel (delta, catch-up or snapshot). Drops it and remembers the channel as behind when there is no room.
  void push(channel& from, const sequenced_frame& f);
  // A frame outside any channel (hello, beat, error). False, and dropped, when there is no room.
  bool push_notice(frame text);
  // The viewer left the channel: nothing of it is sent any more.
  void forget(const channel& from);

  bool empty() const;
  std::size_t bytes() const { return bytes_; }
  std::uint64_t conflated() const { return conflated_; }
  // The next frame to write, and where its channel's viewer stands then. Asks the channel for a catch-up when it is behind and nothing
  // of it waits. nullopt: nothing to send.
  std::optional<frame> pop();

 private:
  struct waiting {
    channel* from = nullptr;  // null: a notice
    sequenced_frame f;
  };
  struct standing {
    channel* of = nullptr;
    std::uint64_t sent_version = 0;   // given to the socket, or waiting in order before what was dropped
    bool behind = false;
  };
  standing& standing_of(channel& c);
  void drop_waiting(standing& s);

  outbox_limits limits_;
  std::deque<waiting> queue_;
  std::vector<standing> standings_;
  std::size_t bytes_ = 0;
  std::uint64_t conflated_ = 0;
};

}  // namespace northstar::feed

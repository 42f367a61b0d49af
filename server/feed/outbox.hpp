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
  // A frame outside any channel (hello, error). False, and dropped, when there is no room.
  bool push_notice(frame text);
  // The viewer left the channel: nothing of it is sent any more.
  void forget(const channel& from);

  // False: pop() may have something (a channel that is behind may turn out to have nothing new).
  bool empty() const { return queue_.empty(); }
  std::size_t bytes() const { return bytes_; }
  std::size_t frames() const { return frames_; }
  // Frames of channels that were dropped and merged into a later catch-up.
  std::uint64_t conflated() const { return conflated_; }
  // The next frame to write. A channel that is behind is asked for its catch-up now, at its place in the queue, so that no busy
  // channel can keep it waiting. nullopt: nothing to send.
  std::optional<frame> pop();

 private:
  struct waiting {
    channel* from = nullptr;  // null: a notice
    sequenced_frame f;        // without text: the place where the channel's catch-up goes
  };
  struct standing {
    channel* of = nullptr;
    std::uint64_t sent_version = 0;  // given to the socket; 0: nothing yet
    bool behind = false;             // frames were dropped, and a place for the catch-up stands in the queue
  };
  standing& standing_of(channel& c);
  bool has_room(const frame& text) const;
  void enqueue(waiting w);
  void take_out(const waiting& w);
  void fall_behind(standing& s);

  outbox_limits limits_;
  std::deque<waiting> queue_;
  std::vector<standing> standings_;
  std::size_t frames_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t conflated_ = 0;
};

}  // namespace northstar::feed

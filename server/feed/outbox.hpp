// SPDX-License-Identifier: MIT
// What waits to be written to one viewer. Bounded in frames and bytes: past the bound, or when the socket takes nothing, the waiting
// deltas of a channel are dropped and replaced, once it drains, by one frame that brings the viewer to the newest state. So a slow
// screen costs a mark a scope and always ends up right.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "feed/hub.hpp"

namespace northstar::feed {

struct outbox_limits {
  std::size_t frames_max = 32;
  // Above this, no delta is queued beside what waits (a single snapshot may be larger: it is one shared buffer).
  std::size_t bytes_max = 64 * 1024;
};

// A subscription stays where it is while something of it waits here: forget() it first.
class outbox {
 public:
  explicit outbox(outbox_limits limits = {}) : limits_(limits) {}

  // A frame of a channel (delta, catch-up or snapshot). Drops it and marks the subscription as behind when there is no room.
  void push(subscription& of, const sequenced_frame& f);
  // There is news of the channel, and no frame of it is to be kept: a catch-up is made when its place is reached.
  void mark(subscription& of);
  // A frame outside any channel (hello, error). False, and dropped, when there is no room.
  bool push_notice(frame text);
  // The viewer left the channel: nothing of it is sent any more.
  void forget(subscription& of);

  // False: pop() may have something (a channel that is behind may turn out to have nothing new).
  bool empty() const { return queue_.empty(); }
  std::size_t bytes() const { return bytes_; }
  std::size_t frames() const { return frames_; }
  // Frames of channels that were dropped and merged into a later catch-up.
  std::uint64_t conflated() const { return conflated_; }
  std::uint64_t take_conflated() { return std::exchange(conflated_, 0); }

  // The frame that is written after `index` others; null: no more. A channel that is behind is asked for its catch-up now, at its
  // place in the queue, so that no busy channel can keep it waiting. Valid until the next call that changes the queue.
  const frame* at(std::size_t index);
  // Takes the first frame out: it is the socket's now. nullopt: nothing to send.
  std::optional<frame> pop();

 private:
  struct waiting {
    subscription* of = nullptr;  // null: a notice
    sequenced_frame f;           // without text: the place where the channel's catch-up goes
  };
  bool has_room(const frame& text) const;
  void enqueue(waiting w);
  void take_out(const waiting& w);

  outbox_limits limits_;
  std::vector<waiting> queue_;
  std::size_t frames_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t conflated_ = 0;
};

}  // namespace northstar::feed

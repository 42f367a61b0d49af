// SPDX-License-Identifier: MIT
// Who sees what: channels and the subscribers of each. Knows no JSON, no socket and no clock. A frame is made once and shared by
// all who see it. Joining and leaving cost the same however many watch. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "feed/frame.hpp"

namespace northstar::feed {

// A frame, or several in one buffer, that brings a viewer of the channel to `version`. Versions count what a channel has said, from 1; they hold inside this process
// only (positions are for the wire).
struct sequenced_frame {
  frame text;
  std::uint64_t version = 0;
};

class subscriber;
class subscription;

// The way past the subscriber, for a viewer for whom nothing waits: between two frames a session's memory grows cold, and touching ten thousand of them
// is most of what a frame costs beside the system calls. `handle` (0 or more) is what the way knows the viewer by.
class direct_way {
 public:
  virtual ~direct_way() = default;
  // How many bytes of the frame the viewer's connection took; none, too, when it is broken.
  virtual std::size_t write(int handle, const frame& f) = 0;
};

// A stream of deltas over some state. The owner of the state implements the two frames; the base keeps the subscribers.
class channel {
 public:
  channel() = default;
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;
  virtual ~channel();

  // The whole state as of now.
  virtual sequenced_frame snapshot() = 0;
  // One frame that brings a viewer who has seen `since` to now.
  virtual sequenced_frame catch_up(std::uint64_t since) = 0;

  std::size_t subscriber_count() const { return places_.size() - left_; }
  // To every subscriber, in the order they joined; those who join or leave meanwhile hear nothing of it.
  void publish(const sequenced_frame& f);

 private:
  friend class subscription;
  // A place that was left stays, empty, until half of them are: so leaving needs no search, and order is kept.
  struct place {
    subscription* by = nullptr;
    subscriber* who = nullptr;
    int handle = -1;        // of a viewer to whom frames go directly
    bool has_said = false;  // and who has got what said_ names so, which his subscription does not know
  };
  void leave(std::size_t index);
  void close_ranks();

  std::vector<place> places_;
  direct_way* way_ = nullptr;
  std::uint64_t said_ = 0;  // version of the frame that was last given to everybody
  std::size_t left_ = 0;
  bool publishing_ = false;
};

// Somebody who sees frames; a session. Neither call destroys a subscriber; they may end subscriptions, `by` too.
class subscriber {
 public:
  virtual ~subscriber() = default;
  virtual void deliver(subscription& by, const sequenced_frame& f) = 0;
  // The direct way took so many bytes of the frame, less than all of it.
  virtual void go_on(subscription& by, const sequenced_frame& f, std::size_t taken);
};

// Membership as a guard: leaves the channel when destroyed. The channel must outlive it.
class subscription {
 public:
  subscription() = default;
  subscription(channel& to, subscriber& who);
  subscription(subscription&& other) noexcept;
  subscription& operator=(subscription&& other) noexcept;
  ~subscription();

  channel* joined() const { return channel_; }

  // From here on frames go by `way`, which all viewers of a channel share. For a viewer who has been given all that the channel said.
  void go_directly(direct_way& way, int handle);
  // Frames come to the subscriber again, and sent_version is true.
  void go_by_subscriber();

  // How far the viewer has been brought; kept by whoever writes to him (outbox.hpp); left behind while frames go directly.
  std::uint64_t sent_version = 0;  // given to the socket; 0: nothing yet
  bool behind = false;             // frames were dropped, and a place for the catch-up stands in the outbox

 private:
  friend class channel;
  void take_place_of(subscription& other);

  std::uint32_t place_ = 0;
  channel* channel_ = nullptr;
  subscriber* who_ = nullptr;
};

}  // namespace northstar::feed

// SPDX-License-Identifier: MIT
// Who sees what: channels and the subscribers of each. Knows no JSON, no socket and no clock. A frame is made once and shared by
// all who see it. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace northstar::feed {

using frame = std::shared_ptr<const std::string>;

// A frame that brings a viewer of the channel to `version`. Versions count what a channel has said, from 1; they hold inside this process
// only (positions are for the wire).
struct sequenced_frame {
  frame text;
  std::uint64_t version = 0;
};

class subscriber;

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

  std::size_t subscriber_count() const { return subscribers_.size(); }
  // To every subscriber, in the order they joined.
  void publish(const sequenced_frame& f);

 private:
  friend class subscription;
  std::vector<subscriber*> subscribers_;
};

// Somebody who sees frames; a session. Both calls only enqueue and never destroy a subscriber.
class subscriber {
 public:
  virtual ~subscriber() = default;
  virtual void deliver(channel& from, const sequenced_frame& f) = 0;
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

 private:
  channel* channel_ = nullptr;
  subscriber* who_ = nullptr;
};

}  // namespace northstar::feed

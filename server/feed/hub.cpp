// SPDX-License-Identifier: MIT
#include "feed/hub.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace northstar::feed {

channel::~channel() { assert(subscribers_.empty()); }

void channel::publish(const sequenced_frame& f) {
  for (subscriber* s : subscribers_) s->deliver(*this, f);
}

subscription::subscription(channel& to, subscriber& who) : channel_(&to), who_(&who) {
  to.subscribers_.push_back(&who);
}

subscription::subscription(subscription&& other) noexcept
    : channel_(std::exchange(other.channel_, nullptr)), who_(std::exchange(other.who_, nullptr)) {}

subscription& subscription::operator=(subscription&& other) noexcept {
  subscription gone(std::move(*this));
  channel_ = std::exchange(other.channel_, nullptr);
  who_ = std::exchange(other.who_, nullptr);
  return *this;
}

subscription::~subscription() {
  if (!channel_) return;
  auto& all = channel_->subscribers_;
  const auto at = std::find(all.begin(), all.end(), who_);
  assert(at != all.end());
  all.erase(at);
}

}  // namespace northstar::feed

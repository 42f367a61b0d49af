// SPDX-License-Identifier: MIT
#include "feed/hub.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace northstar::feed {

namespace {

// Below this an empty place or two cost less than moving the rest.
constexpr std::size_t places_worth_closing = 16;
// A viewer's memory is cold when his turn comes: it is asked for this many viewers ahead.
constexpr std::size_t look_ahead = 4;

}  // namespace

channel::~channel() { assert(subscriber_count() == 0); }

void channel::publish(const sequenced_frame& f) {
  publishing_ = true;
  const std::size_t count = places_.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (const std::size_t next = i + look_ahead; next < count && places_[next].handle < 0) {
      __builtin_prefetch(places_[next].who);
      __builtin_prefetch(places_[next].by);
    }
    const place p = places_[i];
    if (!p.by) continue;
    if (p.handle < 0) {
      p.who->deliver(*p.by, f);
      continue;
    }
    const std::size_t taken = way_->write(p.handle, f.text);
    if (taken != f.text->size()) p.who->go_on(*p.by, f, taken);
    else if (!p.has_said) places_[i].has_said = true;
  }
  said_ = f.version;
  publishing_ = false;
  close_ranks();
}

void channel::leave(std::size_t index) {
  places_[index] = {};
  ++left_;
  close_ranks();
}

void channel::close_ranks() {
  if (publishing_ || left_ * 2 < places_.size() || (left_ < places_worth_closing && left_ < places_.size())) return;
  std::size_t kept = 0;
  for (const place& p : places_) {
    if (!p.by) continue;
    p.by->place_ = static_cast<std::uint32_t>(kept);
    places_[kept++] = p;
  }
  places_.resize(kept);
  left_ = 0;
  if (places_.capacity() > 4 * kept + places_worth_closing) places_.shrink_to_fit();
}

subscription::subscription(channel& to, subscriber& who)
    : place_(static_cast<std::uint32_t>(to.places_.size())), channel_(&to), who_(&who) {
  to.places_.push_back({this, &who});
}

subscription::subscription(subscription&& other) noexcept { take_place_of(other); }

subscription& subscription::operator=(subscription&& other) noexcept {
  subscription gone(std::move(*this));
  take_place_of(other);
  return *this;
}

void subscription::take_place_of(subscription& other) {
  sent_version = std::exchange(other.sent_version, 0);
  behind = std::exchange(other.behind, false);
  place_ = other.place_;
  channel_ = std::exchange(other.channel_, nullptr);
  who_ = std::exchange(other.who_, nullptr);
  if (channel_) channel_->places_[place_].by = this;
}

void subscription::go_directly(direct_way& way, int handle) {
  channel_->way_ = &way;
  channel::place& p = channel_->places_[place_];
  p.handle = handle;
  p.has_said = false;
}

void subscription::go_by_subscriber() {
  channel::place& p = channel_->places_[place_];
  p.handle = -1;
  if (std::exchange(p.has_said, false)) sent_version = std::max(sent_version, channel_->said_);
}

void subscriber::go_on(subscription& by, const sequenced_frame& f, std::size_t taken) {
  assert(taken == 0);
  static_cast<void>(taken);
  deliver(by, f);
}

subscription::~subscription() {
  if (channel_) channel_->leave(place_);
}

}  // namespace northstar::feed

// SPDX-License-Identifier: MIT
#include "feed/outbox.hpp"

#include <algorithm>
#include <utility>

namespace northstar::feed {

void outbox::push(channel& from, const sequenced_frame& f) {
  standing& s = standing_of(from);
  // The catch-up is made when it is taken out, so it will hold this frame's news too.
  if (s.behind) {
    ++conflated_;
    return;
  }
  if (has_room(f.text)) {
    enqueue({&from, f});
    return;
  }
  ++conflated_;
  fall_behind(s);
}

bool outbox::push_notice(frame text) {
  if (!has_room(text)) return false;
  enqueue({nullptr, {std::move(text), 0}});
  return true;
}

void outbox::forget(const channel& from) {
  std::erase_if(queue_, [&](const waiting& w) {
    if (w.from != &from) return false;
    take_out(w);
    return true;
  });
  std::erase_if(standings_, [&](const standing& s) { return s.of == &from; });
}

std::optional<frame> outbox::pop() {
  while (!queue_.empty()) {
    waiting next = std::move(queue_.front());
    queue_.pop_front();
    take_out(next);
    if (!next.from) return std::move(next.f.text);

    standing& s = standing_of(*next.from);
    if (!next.f.text) {
      s.behind = false;
      next.f = next.from->catch_up(s.sent_version);
    }
    if (!next.f.text) continue;  // what was dropped has undone itself
    s.sent_version = next.f.version;
    return std::move(next.f.text);
  }
  return std::nullopt;
}

outbox::standing& outbox::standing_of(channel& c) {
  const auto at =
      std::find_if(standings_.begin(), standings_.end(), [&](const standing& s) { return s.of == &c; });
  if (at != standings_.end()) return *at;
  return standings_.emplace_back(standing{&c});
}

// Alone in the queue a frame may be larger than the bound.
bool outbox::has_room(const frame& text) const {
  if (frames_ == 0) return true;
  return frames_ < limits_.frames_max && bytes_ + text->size() <= limits_.bytes_max;
}

void outbox::enqueue(waiting w) {
  ++frames_;
  bytes_ += w.f.text->size();
  queue_.push_back(std::move(w));
}

void outbox::take_out(const waiting& w) {
  if (!w.f.text) return;
  --frames_;
  bytes_ -= w.f.text->size();
}

// Drops what waits of the channel; its first place in the queue, or else a new last one, is where the catch-up goes.
void outbox::fall_behind(standing& s) {
  s.behind = true;
  bool placed = false;
  std::erase_if(queue_, [&](waiting& w) {
    if (w.from != s.of) return false;
    take_out(w);
    ++conflated_;
    if (placed) return true;
    w.f = {};
    placed = true;
    return false;
  });
  if (!placed) queue_.push_back({s.of, {}});
}

}  // namespace northstar::feed

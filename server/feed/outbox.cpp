// SPDX-License-Identifier: MIT
#include "feed/outbox.hpp"

#include <utility>

namespace northstar::feed {

void outbox::push(subscription& of, const sequenced_frame& f) {
  // The catch-up is made when it is taken out, so it will hold this frame's news too.
  if (of.behind || !has_room(f.text)) return mark(of);
  enqueue({&of, f});
}

// Drops what waits of the channel; its first place in the queue, or else a new last one, is where the catch-up goes.
void outbox::mark(subscription& of) {
  ++conflated_;
  if (std::exchange(of.behind, true)) return;
  bool placed = false;
  std::erase_if(queue_, [&](waiting& w) {
    if (w.of != &of) return false;
    take_out(w);
    ++conflated_;
    if (placed) return true;
    w.f = {};
    placed = true;
    return false;
  });
  if (!placed) queue_.push_back({&of, {}});
}

bool outbox::push_notice(frame text) {
  if (!has_room(text)) return false;
  enqueue({nullptr, {std::move(text), 0}});
  return true;
}

void outbox::forget(subscription& of) {
  std::erase_if(queue_, [&](const waiting& w) {
    if (w.of != &of) return false;
    take_out(w);
    return true;
  });
  of.behind = false;
}

const frame* outbox::at(std::size_t index) {
  while (index < queue_.size()) {
    waiting& w = queue_[index];
    if (w.f.text) return &w.f.text;
    w.of->behind = false;
    w.f = w.of->joined()->catch_up(w.of->sent_version);
    if (w.f.text) {
      ++frames_;
      bytes_ += w.f.text->size();
      return &w.f.text;
    }
    // What was dropped has undone itself.
    queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(index));
  }
  return nullptr;
}

std::optional<frame> outbox::pop() {
  if (!at(0)) return std::nullopt;
  waiting next = std::move(queue_.front());
  queue_.erase(queue_.begin());
  take_out(next);
  if (next.of) next.of->sent_version = next.f.version;
  return std::move(next.f.text);
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

}  // namespace northstar::feed

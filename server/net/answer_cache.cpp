// SPDX-License-Identifier: MIT
#include "net/answer_cache.hpp"

#include <algorithm>
#include <utility>

namespace northstar::net {

answer_cache::kept* answer_cache::find(std::string_view question, const board_state& of, core::instant_ms now) {
  drop_old(of, now);
  const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const entry& e) { return e.question == question; });
  return at == entries_.end() ? nullptr : &at->answer;
}

answer_cache::kept* answer_cache::keep(std::string question, const board_state& of, core::instant_ms made_at,
                                       std::shared_ptr<const std::string> body) {
  drop_old(of, made_at);
  const std::size_t bytes = 2 * body->size();
  if (bytes > bytes_max) return nullptr;
  while (!entries_.empty() && (entries_.size() >= answers_max || bytes_ + bytes > bytes_max)) {
    bytes_ -= 2 * entries_.front().answer.body->size();
    entries_.pop_front();
  }
  bytes_ += bytes;
  entries_.push_back({std::move(question), of, made_at, {std::move(body), nullptr}});
  return &entries_.back().answer;
}

// A clock that was set back makes all of them old.
void answer_cache::drop_old(const board_state& of, core::instant_ms now) {
  while (!entries_.empty()) {
    const entry& e = entries_.front();
    if (e.of == of && now >= e.made_at && now - e.made_at < kept_ms) return;
    bytes_ -= 2 * e.answer.body->size();
    entries_.pop_front();
  }
}

}  // namespace northstar::net

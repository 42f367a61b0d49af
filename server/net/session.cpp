// SPDX-License-Identifier: MIT
#include "net/session.hpp"

namespace northstar::net {

session::session(session_registry& registry) : registry_(registry) { registry.all_.push_back(*this); }

void session::set_deadline(std::int64_t in_ms) {
  deadline_ = clock::now() + std::chrono::milliseconds(in_ms);
  using watch = detail::hook<detail::watched_tag>;
  if (!watch::is_linked()) registry_.watched_.push_back(*this);
}

// A session whose deadline was met stays listed until the sweep comes by: deadlines come and go with every frame written.
void session_registry::sweep() {
  const auto now = session::clock::now();
  for (auto at = watched_.begin(); at != watched_.end();) {
    session& s = *at;
    if (!s.deadline_) {
      at = watched_.erase(at);
      continue;
    }
    ++at;
    if (now < *s.deadline_) continue;
    s.deadline_.reset();
    s.deadline_passed();
  }
}

void session_registry::go_away() {
  for (session& s : all_) s.go_away();
}

void session_registry::cut() {
  for (session& s : all_) s.cut();
}

void session_registry::reload() {
  for (session& s : all_) s.reload();
}

void session_registry::tokens_changed() {
  for (session& s : all_) s.tokens_changed();
}

}  // namespace northstar::net

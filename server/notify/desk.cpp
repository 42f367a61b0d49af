// SPDX-License-Identifier: MIT
#include "notify/desk.hpp"

#include <algorithm>
#include <utility>

#include "log/log.hpp"

namespace northstar::notify {

desk::desk(sent_book& book, send_function send, std::function<std::int64_t()> now, desk_limits limits)
    : book_(book), send_(std::move(send)), now_(std::move(now)), limits_(limits) {}

// Of one key the newest is told; what waits of it and is not being sent has lost its meaning.
void desk::add(notice n) {
  if (gone_) return;
  const auto first = waiting_.begin() + (sending_ ? 1 : 0);
  waiting_.erase(std::remove_if(first, waiting_.end(), [&](const notice& w) { return w.key == n.key; }), waiting_.end());
  waiting_.push_back(std::move(n));
  while (waiting_.size() > limits_.waiting_max && !sending_) pass_over("too_many_wait");
  not_asked_ = true;
  run_due();
}

void desk::run_due() {
  while (!waiting_.empty() && !sending_ && waiting_.front().at_ms < now_() - limits_.old_ms) pass_over("too_old");
  if (not_asked_ || now_() - looked_at_ >= limits_.look_every_ms) look();
  send();
}

void desk::look() {
  if (asking_) return;
  asking_ = true;
  not_asked_ = false;
  looked_at_ = now_();
  const std::vector<notice> about(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), asked_max)));
  book_.ask(about, [this, about, alive = std::weak_ptr<int>(alive_)](const standing& s) {
    if (alive.expired()) return;
    asking_ = false;
    take(s, about);
    run_due();
  });
}

void desk::take(const standing& s, const std::vector<notice>& about) {
  turn_ = s.turn;
  for (std::size_t i = 0; i < s.told.size(); ++i) {
    const auto is_it = [&](const notice& n) { return n.key == about[i].key && n.value == about[i].value; };
    if (s.told[i]) waiting_.erase(std::remove_if(waiting_.begin() + (sending_ ? 1 : 0), waiting_.end(), is_it), waiting_.end());
  }
}

void desk::send() {
  if (turn_ == 0 || sending_ || asking_ || not_asked_ || waiting_.empty() || now_() < send_at_) return;
  sending_ = true;
  send_(waiting_.front(), [this, alive = std::weak_ptr<int>(alive_)](delivery d) {
    if (!alive.expired()) sent(d);
  });
}

void desk::sent(delivery d) {
  if (d == delivery::again) {
    sending_ = false;
    retry_ms_ = std::min(std::max(2 * retry_ms_, limits_.retry_first_ms), limits_.retry_max_ms);
    send_at_ = now_() + retry_ms_;
    return;
  }
  retry_ms_ = send_at_ = 0;
  if (d == delivery::gone) {
    gone_ = true;
    sending_ = false;
    log::write(log::level::error, "notices_not_wanted", "waiting=" + std::to_string(waiting_.size()));
    counts_.passed_over += waiting_.size();
    return waiting_.clear();
  }
  if (d == delivery::done) ++counts_.told;
  // Noted either way: no other node shall try what is refused.
  book_.note(waiting_.front(), turn_, [this, d, alive = std::weak_ptr<int>(alive_)](bool noted) {
    if (alive.expired()) return;
    sending_ = false;
    if (!noted) turn_ = 0;
    if (d == delivery::refused) pass_over("refused");
    else waiting_.pop_front();
    run_due();
  });
}

void desk::pass_over(const char* why) {
  log::write(log::level::warning, "notice_passed_over", "reason=" + std::string(why) + " key=" + log::quoted(waiting_.front().key));
  ++counts_.passed_over;
  waiting_.pop_front();
}

}  // namespace northstar::notify

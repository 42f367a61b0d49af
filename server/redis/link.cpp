// SPDX-License-Identifier: MIT
#include "redis/link.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace northstar::redis {

namespace {

constexpr std::size_t read_bytes = std::size_t{64} << 10;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

}  // namespace

link::link(boost::asio::io_context& io, std::unique_ptr<stream> over, link_limits limits)
    : io_(io),
      stream_(std::move(over)),
      limits_(limits),
      reader_(limits.reply_bytes_max),
      timer_(io),
      buffer_(read_bytes) {}

void link::open(std::function<void(const error_code&)> then,
                std::function<void(const error_code&)> ended) {
  ended_ = std::move(ended);
  auto connected = [self = shared_from_this(), then = std::move(then)](const error_code& ec) {
    if (self->phase_ != phase::connecting) return;
    self->phase_ = ec ? phase::over : phase::open;
    if (!ec) self->read();
    then(ec);
  };
  stream_->connect(std::move(connected));
}

void link::send(const words& command, std::int64_t timeout_ms, answer then) {
  if (phase_ != phase::open) return later(std::move(then), errc::down);
  std::size_t size = 0;
  for (const auto word : command) size += word.size();
  const bool fits = to_write_.empty() || to_write_.size() + size <= limits_.bytes_max;
  if (waiting_.size() >= limits_.commands_max || !fits) return later(std::move(then), errc::full);
  append_command(to_write_, command);
  waiting_.push_back({std::move(then), steady_clock::now() + milliseconds(timeout_ms)});
  if (waiting_.back().deadline < watched_) watch();
  write();
}

void link::later(answer then, error_code ec) {
  boost::asio::post(io_, [self = shared_from_this(), then = std::move(then), ec] {
    if (!self->silent_) then(ec);
  });
}

// One write at a time; what comes meanwhile goes with the next.
void link::write() {
  if (!writing_.empty() || to_write_.empty() || phase_ != phase::open) return;
  std::swap(writing_, to_write_);
  stream_->write(writing_, [self = shared_from_this()](const error_code& ec, std::size_t) {
    self->writing_.clear();
    if (self->writing_.capacity() > self->limits_.bytes_max) std::string().swap(self->writing_);
    if (self->phase_ != phase::open) return;
    if (ec)
      self->end(ec);
    else
      self->write();
  });
}

void link::read() {
  stream_->read_some(buffer_.data(), buffer_.size(),
                     [self = shared_from_this()](const error_code& ec, std::size_t size) {
                       if (self->phase_ != phase::open) return;
                       if (ec) return self->end(ec);
                       self->reader_.feed({self->buffer_.data(), size});
                       self->take_replies();
                       if (self->phase_ == phase::open) self->read();
                     });
}

void link::take_replies() {
  for (reply one; phase_ == phase::open;) {
    const auto whole = reader_.next(one);
    if (whole.has_error()) return end(whole.error());
    if (!*whole) return;
    if (waiting_.empty()) return end(errc::not_a_reply);  // nobody asked
    const auto then = std::move(waiting_.front().then);
    waiting_.pop_front();
    then(std::move(one));
    one = {};
  }
}

// Waits for the nearest deadline. Those answered in time leave it behind: then it is looked for
// again when it has passed.
void link::watch() {
  const auto nearest =
      std::min_element(waiting_.begin(), waiting_.end(),
                       [](const pending& a, const pending& b) { return a.deadline < b.deadline; });
  watched_ = nearest == waiting_.end() ? instant::max() : nearest->deadline;
  if (nearest == waiting_.end()) return;
  timer_.expires_at(watched_);
  timer_.async_wait([self = shared_from_this()](const error_code& ec) {
    if (!ec && self->phase_ == phase::open) self->on_deadline();
  });
}

// Answers come in order, so one that is late makes those behind it late: the link is given up.
void link::on_deadline() {
  const auto now = steady_clock::now();
  const bool late = std::any_of(waiting_.begin(), waiting_.end(),
                                [&](const pending& p) { return p.deadline <= now; });
  if (late)
    end(errc::timed_out);
  else
    watch();
}

void link::end(const error_code& why) {
  if (phase_ != phase::open) return;
  const auto self = shared_from_this();
  const auto ended = std::move(ended_);
  const bool timed_out = why == errc::timed_out;
  phase_ = phase::over;
  stream_->close();
  timer_.cancel();
  fail_all(timed_out ? errc::timed_out : errc::lost, errc::lost);
  if (!silent_ && ended) ended(why);
}

void link::close() {
  ended_ = nullptr;
  phase_ = phase::over;
  stream_->close();
  timer_.cancel();
  if (waiting_.empty()) return;
  boost::asio::post(io_, [self = shared_from_this()] { self->fail_all(errc::lost, errc::lost); });
}

void link::drop() {
  silent_ = true;
  waiting_.clear();
  close();
}

void link::fail_all(const error_code& first, const error_code& others) {
  auto failed = std::exchange(waiting_, {});
  for (bool is_first = true; !failed.empty() && !silent_; is_first = false) {
    const auto then = std::move(failed.front().then);
    failed.pop_front();
    then(is_first ? first : others);
  }
}

}  // namespace northstar::redis

// SPDX-License-Identifier: MIT
#include "net/feed_poller.hpp"

#include <sys/epoll.h>

#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <utility>

namespace northstar::net {

namespace {

// Sockets looked at in one turn of the loop: others have their turn between two such.
constexpr int events_max = 128;

int new_set() {
  const int set = ::epoll_create1(EPOLL_CLOEXEC);
  if (set < 0) throw boost::system::system_error(errno, boost::system::system_category(), "epoll_create1");
  return set;
}

}  // namespace

feed_poller::feed_poller(const executor& on) : set_(on, new_set()) {}

feed_poller::~feed_poller() = default;

void feed_poller::start() { wait(); }

void feed_poller::stop() {
  error_code ignored;
  set_.close(ignored);
}

bool feed_poller::add(int descriptor, polled& who) {
  epoll_event e{};
  e.events = EPOLLIN;
  e.data.ptr = &who;
  return ::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, descriptor, &e) == 0;
}

void feed_poller::watch_writing(int descriptor, polled& who, bool on) {
  epoll_event e{};
  e.events = on ? EPOLLIN | EPOLLOUT : EPOLLIN;
  e.data.ptr = &who;
  ::epoll_ctl(set_.native_handle(), EPOLL_CTL_MOD, descriptor, &e);
}

void feed_poller::flush_soon(polled& who) {
  if (std::exchange(who.flush_asked_, true)) return;
  to_flush_.push_back(&who);
  settle_soon();
}

void feed_poller::retire(polled& who) {
  if (std::exchange(who.retired_, true)) return;
  retired_.emplace_back(&who);
  settle_soon();
}

void feed_poller::wait() {
  set_.async_wait(asio::posix::descriptor_base::wait_read, [self = shared_from_this()](error_code ec) {
    if (ec || !self->set_.is_open()) return;
    self->look();
    self->wait();
  });
}

void feed_poller::look() {
  std::array<epoll_event, events_max> events;
  const int count = ::epoll_wait(set_.native_handle(), events.data(), events_max, 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& e = events[static_cast<std::size_t>(i)];
    auto& who = *static_cast<polled*>(e.data.ptr);
    // An earlier one of these may have ended it; it is destroyed later.
    if ((e.events & EPOLLOUT) != 0 && !who.retired_) who.writable();
    if ((e.events & ~std::uint32_t{EPOLLOUT}) != 0 && !who.retired_) who.readable();
  }
}

void feed_poller::settle_soon() {
  if (std::exchange(settling_soon_, true)) return;
  asio::post(set_.get_executor(), [self = shared_from_this()] { self->settle(); });
}

void feed_poller::settle() {
  settling_soon_ = false;
  for (polled* who : std::exchange(to_flush_, {})) {
    who->flush_asked_ = false;
    if (!who->retired_) who->flush();
  }
  // Those that a flush ended too; nobody waits for a flush any more.
  if (to_flush_.empty()) retired_.clear();
  else settle_soon();
}

}  // namespace northstar::net

// SPDX-License-Identifier: MIT
// Readiness of the feed's sockets. They wait in an epoll set of their own, which the loop watches as one descriptor: a quiet viewer
// costs the loop nothing, neither memory nor an operation that waits. What is read is read into one buffer for all.
#pragma once

#include <array>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <memory>
#include <span>
#include <vector>

#include "net/net.hpp"

namespace northstar::net {

// Somebody with a socket in the set. All calls come on the loop's thread.
class polled {
 public:
  virtual ~polled() = default;
  virtual void readable() = 0;  // there is something to read, or the connection ended
  virtual void writable() = 0;
  virtual void flush() = 0;  // see flush_soon()

 private:
  friend class feed_poller;
  bool flush_asked_ = false;
  bool retired_ = false;
};

class feed_poller : public std::enable_shared_from_this<feed_poller> {
 public:
  // Throws boost::system::system_error when the system gives no epoll set.
  explicit feed_poller(const executor& on);
  ~feed_poller();

  void start();
  void stop();

  // Watches a socket for reading until it is closed. False: the system refuses.
  bool add(int descriptor, polled& who);
  // Whether writability is waited for as well.
  void watch_writing(int descriptor, polled& who, bool on);
  // Calls who.flush() once, after what runs now.
  void flush_soon(polled& who);
  // Takes ownership of one who needs nothing more; destroyed after what runs now.
  void retire(polled& who);

  // For one read at a time.
  std::span<char> scratch() { return scratch_; }

 private:
  void wait();
  void look();
  void settle_soon();
  void settle();

  static constexpr std::size_t scratch_bytes = 64 * 1024;
  asio::posix::basic_stream_descriptor<executor> set_;
  std::vector<polled*> to_flush_;
  std::vector<std::unique_ptr<polled>> retired_;
  bool settling_soon_ = false;
  std::array<char, scratch_bytes> scratch_;
};

}  // namespace northstar::net

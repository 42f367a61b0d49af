// SPDX-License-Identifier: MIT
// One socket, once: connected, then commands and their answers in order, then over. Whoever wants
// another makes another (connection.hpp).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "redis/command.hpp"
#include "redis/error.hpp"
#include "redis/reply.hpp"
#include "redis/reply_reader.hpp"
#include "redis/stream.hpp"

namespace northstar::redis {

using answer = std::function<void(result<reply>)>;

struct link_limits {
  std::size_t commands_max = 4096;  // sent or waiting to be, without an answer
  std::size_t bytes_max = std::size_t{64}
                          << 20;  // waiting to be sent; one command alone may be larger
  std::size_t reply_bytes_max = std::size_t{64} << 20;  // of one reply
};

// Keeps itself alive while something is under way; drop() or an error ends that.
class link : public std::enable_shared_from_this<link> {
 public:
  link(boost::asio::io_context& io, std::unique_ptr<stream> over, link_limits limits);

  // `then` when connected, or why not. `ended` once, when the link is over by itself: never after
  // drop(), never from within a call.
  void open(std::function<void(const error_code&)> then,
            std::function<void(const error_code&)> ended);

  // Answers come in the order of the calls, never from within one: the reply, errc::timed_out (who
  // waited longest hears it) or errc::lost. errc::full and errc::down (not connected) come at once,
  // before earlier answers.
  void send(const words& command, std::int64_t timeout_ms, answer then);

  // Over now. Who waits hears errc::lost, later; neither `then` of open() nor `ended` is called any
  // more.
  void close();
  // Over now, and nobody hears anything.
  void drop();

  bool is_idle() const { return waiting_.empty(); }

 private:
  using instant = std::chrono::steady_clock::time_point;
  struct pending {
    answer then;
    instant deadline;
  };

  void later(answer then, error_code ec);
  void write();
  void read();
  void take_replies();
  void watch();
  void on_deadline();
  void end(const error_code& why);
  void fail_all(const error_code& first, const error_code& others);

  boost::asio::io_context& io_;
  std::unique_ptr<stream> stream_;
  link_limits limits_;
  reply_reader reader_;
  boost::asio::steady_timer timer_;
  instant watched_ = instant::max();  // when the timer goes off
  std::function<void(const error_code&)> ended_;
  std::deque<pending> waiting_;
  std::string to_write_;
  std::string writing_;
  std::vector<char> buffer_;
  enum class phase { connecting, open, over } phase_ = phase::connecting;
  bool silent_ = false;
};

}  // namespace northstar::redis

// SPDX-License-Identifier: MIT
// One logical connection to a Redis master: dialled, logged in, and dialled again whenever it is
// lost, with backoff and jitter. It finds the master through Sentinels, checks that it is one
// (ROLE), and goes where a cluster says our slot has MOVED. Commands are pipelined; nothing is ever
// sent twice.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "redis/address.hpp"
#include "redis/command.hpp"
#include "redis/error.hpp"
#include "redis/link.hpp"
#include "redis/reply.hpp"

namespace northstar::redis {

struct connection_settings {
  std::int64_t connect_ms = 3000;  // looking up, connecting, logging in and asking for its role
                                   // together; for each Sentinel half of it
  std::int64_t command_ms = 5000;  // until an answer, unless said otherwise
  std::int64_t ping_ms = 2000;     // an idle connection is asked whether it is still there
  std::int64_t backoff_first_ms = 50;
  std::int64_t backoff_max_ms = 2000;
  std::int64_t settled_ms = 5000;  // up for so long: the next loss begins the backoff anew
  link_limits limits;
};

// All on the loop's thread, and destroyed before the loop.
class connection {
 public:
  connection(boost::asio::io_context& io, address to, connection_settings settings,
             std::uint64_t seed);
  ~connection();  // nobody hears anything after it
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  // Called with true when commands can be given, with false when they no longer can. Before open().
  void on_state(std::function<void(bool up)> call);
  // Begins to dial. Once.
  void open();
  bool is_up() const;
  std::uint64_t times_up() const;  // how often it has come up: another number, another socket

  // Answers in the order of the calls, never from within one. An error reply is an answer like any
  // other, but for those that say "not here, not now": errc::elsewhere, upon which the connection
  // is made anew, and what was sent behind is errc::lost. errc::down and errc::full at once (before
  // earlier answers). timeout_ms 0: command_ms.
  void send(const words& command, answer then, std::int64_t timeout_ms = 0);

  // Gives the connection up and dials again, after the backoff; what is under way is errc::lost.
  // `why` goes to the log. If it was up, the state is called with false from within.
  void renew(std::string_view why);

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace northstar::redis

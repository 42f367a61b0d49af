// SPDX-License-Identifier: MIT
// Takes connections in, up to the limits, and hands them on.
#pragma once

#include <functional>
#include <memory>

#include "net/connection_limits.hpp"
#include "net/http_session.hpp"
#include "net/listen_address.hpp"
#include "net/net.hpp"
#include "net/net_statistics.hpp"

namespace northstar::net {

class listener : public std::enable_shared_from_this<listener> {
 public:
  // Throws std::runtime_error when the address cannot be had.
  listener(asio::io_context& loop, const listen_address& at, connection_limits& limits, net_statistics& statistics,
           std::function<void(connection)> take);

  void start();
  void stop();
  std::uint16_t port() const { return port_; }

 private:
  awaitable<void> run();
  void admit(net::socket s);
  static void turn_away(net::socket s);

  net::acceptor acceptor_;
  timer pause_;
  connection_limits& limits_;
  net_statistics& statistics_;
  std::function<void(connection)> take_;
  std::uint16_t port_ = 0;
  bool stopped_ = false;
};

}  // namespace northstar::net

// SPDX-License-Identifier: MIT
// The whole network part behind one object: listener, sessions, access, pages. Owned by the server; everything it refers to
// must outlive it. All calls on the loop's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "engine/engine.hpp"
#include "net/net_config.hpp"
#include "net/token_store.hpp"

namespace boost::asio {
class io_context;
}

namespace northstar::net {

class net_server {
 public:
  virtual ~net_server() = default;

  // Takes the address and begins to accept. Throws std::runtime_error with a sentence for the operator: the address is taken or no address,
  // or it is not a loopback one while there is no token.
  virtual void listen() = 0;
  // The port listened on (after listen()).
  virtual std::uint16_t port() const = 0;

  // Stops accepting, stops the engine (its turn ends, senders are answered), closes sessions with 1001, cuts after
  // stop_wait_ms those that did not go; then calls `then`, once.
  virtual void stop(std::function<void()> then) = 0;
};

std::unique_ptr<net_server> create_net_server(boost::asio::io_context& loop, engine::engine& engine,
                                              const engine::clock& clock, token_store& tokens, net_config config);

}  // namespace northstar::net

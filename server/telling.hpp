// SPDX-License-Identifier: MIT
// What the engine has to tell on its way out: to the webhook, once for all nodes of a cluster.
#pragma once

#include <memory>

#include "config.hpp"
#include "engine/clock.hpp"
#include "redis/address.hpp"

namespace northstar {

class telling {
 public:
  virtual ~telling() = default;
  virtual void add(engine::telling t) = 0;
  // Time passes: at least once a second.
  virtual void run_due() = 0;
};

// `shared`: the Redis of the cluster; null: a server alone. Null: the address or the secret cannot be used, and the log says why. Loop and clock outlive it.
std::unique_ptr<telling> create_telling(const config& c, boost::asio::io_context& loop, const engine::clock& clock, const redis::address* shared);

}  // namespace northstar

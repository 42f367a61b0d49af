// SPDX-License-Identifier: MIT
// A node's store of the shared log in a real Redis, with short waits.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "cluster/redis_log_store.hpp"
#include "redis/loop.hpp"

namespace northstar::test {

inline redis::connection_settings quick() {
  redis::connection_settings s;
  s.connect_ms = s.command_ms = 1000;
  s.ping_ms = 200;
  s.backoff_first_ms = 5;
  s.backoff_max_ms = 50;
  return s;
}

struct node {
  node(boost::asio::io_context& loop, const std::string& url, std::uint64_t seed) : io(loop) {
    store =
        cluster::create_redis_log_store(loop, *redis::parse_address(url), "board", seed, quick());
    store->on_reach([this](bool reached) {
      reach = reached;
      ++turns;
    });
    wait();
  }
  void wait() {
    run_until(io, [&] { return reach; });
  }
  void lose() {
    run_until(io, [&] { return !reach; });
  }

  boost::asio::io_context& io;
  std::unique_ptr<cluster::log_store> store;
  bool reach = false;
  int turns = 0;
};

}  // namespace northstar::test

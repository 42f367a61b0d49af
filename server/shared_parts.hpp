// SPDX-License-Identifier: MIT
// A node's part of what a cluster shares in Redis.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "cache/counter_cache.hpp"
#include "cluster/copy_giver.hpp"
#include "cluster/copy_taker.hpp"
#include "cluster/log_store.hpp"
#include "cluster/outbox.hpp"
#include "config.hpp"
#include "redis/address.hpp"
#include "token_share.hpp"

namespace northstar {

struct shared_parts {
  redis::address address;
  std::unique_ptr<cluster::outbox> outbox;
  std::unique_ptr<cluster::log_store> store;  // null: a server alone, and so are the others
  std::unique_ptr<cache::counter_cache> counters;
  std::unique_ptr<cluster::copy_giver> giver;
  std::unique_ptr<cluster::copy_taker> taker;  // while a copy is wanted
  std::unique_ptr<token_share> tokens;
};

// What has to be there before the engine: of a server alone nothing. nullopt: something is wrong, and the log says what.
std::optional<shared_parts> open_shared(const config& c, boost::asio::io_context& loop, const std::function<void(std::function<void()>)>& post);

// Another one for each node and start.
std::uint64_t random_seed();

}  // namespace northstar

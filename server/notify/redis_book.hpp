// SPDX-License-Identifier: MIT
// The book of a cluster, in Redis: a lease with a fence, and what was told (docs/redis.md).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "notify/sent_book.hpp"
#include "redis/connection.hpp"

namespace boost::asio {
class io_context;
}

namespace northstar::notify {

// How long a node that says nothing keeps the turn.
inline constexpr std::int64_t lease_ms = 6'000;

// `seed` names this node, and is another one for each start.
std::unique_ptr<sent_book> create_redis_book(boost::asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed,
                                             const redis::connection_settings& settings = {});

}  // namespace northstar::notify

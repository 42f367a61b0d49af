// SPDX-License-Identifier: MIT
// The shared log in a Redis stream (docs/redis.md names its keys). Two connections: one that waits
// for new entries, one for all else. It can be reached while both lead to one and the same server,
// and each script makes sure of that again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cluster/log_store.hpp"
#include "redis/connection.hpp"

namespace northstar::cluster {

// `name`: of the keys, in braces (redis::is_key_name). `seed`: another one for each node and start,
// for jitter and for telling senders apart. It begins to dial when the loop runs; say on_reach()
// before. What Redis refuses for a reason of its own (out of memory, no permission, no disk) is
// errc::away, and the connection is made anew with a backoff: on_reach tells when it is worth
// trying again. The reason stands in the log. Several appends may be under way: if one is not done,
// those given behind it before its answer are not done either.
std::unique_ptr<log_store> create_redis_log_store(boost::asio::io_context& io,
                                                  const redis::address& to, const std::string& name,
                                                  std::uint64_t seed,
                                                  const redis::connection_settings& settings = {});

}  // namespace northstar::cluster

// SPDX-License-Identifier: MIT
// The nodes of a cluster know the same tokens: whoever may see the board on one may see it on all, whichever a balancer leads to. What is made or revoked on a node is told in
// Redis, and read there by the others within a second (docs/redis.md). While Redis is away each goes by what it knows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "redis/connection.hpp"

namespace boost::asio {
class io_context;
}

namespace northstar {

class token_share {
 public:
  virtual ~token_share() = default;
  // The file may have changed: say so to the others.
  virtual void changed_here() = 0;
  // What others said is in the file.
  virtual void on_merged(std::function<void()> call) = 0;
};

// `seed` as of the other connections (cluster/redis_log_store.hpp).
std::unique_ptr<token_share> create_token_share(boost::asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed, std::filesystem::path data);

// Waits until the tokens of the cluster are in the folder, or for three seconds: a node without one of its own has to know them before it listens.
void fetch_tokens(const redis::address& to, const std::string& name, std::uint64_t seed, const std::filesystem::path& data);

}  // namespace northstar

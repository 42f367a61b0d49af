// SPDX-License-Identifier: MIT
// Fetches a copy of another node's ledger through Redis, for a node that the shared log has left behind. Asks until somebody gives one, begins anew when that one goes away in
// the middle, and is content when the whole is what its giver said it is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "cluster/error.hpp"
#include "redis/connection.hpp"

namespace boost::asio {
class io_context;
}

namespace northstar::cluster {

class copy_taker {
 public:
  virtual ~copy_taker() = default;
};

// Writes into `file`, whose folder is made. `then` once, on the loop's thread: the file is whole, or the disk refused it. `seed` as of the other connections
// (redis_log_store.hpp); it names who asks, too.
std::unique_ptr<copy_taker> create_copy_taker(boost::asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed, std::filesystem::path file,
                                              std::function<void(const result<void>&)> then);

}  // namespace northstar::cluster

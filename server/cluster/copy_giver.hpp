// SPDX-License-Identifier: MIT
// Gives a copy of this node's ledger to another node that the shared log has left behind. Looks once a second whether one is wanted; takes the copy on a thread of its own,
// beside the writer, and lays it down in Redis piece by piece as the other one takes them.
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

struct copy_source {
  std::filesystem::path folder;                                                // for the copy while it is given: emptied before and after
  std::function<bool()> is_ready;                                              // this node holds all that the log holds
  std::function<result<std::filesystem::path>(const std::filesystem::path&)> take;  // makes the copy in that folder and names its file; on another thread
};

class copy_giver {
 public:
  virtual ~copy_giver() = default;  // waits for a copy that is being taken
};

// All on the loop's thread, but for `take`. `seed` as of the other connections (redis_log_store.hpp).
std::unique_ptr<copy_giver> create_copy_giver(boost::asio::io_context& io, const redis::address& to, const std::string& name, std::uint64_t seed, copy_source from);

}  // namespace northstar::cluster

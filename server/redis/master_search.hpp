// SPDX-License-Identifier: MIT
// Asks the Sentinels, one after the other, where the master is; begins with the one that knew it
// last time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "redis/address.hpp"
#include "redis/link.hpp"

namespace northstar::redis {

class master_search {
 public:
  // `to` names the Sentinels and must outlive the search. `each_ms`: patience with each of them.
  master_search(boost::asio::io_context& io, const address& to, std::int64_t each_ms);
  ~master_search();

  // One at a time, until stop(). errc::master_unknown: none that answers knows it.
  void start(std::function<void(const result<endpoint>&)> then);
  // Nobody hears anything more of it.
  void stop();

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace northstar::redis

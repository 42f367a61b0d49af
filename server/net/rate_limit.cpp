// SPDX-License-Identifier: MIT
#include "net/rate_limit.hpp"

#include "net/connection_limits.hpp"

namespace northstar::net {

bool rate_limit::allows(const boost::asio::ip::address& from, core::instant_ms now) {
  if (now - begun_at_ >= window_ms_ || now < begun_at_) {
    begun_at_ = now;
    counts_.clear();
  }
  const auto counted = counted_address(from);
  const auto at = counts_.find(counted);
  if (at == counts_.end()) {
    if (counts_.size() >= addresses_max) return false;
    counts_.emplace(counted, 1);
    return true;
  }
  if (at->second >= max_) return false;
  ++at->second;
  return true;
}

}  // namespace northstar::net

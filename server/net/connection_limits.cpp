// SPDX-License-Identifier: MIT
#include "net/connection_limits.hpp"

#include <algorithm>

namespace northstar::net {

namespace ip = boost::asio::ip;

connection_limits::verdict connection_limits::take(const ip::address& from, place& out) {
  if (total_ >= total_max_) return verdict::too_many;
  const ip::address counted = counted_address(from);
  const auto at = by_address_.find(counted);
  if (at != by_address_.end() && at->second >= per_address_max_) return verdict::too_many_from_there;
  ++by_address_[counted];
  ++total_;
  out = place(*this, counted);
  return verdict::fine;
}

void connection_limits::give_back(const ip::address& from) {
  --total_;
  const auto at = by_address_.find(from);
  if (--at->second == 0) by_address_.erase(at);
}

ip::address counted_address(const ip::address& from) {
  if (!from.is_v6()) return from;
  if (from.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, from.to_v6());
  auto bytes = from.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return ip::address_v6(bytes);
}

}  // namespace northstar::net

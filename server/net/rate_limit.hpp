// SPDX-License-Identifier: MIT
// So many in a window of time from one address, for what strangers may ask for without a token. Bounded: past addresses_max addresses in one
// window the next ones are refused, until it is over. One thread.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <map>

#include "core/ids.hpp"

namespace northstar::net {

class rate_limit {
 public:
  rate_limit(std::size_t in_window_max, std::int64_t window_ms) : max_(in_window_max), window_ms_(window_ms) {}

  // Whether there is one more; it is counted then. An IPv6 address counts by its /64.
  bool allows(const boost::asio::ip::address& from, core::instant_ms now);

  static constexpr std::size_t addresses_max = 4096;

 private:
  std::size_t max_;
  std::int64_t window_ms_;
  core::instant_ms begun_at_ = 0;
  std::map<boost::asio::ip::address, std::size_t> counts_;
};

}  // namespace northstar::net

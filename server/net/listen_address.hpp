// SPDX-License-Identifier: MIT
// "127.0.0.1:8080", "[::1]:0", "localhost:8080" → an address and a port.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

namespace northstar::net {

struct listen_address {
  boost::asio::ip::address address;
  std::uint16_t port = 0;  // 0: a free one
};

std::optional<listen_address> parse_listen_address(std::string_view text);

}  // namespace northstar::net

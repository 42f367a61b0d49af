// SPDX-License-Identifier: MIT
#include "net/listen_address.hpp"

#include <charconv>
#include <string>

namespace northstar::net {

std::optional<listen_address> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);

  listen_address out;
  const auto [end, number_error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
  if (number_error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;

  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  boost::system::error_code ec;
  out.address = boost::asio::ip::make_address(host == "localhost" ? "127.0.0.1" : std::string(host), ec);
  // Without brackets an IPv6 address and its port cannot be told apart.
  if (ec || out.address.is_v6() != bracketed) return std::nullopt;
  return out;
}

}  // namespace northstar::net

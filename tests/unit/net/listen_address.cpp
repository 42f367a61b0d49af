// SPDX-License-Identifier: MIT
#include "net/listen_address.hpp"

#include "catch.hpp"

using northstar::net::parse_listen_address;

TEST_CASE("an address and a port are read, IPv6 in brackets", "[net][listen]") {
  struct row {
    const char* text;
    const char* address;
    int port;
  };
  for (const row& r : {row{"127.0.0.1:8080", "127.0.0.1", 8080}, row{"localhost:0", "127.0.0.1", 0}, row{"[::1]:65535", "::1", 65535}, row{"0.0.0.0:80", "0.0.0.0", 80}}) {
    const auto at = parse_listen_address(r.text);
    INFO(r.text);
    REQUIRE(at);
    CHECK(at->address.to_string() == r.address);
    CHECK(at->port == r.port);
  }
  for (const char* text : {"", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x", "::1:80", "[::1]", "[127.0.0.1]:80", "example:80", "[]:80"}) {
    INFO(text);
    CHECK_FALSE(parse_listen_address(text));
  }
}

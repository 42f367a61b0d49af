// SPDX-License-Identifier: MIT
#include "net/origin.hpp"

#include "catch.hpp"

using northstar::net::is_loopback_host;
using northstar::net::is_same_origin;

TEST_CASE("only pages of this very server are of the same origin", "[net][origin]") {
  struct row {
    const char* origin;
    const char* host;
    bool same;
  };
  const row table[] = {
      {"", "board.example", true},
      {"http://board.example", "board.example", true},
      {"https://board.example", "board.example", true},
      {"https://BOARD.example", "board.Example", true},
      {"http://board.example:80", "board.example", true},
      {"https://board.example", "board.example:443", true},
      {"http://127.0.0.1:8080", "127.0.0.1:8080", true},
      {"http://[::1]:8080", "[::1]:8080", true},
      {"http://board.example:81", "board.example", false},
      {"https://board.example", "board.example:80", false},
      {"http://evil.example", "board.example", false},
      {"http://board.example.evil.example", "board.example", false},
      {"http://evil.example@board.example", "board.example", false},
      {"http://board.example", "evil@board.example", false},
      {"null", "board.example", false},
      {"file://", "board.example", false},
      {"ftp://board.example", "board.example", false},
      {"board.example", "board.example", false},
      {"http://board.example", "", false},
  };
  for (const row& r : table) {
    INFO(r.origin << " at " << r.host);
    CHECK(is_same_origin(r.origin, r.host) == r.same);
  }
}

TEST_CASE("a loopback host is localhost or an address of this machine", "[net][origin]") {
  for (const char* host : {"localhost", "localhost:8080", "LocalHost", "wall.localhost:1", "127.0.0.1", "127.0.0.1:8080", "127.9.9.9", "[::1]", "[::1]:8080"}) {
    INFO(host);
    CHECK(is_loopback_host(host));
  }
  for (const char* host : {"", "board.example", "localhost.evil.example", "notlocalhost", "10.0.0.1", "0.0.0.0", "[::2]",
                           "::1", "127.0.0.1.evil.example", "evil@localhost", "localhost/x", "localhost:x"}) {
    INFO(host);
    CHECK_FALSE(is_loopback_host(host));
  }
}

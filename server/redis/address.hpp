// SPDX-License-Identifier: MIT
// Where a Redis is, as one URL:
//   redis://[user:password@]host[:6379][/database]            rediss:// the same over TLS
//   unix:///path/of/socket                                    options below
//   redis-sentinel://[user:password@]a[:26379],b,c/master[/database]      rediss-sentinel:// all
//   over TLS
// Parts are percent-encoded; an IPv6 host stands in brackets. Options after "?", joined by "&":
// db=N, user=U, password=P; for TLS ca=FILE (certificates to trust instead of the system's); for
// Sentinels that ask for a login of their own sentinel_user=U, sentinel_password=P.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "redis/error.hpp"

namespace northstar::redis {

struct endpoint {
  std::string host;  // a path when port is 0
  std::uint16_t port = 0;
  friend bool operator==(const endpoint&, const endpoint&) = default;
};

struct login {
  std::string user;  // empty: the default user
  std::string password;
};

struct address {
  std::vector<endpoint> endpoints;  // the server, or the Sentinels when `master` is not empty
  std::string master;
  bool tls = false;
  std::string ca_file;
  login server_login;
  login sentinel_login;
  std::uint16_t database = 0;
};

result<address> parse_address(std::string_view url);

// For the log: without user and password.
std::string shown(const address& a);
std::string shown(const endpoint& e);

}  // namespace northstar::redis

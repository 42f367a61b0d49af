// SPDX-License-Identifier: MIT
#include "redis/address.hpp"

#include <random>

#include "catch.hpp"

using namespace northstar::redis;

namespace {

address parsed(std::string_view url) {
  INFO(url);
  const auto a = parse_address(url);
  REQUIRE(a.has_value());
  return *a;
}

error_code fault(std::string_view url) {
  const auto a = parse_address(url);
  return a.has_error() ? a.error() : error_code{};
}

}  // namespace

TEST_CASE("a plain address is a host, with Redis' own port unless it is said", "[redis]") {
  CHECK(parsed("redis://cache").endpoints.front() == endpoint{"cache", 6379});
  CHECK(parsed("redis://cache:7000").endpoints.front() == endpoint{"cache", 7000});
  CHECK(parsed("redis://[::1]:7000").endpoints.front() == endpoint{"::1", 7000});
  CHECK(parsed("redis://cache/").database == 0);
  CHECK(parsed("redis://cache/3").database == 3);
  CHECK(parsed("redis://cache?db=4").database == 4);
  CHECK_FALSE(parsed("redis://cache").tls);
}

TEST_CASE("user and password are percent-decoded, and a login without a colon is the password",
          "[redis]") {
  const auto a = parsed("redis://north:p%40ss%3Aw%2Fo@cache/1");
  CHECK(a.server_login.user == "north");
  CHECK(a.server_login.password == "p@ss:w/o");
  CHECK(parsed("redis://:secret@cache").server_login.password == "secret");
  CHECK(parsed("redis://secret@cache").server_login.password == "secret");
  CHECK(parsed("redis://secret@cache").server_login.user.empty());
  CHECK(parsed("unix:///run/r.sock?user=a&password=b%26c").server_login.password == "b&c");
}

TEST_CASE("an address may be a local socket", "[redis]") {
  const auto a = parsed("unix:///run/redis/my%20redis.sock?db=2");
  CHECK(a.endpoints.front() == endpoint{"/run/redis/my redis.sock", 0});
  CHECK(a.database == 2);
}

TEST_CASE("an address may name Sentinels and their master", "[redis]") {
  const auto a = parsed("redis-sentinel://n:p@a:1,b,[fe80::1]:3/board/5?sentinel_password=s");
  CHECK(a.endpoints == std::vector<endpoint>{{"a", 1}, {"b", 26379}, {"fe80::1", 3}});
  CHECK(a.master == "board");
  CHECK(a.database == 5);
  CHECK(a.server_login.user == "n");
  CHECK(a.sentinel_login.password == "s");
  CHECK(parsed("rediss-sentinel://a/m").tls);
}

TEST_CASE("an address over TLS may bring its own trust", "[redis]") {
  CHECK(parsed("rediss://cache").tls);
  CHECK(parsed("rediss://cache?ca=/etc/northstar/ca.pem").ca_file == "/etc/northstar/ca.pem");
}

TEST_CASE("every fault of an address has its own name", "[redis]") {
  const struct {
    const char* url;
    errc what;
  } rows[] = {
      {"cache:6379", errc::unknown_scheme},
      {"http://cache", errc::unknown_scheme},
      {"redis://", errc::no_host},
      {"redis://:6379", errc::no_host},
      {"redis://[::1", errc::no_host},
      {"redis-sentinel://a,,b/m", errc::no_host},
      {"redis://cache:", errc::not_a_port},
      {"redis://cache:0", errc::not_a_port},
      {"redis://cache:65536", errc::not_a_port},
      {"redis://[::1]x", errc::not_a_port},
      {"redis://cache/one", errc::not_a_database},
      {"redis://cache/1/2", errc::not_a_database},
      {"redis://cache/-1", errc::not_a_database},
      {"redis://cache?db=x", errc::not_a_database},
      {"redis://a%2:b@cache", errc::bad_escape},
      {"redis://a%zz:b@cache", errc::bad_escape},
      {"unix://run/redis.sock", errc::no_path},
      {"unix://", errc::no_path},
      {"redis-sentinel://a,b", errc::no_master},
      {"redis-sentinel://a,b/", errc::no_master},
      {"redis://a,b", errc::too_many_hosts},
      {"redis://a?timeout=3", errc::unknown_option},
      {"redis://a?ca=/x", errc::unknown_option},
      {"redis://a?sentinel_password=x", errc::unknown_option},
  };
  for (const auto& row : rows) {
    INFO(row.url);
    CHECK(fault(row.url) == row.what);
  }
}

TEST_CASE("what is shown of an address holds no password", "[redis]") {
  CHECK(shown(parsed("redis://u:secret@cache/2")) == "redis://cache:6379/2");
  CHECK(shown(parsed("rediss-sentinel://u:secret@a,[::1]/m?sentinel_password=t")) ==
        "rediss-sentinel://a:26379,[::1]:26379/m");
  CHECK(shown(parsed("unix:///run/r.sock?password=secret")) == "unix:///run/r.sock");
}

TEST_CASE("any text is an address or has a named fault", "[redis]") {
  std::mt19937_64 random(7);
  const std::string_view parts[] = {"redis", "rediss", "unix", "-sentinel", "://", "/",   ":",
                                    "@",     "[",      "]",    "?",         "&",   "=",   ",",
                                    "%",     "a",      "6",    "db",        "%41", "6379"};
  for (int round = 0; round < 50'000; ++round) {
    std::string url = random() % 4 == 0 ? "" : "redis-sentinel://";
    for (auto more = random() % 12; more > 0; --more) url += parts[random() % std::size(parts)];
    const auto a = parse_address(url);
    if (!a.has_value())
      CHECK_FALSE(a.error().message() == "unknown");
    else
      CHECK_FALSE(shown(*a).empty());
  }
}

// SPDX-License-Identifier: MIT
#include "net/request_reader.hpp"

#include <algorithm>
#include <string>

#include "catch.hpp"

using namespace northstar::net;
using outcome = request_reader::outcome;

namespace {

// Gives the bytes in pieces of `at_once`, and reads until the request is whole or refused.
outcome read_all(request_reader& reader, std::string_view bytes, std::size_t at_once) {
  bool in_body = false;
  while (true) {
    const outcome o = in_body ? reader.read_body() : reader.read_head();
    if (o == outcome::done && in_body) return o;
    if (o == outcome::done) in_body = true;
    else if (o != outcome::more) return o;
    else if (bytes.empty()) return o;
    else {
      const auto space = reader.space();
      const std::size_t n = std::min({at_once, space.size(), bytes.size()});
      std::copy_n(bytes.begin(), n, space.begin());
      reader.filled(n);
      bytes.remove_prefix(n);
    }
  }
}

outcome read_once(std::string_view bytes, const reading_limits& limits = {}) {
  request_reader reader(limits);
  return read_all(reader, bytes, 1024);
}

constexpr std::string_view post =
    "POST /api/v1/events?a=1 HTTP/1.1\r\nHost: localhost\r\nContent-TYPE: application/json\r\nContent-Length: 11\r\n\r\n{\"id\":\"D1\"}";

}  // namespace

TEST_CASE("a request reads alike in one piece and byte by byte", "[net][reader]") {
  for (const std::size_t at_once : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    request_reader reader({});
    REQUIRE(read_all(reader, post, at_once) == outcome::done);
    const http_request& r = reader.request();
    CHECK(r.method == "POST");
    CHECK(r.target == "/api/v1/events?a=1");
    CHECK(r.field("host") == "localhost");
    CHECK(r.field("content-type") == "application/json");
    CHECK(r.fields.size() == 3);
    CHECK(r.body == "{\"id\":\"D1\"}");
    CHECK(reader.keeps_alive());
    CHECK(reader.is_whole());
    CHECK(reader.is_drained());
  }
}

TEST_CASE("requests sent at once are read one after the other, and none inherits from the one before", "[net][reader]") {
  request_reader reader({});
  const std::string both = std::string(post) + "GET /wall HTTP/1.0\r\n\r\n";
  const auto space = reader.space();
  REQUIRE(space.size() >= both.size());
  std::copy(both.begin(), both.end(), space.begin());
  reader.filled(both.size());
  REQUIRE(reader.read_head() == outcome::done);
  REQUIRE(reader.read_body() == outcome::done);
  CHECK_FALSE(reader.is_drained());
  reader.begin_next();
  REQUIRE(reader.read_head() == outcome::done);
  CHECK(reader.is_whole());
  CHECK(reader.request().target == "/wall");
  CHECK(reader.request().fields.empty());
  CHECK(reader.request().body.empty());
  CHECK(reader.speaks_http_1_0());
  CHECK_FALSE(reader.keeps_alive());
}

TEST_CASE("a body in chunks is put together, and what follows it as fields is passed over", "[net][reader]") {
  request_reader reader({});
  REQUIRE(read_all(reader, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nHost: b\r\n\r\n", 5) ==
          outcome::done);
  CHECK(reader.request().body == "abcde");
  CHECK(reader.request().count("host") == 1);
}

TEST_CASE("what is too large or no HTTP is refused with its reason", "[net][reader]") {
  const reading_limits small{256, 16};
  const std::string long_field = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(300, 'x') + "\r\n\r\n";
  std::string many_fields = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 40; ++i) many_fields += "X: 1234567890\r\n";
  CHECK(read_once(long_field, small) == outcome::header_too_large);
  CHECK(read_once(many_fields + "\r\n", small) == outcome::header_too_large);
  CHECK(read_once("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 17\r\n\r\n", small) == outcome::body_too_large);
  CHECK(read_once("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n12345678901234567\r\n0\r\n\r\n", small) ==
        outcome::body_too_large);
  CHECK(read_once("GET / HTTP/2.0\r\n\r\n") == outcome::bad_version);
  CHECK(read_once("GET / HTTP/1.1\r\nHost : a\r\n\r\n") == outcome::malformed);
  CHECK(read_once("\x16\x03\x01\x02\r\n\r\n") == outcome::malformed);
}

TEST_CASE("a header that drips in is held to the same limit", "[net][reader]") {
  request_reader reader({256, 16});
  std::string many_fields = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 60; ++i) many_fields += "X: 1234567890\r\n";
  CHECK(read_all(reader, many_fields + "\r\n", 15) == outcome::header_too_large);
}

// SPDX-License-Identifier: MIT
#include "net/websocket_handshake.hpp"

#include <functional>
#include <string>

#include "catch.hpp"
#include "net/sha1.hpp"

using namespace northstar;

namespace {

net::http_request asked() {
  net::http_request r;
  r.method = "GET";
  r.target = "/api/v1/feed";
  r.fields = {{"host", "localhost"},
              {"connection", "keep-alive, Upgrade"},
              {"upgrade", "websocket"},
              {"sec-websocket-version", "13"},
              {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  return r;
}

void set(net::http_request& r, const std::string& name, const std::string& value) {
  for (net::http_field& f : r.fields)
    if (f.name == name) f.value = value;
}

std::string hex(std::string_view text) {
  std::string out;
  for (const std::uint8_t b : net::sha1(text)) {
    constexpr char digits[] = "0123456789abcdef";
    out += {digits[b >> 4], digits[b & 15]};
  }
  return out;
}

}  // namespace

TEST_CASE("SHA-1 gives the digests of FIPS 180", "[net][websocket]") {
  CHECK(hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") == "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  CHECK(hex(std::string(1'000'000, 'a')) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST_CASE("the opening is granted with the key of RFC 6455 and the protocol that was offered", "[net][websocket]") {
  net::http_request r = asked();
  CHECK_FALSE(net::refuse_websocket(r));
  CHECK(net::websocket_accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CHECK(net::grant_websocket(r, "northstar.v1") ==
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nServer: northstar\r\n\r\n");
  r.fields.push_back({"sec-websocket-protocol", "other, northstar.v1"});
  CHECK(net::grant_websocket(r, "northstar.v1").find("\r\nSec-WebSocket-Protocol: northstar.v1\r\n") != std::string::npos);
  CHECK(net::grant_websocket(r, "northstar.v2").find("Protocol:") == std::string::npos);
}

TEST_CASE("what is no proper opening is refused, and says what would be", "[net][websocket]") {
  struct row {
    std::function<void(net::http_request&)> change;
    unsigned status;
    std::string field;
  };
  const row table[] = {
      {[](auto& r) { r.method = "POST"; }, 426, "Upgrade"},
      {[](auto& r) { set(r, "connection", "keep-alive"); }, 426, "Upgrade"},
      {[](auto& r) { set(r, "upgrade", "h2c"); }, 426, "Upgrade"},
      {[](auto& r) { set(r, "sec-websocket-version", "8"); }, 426, "Sec-WebSocket-Version"},
      {[](auto& r) { r.fields.erase(r.fields.begin() + 3); }, 426, "Sec-WebSocket-Version"},
      {[](auto& r) { r.fields.pop_back(); }, 400, ""},
      {[](auto& r) { r.fields.push_back(r.fields.back()); }, 400, ""},
      {[](auto& r) { set(r, "sec-websocket-key", ""); }, 400, ""},
      {[](auto& r) { set(r, "sec-websocket-key", "c2hvcnQ="); }, 400, ""},
      {[](auto& r) { set(r, "sec-websocket-key", "dGhlIHNhbXBsZSBub25jZSBpcyBsb25nZXI="); }, 400, ""},
      {[](auto& r) { set(r, "sec-websocket-key", "dGhlIHNhbXBsZSBub25j!Q=="); }, 400, ""},
  };
  for (const row& r : table) {
    net::http_request request = asked();
    r.change(request);
    INFO("row " << &r - table);
    const auto refused = net::refuse_websocket(request);
    REQUIRE(refused);
    CHECK(refused->status == r.status);
    if (!r.field.empty()) {
      REQUIRE_FALSE(refused->fields.empty());
      CHECK(refused->fields.back().name == r.field);
    }
  }
}

// SPDX-License-Identifier: MIT
#include "net/http_message.hpp"

#include <string>

#include "catch.hpp"

using namespace northstar::net;

TEST_CASE("every answer carries its length, its date and the headers that keep a browser safe", "[net][http]") {
  auto r = text_response("text/plain", "hello");
  r.fields.push_back({"Cache-Control", "no-store"});
  head_options options;
  options.now_s = 1'795'228'200;
  const std::string head = head_text(r, options);
  CHECK(head.starts_with("HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 02:30:00 GMT\r\n"));
  CHECK(head.ends_with("\r\n\r\n"));
  for (const char* line : {"Content-Type: text/plain\r\n", "Content-Length: 5\r\n", "Cache-Control: no-store\r\n", "Connection: keep-alive\r\n",
                           "X-Content-Type-Options: nosniff\r\n", "Content-Security-Policy: default-src 'self';", "frame-ancestors 'self'"}) {
    INFO(line);
    CHECK(head.find(line) != std::string::npos);
  }
  CHECK(head.find("Access-Control") == std::string::npos);
}

TEST_CASE("an answer without a body says no length where it must not", "[net][http]") {
  for (const unsigned status : {204U, 304U}) {
    http_response r;
    r.status = status;
    CHECK(head_text(r, {}).find("Content-Length") == std::string::npos);
  }
  http_response r;
  CHECK(head_text(r, {}).find("Content-Length: 0\r\n") != std::string::npos);
}

TEST_CASE("a word is found in a list field in any case and with any spaces", "[net][http]") {
  for (const char* list : {"upgrade", "Upgrade", "keep-alive, Upgrade", "keep-alive ,\tUPGRADE ,x"}) CHECK(has_list_item(list, "upgrade"));
  for (const char* list : {"", "upgraded", "keep-alive", ",", "up grade"}) CHECK_FALSE(has_list_item(list, "upgrade"));
}

TEST_CASE("loopback is known also in its IPv6 clothes", "[net][http]") {
  http_request r;
  for (const char* address : {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"}) {
    r.from = boost::asio::ip::make_address(address);
    CHECK(r.from_loopback());
  }
  for (const char* address : {"10.0.0.1", "::2", "::ffff:10.0.0.1"}) {
    r.from = boost::asio::ip::make_address(address);
    CHECK_FALSE(r.from_loopback());
  }
}

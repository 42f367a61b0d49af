// SPDX-License-Identifier: MIT
#include "net/feed_message.hpp"

#include <string>
#include <variant>
#include <vector>

#include "catch.hpp"

using namespace northstar::net;

TEST_CASE("what a client says on the feed is read", "[net][feed_message]") {
  const auto auth = parse_client_message(R"({"type":"auth","token":"nst_x"})");
  REQUIRE(std::holds_alternative<auth_message>(auth));
  CHECK(std::get<auth_message>(auth).token == "nst_x");

  const auto full = parse_client_message(
      R"({"type":"subscribe","scopes":["acme","east"],"metrics":["revenue"],"slices":true,"position":"4f:12","later":1})");
  REQUIRE(std::holds_alternative<subscribe_message>(full));
  const auto& s = std::get<subscribe_message>(full);
  CHECK(s.scopes == std::vector<std::string>{"acme", "east"});
  CHECK(s.metrics == std::vector<std::string>{"revenue"});
  CHECK(s.slices);
  REQUIRE(s.position);
  CHECK(s.position->offset == 12);

  const auto painted = parse_client_message(R"({"type":"painted","position":"4f:12","at_ms":1795228200000.5})");
  REQUIRE(std::holds_alternative<painted_message>(painted));
  CHECK(std::get<painted_message>(painted).at_ms == 1795228200000);
}

TEST_CASE("a position that no server of ours gave is as good as none", "[net][feed_message]") {
  for (const char* text : {R"({"type":"subscribe","scopes":[],"position":"junk"})", R"({"type":"subscribe","scopes":[],"position":null})", R"({"type":"subscribe","scopes":[]})"}) {
    const auto m = parse_client_message(text);
    REQUIRE(std::holds_alternative<subscribe_message>(m));
    CHECK_FALSE(std::get<subscribe_message>(m).position);
  }
}

TEST_CASE("a message that breaks the protocol is told why", "[net][feed_message]") {
  for (const char* text : {"", "x", "[]", "1", "{}", R"({"type":1})", R"({"type":"dance"})", R"({"type":"auth"})", R"({"type":"auth","token":1})",
                           R"({"type":"subscribe"})", R"({"type":"subscribe","scopes":"acme"})", R"({"type":"subscribe","scopes":[1]})",
                           R"({"type":"subscribe","scopes":[],"metrics":{}})", R"({"type":"subscribe","scopes":[],"slices":1})",
                           R"({"type":"subscribe","scopes":[],"position":7})", R"({"type":"painted"})",
                           R"({"type":"painted","position":"x","at_ms":1})", R"({"type":"painted","position":"e:1","at_ms":"1"})",
                           R"({"type":"painted","position":"e:1","at_ms":-1})", R"({"type":"painted","position":"e:1","at_ms":1e300})"}) {
    INFO(text);
    const auto m = parse_client_message(text);
    REQUIRE(std::holds_alternative<bad_message>(m));
    CHECK_FALSE(std::get<bad_message>(m).reason.empty());
  }
  CHECK(std::holds_alternative<bad_message>(parse_client_message(std::string(60'000, '['))));
}

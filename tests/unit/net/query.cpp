// SPDX-License-Identifier: MIT
#include "net/query.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using northstar::net::parse_target;

TEST_CASE("a target falls apart into its decoded path and parameters", "[net][query]") {
  const auto t = parse_target("/api/v1/cells?unit=east&unit=west&slice=product:GTX%20Pro&slice=&metric=a+b&q=%E9%94%80");
  REQUIRE(t);
  CHECK(t->path == "/api/v1/cells");
  CHECK(t->query.all("unit") == std::vector<std::string>{"east", "west"});
  CHECK(t->query.all("slice") == std::vector<std::string>{"product:GTX Pro", ""});
  CHECK(t->query.one("metric") == "a b");
  CHECK(t->query.one("q") == "销");
  CHECK_FALSE(t->query.one("unit"));
  CHECK_FALSE(t->query.one("none"));
}

TEST_CASE("signs that a browser leaves in a query as they are do no harm", "[net][query]") {
  const auto t = parse_target("/cells?slice=a|b\"c&unit=销售");
  REQUIRE(t);
  CHECK(t->query.one("slice") == "a|b\"c");
  CHECK(t->query.one("unit") == "销售");
}

TEST_CASE("a path that looks like a host stays a path", "[net][query]") {
  const auto t = parse_target("//evil.example/wall");
  REQUIRE(t);
  CHECK(t->path == "//evil.example/wall");
}

TEST_CASE("what is no path of this server is refused", "[net][query]") {
  for (const char* text : {"", "wall", "http://board.example/wall", "*", "/%", "/%2", "/%zz", "/a%00b", "/a b", "/a\tb"}) {
    INFO(text);
    CHECK_FALSE(parse_target(text));
  }
}

TEST_CASE("an unknown parameter, or one given twice, is named", "[net][query]") {
  const auto q = parse_target("/x?unit=a&unit=b&descend=1")->query;
  CHECK_FALSE(q.fault({"unit"}, {"descend"}));
  CHECK(q.fault({"unit"}, {}) == "unknown parameter: descend");
  CHECK(q.fault({}, {"unit", "descend"}) == "parameter given twice: unit");
}

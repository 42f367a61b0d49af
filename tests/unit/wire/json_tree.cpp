// SPDX-License-Identifier: MIT
#include "wire/json_tree.hpp"

#include "catch.hpp"

using namespace northstar::wire;

TEST_CASE("numbers keep the digits they were written with", "[wire][json]") {
  const auto reading = read_json(R"([12800.50, 0.1, 1e3, 123456789012345678901234567890, -7, 0.30000000000000000001])");
  REQUIRE(reading.root);
  const char* digits[] = {"12800.50", "0.1", "1e3", "123456789012345678901234567890", "-7", "0.30000000000000000001"};
  REQUIRE(reading.root->members.size() == std::size(digits));
  for (std::size_t i = 0; i < std::size(digits); ++i) {
    CHECK(reading.root->members[i].value.type == json_type::number);
    CHECK(reading.root->members[i].value.text == digits[i]);
  }
}

TEST_CASE("comments are read over", "[wire][json]") {
  const auto reading = read_json("// first\n{ /* why */ \"a\": 1 // because\n}\n");
  REQUIRE(reading.root);
  CHECK(reading.root->members.at(0).key == "a");
}

TEST_CASE("a key that stands twice is kept twice", "[wire][json]") {
  const auto reading = read_json(R"({"a":1,"a":2})");
  REQUIRE(reading.root);
  CHECK(reading.root->members.size() == 2);
}

TEST_CASE("order grows along the text", "[wire][json]") {
  const auto reading = read_json(R"({"a":[1,2],"b":{"c":3}})");
  REQUIRE(reading.root);
  const auto& members = reading.root->members;
  CHECK(reading.root->order < members[0].value.order);
  CHECK(members[0].value.members[1].value.order < members[1].value.order);
  CHECK(members[1].value.order < members[1].value.members[0].value.order);
}

TEST_CASE("what is no JSON is told with its place", "[wire][json]") {
  for (const char* text : {"", "{", "[1,]", "{\"a\":1,}", "{'a':1}", "[01]", "nul", "[1] 2", "\"\xff\"", "\"\\ud800\"", "/* open"}) {
    CAPTURE(text);
    const auto reading = read_json(text);
    CHECK_FALSE(reading.root);
    CHECK_THAT(reading.fault, Catch::Matchers::StartsWith("line "));
  }
  CHECK_THAT(read_json("{\n  \"a\": tru\n}").fault, Catch::Matchers::StartsWith("line 2, column 11: "));
}

TEST_CASE("nesting of a tree is bounded", "[wire][json]") {
  CHECK(read_json(std::string(json_depth_max, '[') + std::string(json_depth_max, ']')).root);
  const auto deeper = read_json(std::string(100'000, '['));
  CHECK_FALSE(deeper.root);
  CHECK(deeper.fault == "nested deeper than 64");
}

TEST_CASE("a step of a pointer escapes slash and tilde", "[wire][json]") {
  CHECK(pointer_step("a/b~c") == "/a~1b~0c");
}

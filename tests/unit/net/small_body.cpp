// SPDX-License-Identifier: MIT
#include "net/small_body.hpp"

#include <string>

#include "catch.hpp"

using namespace northstar::net;

namespace {

boost::system::result<small_body, http_response> read(std::string text, std::string type = "application/json") {
  http_request r;
  r.fields = {{"content-type", std::move(type)}};
  r.body = std::move(text);
  const parameters query;
  const principal who;
  return read_small_body(call{r, query, who}, {"name"}, {"place", "offset"});
}

unsigned refusal(std::string text, std::string type = "application/json") {
  const auto got = read(std::move(text), std::move(type));
  return got.has_error() ? got.error().status : 0;
}

}  // namespace

TEST_CASE("a small body gives its texts, and numbers as their digits", "[net][small_body]") {
  const auto body = read(R"({"name":"大堂","place":null,"offset":17})", "application/json; charset=utf-8");
  REQUIRE(body.has_value());
  CHECK(text_of(*body, "name") == "大堂");
  CHECK(text_of(*body, "offset") == "17");
  CHECK_FALSE(body->contains("place"));
  CHECK(text_of(*body, "place").empty());
}

TEST_CASE("whatever else a small body holds is refused", "[net][small_body]") {
  CHECK(refusal(R"({"name":"x"})", "text/plain") == 415);
  CHECK(refusal(R"({"name":"x"})", "") == 415);
  CHECK(refusal("{\"name\":\"" + std::string(small_body_bytes_max, 'x') + "\"}") == 413);
  for (const char* text : {"", "[]", "{", R"({"place":"x"})", R"({"name":"x","nome":"y"})", R"({"name":["x"]})", R"({"name":"x","name":"y"})", R"({"name":true})"}) {
    CAPTURE(text);
    CHECK(refusal(text) == 400);
  }
}

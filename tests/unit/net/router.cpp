// SPDX-License-Identifier: MIT
#include "net/router.hpp"

#include <string>

#include "catch.hpp"

using namespace northstar::net;

namespace {

route to(std::string method, std::string path) {
  route r;
  r.method = std::move(method);
  r.path = std::move(path);
  return r;
}

router sample() {
  router r;
  r.add(to("GET", "/cells"));
  r.add(to("GET", "/events"));
  r.add(to("POST", "/events"));
  return r;
}

std::string allow(const http_response& r) {
  for (const http_field& f : r.fields)
    if (f.name == "Allow") return f.value;
  return "";
}

}  // namespace

TEST_CASE("a route is found by method and exact path, and GET answers HEAD", "[net][router]") {
  const router r = sample();
  CHECK(r.find("GET", "/cells")->to->path == "/cells");
  CHECK(r.find("HEAD", "/cells")->to->method == "GET");
  CHECK(r.find("POST", "/events")->to->method == "POST");
  for (const char* path : {"/", "/cells/", "/cell", "/cellsx", "", "/Cells"}) CHECK_FALSE(r.find("GET", path));
}

TEST_CASE("a wrong method is 405 and told what is allowed", "[net][router]") {
  const router r = sample();
  const auto found = r.find("DELETE", "/events");
  REQUIRE(found->instead);
  CHECK_FALSE(found->to);
  CHECK(found->instead->status == 405);
  CHECK(allow(*found->instead) == "GET, HEAD, POST, OPTIONS");
  CHECK(r.find("POST", "/cells")->instead->status == 405);
  CHECK(allow(*r.find("get", "/cells")->instead) == "GET, HEAD, OPTIONS");
}

TEST_CASE("OPTIONS tells what is allowed and no more", "[net][router]") {
  const auto found = sample().find("OPTIONS", "/cells");
  REQUIRE(found->instead);
  CHECK(found->instead->status == 204);
  CHECK(allow(*found->instead) == "GET, HEAD, OPTIONS");
  CHECK(found->instead->fields.size() == 1);
}

// SPDX-License-Identifier: MIT
#include "net/session_cookie.hpp"

#include <string>

#include "catch.hpp"

using namespace northstar::net;

namespace {

http_request with(std::vector<http_field> fields) {
  http_request r;
  r.fields = std::move(fields);
  return r;
}

}  // namespace

TEST_CASE("the token is found among other cookies, by its whole name", "[net][cookie]") {
  CHECK(cookie_secret(with({{"cookie", "northstar_session=nst_1"}})) == "nst_1");
  CHECK(cookie_secret(with({{"cookie", "a=b; northstar_session=nst_1;c=d"}})) == "nst_1");
  CHECK(cookie_secret(with({{"cookie", "a=b"}, {"cookie", "northstar_session=nst_2"}})) == "nst_2");
  CHECK(cookie_secret(with({{"cookie", "xnorthstar_session=nst_1; northstar_session2=x; northstar_session"}})).empty());
  CHECK(cookie_secret(with({{"cookie", "northstar_session="}})).empty());
  CHECK(cookie_secret(with({})).empty());
}

TEST_CASE("no script and no other site gets at the cookie, and over https nobody on the way", "[net][cookie]") {
  const http_field plain = keep_secret(with({{"origin", "http://board.example"}}), "nst_1", 60);
  CHECK(plain.name == "Set-Cookie");
  CHECK(plain.value == "northstar_session=nst_1; Max-Age=60; Path=/; HttpOnly; SameSite=Strict");
  CHECK(keep_secret(with({{"origin", "https://board.example"}}), "nst_1", 60).value.ends_with("; Secure"));
  CHECK(keep_secret(with({{"x-forwarded-proto", "https"}}), "nst_1", 60).value.ends_with("; Secure"));
  CHECK(forget_secret(with({})).value == "northstar_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict");
}

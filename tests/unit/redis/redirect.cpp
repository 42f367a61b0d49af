// SPDX-License-Identifier: MIT
#include "redis/redirect.hpp"

#include "catch.hpp"

using namespace northstar::redis;

namespace {

reply error(std::string text) {
  reply r;
  r.is = reply::kind::error;
  r.text = std::move(text);
  return r;
}

}  // namespace

TEST_CASE("only what says not here or not now leads elsewhere", "[redis]") {
  for (const auto* text : {"MOVED 1 a:1", "ASK 1 a:1", "TRYAGAIN x", "CLUSTERDOWN x", "READONLY x",
                           "LOADING x", "MASTERDOWN x", "UNBLOCKED x"}) {
    INFO(text);
    CHECK(leads_elsewhere(error(text)));
  }
  for (const auto* text : {"ERR x", "WRONGTYPE x", "OOM x", "MOVEDX 1 a:1", ""}) {
    INFO(text);
    CHECK_FALSE(leads_elsewhere(error(text)));
  }
  reply text;
  text.is = reply::kind::text;
  text.text = "MOVED 1 a:1";
  CHECK_FALSE(leads_elsewhere(text));
}

TEST_CASE("a move names its server; without a host it is the one that says so", "[redis]") {
  const endpoint from{"here", 7000};
  CHECK(moved_to(error("MOVED 3999 10.0.0.2:6381"), from) == endpoint{"10.0.0.2", 6381});
  CHECK(moved_to(error("MOVED 3999 ::1:6381"), from) == endpoint{"::1", 6381});
  CHECK(moved_to(error("MOVED 3999 :6381"), from) == endpoint{"here", 6381});
  CHECK(moved_to(error("MOVED 3999 ?:6381"), from) == endpoint{"here", 6381});
  CHECK_FALSE(moved_to(error("MOVED 3999"), from));
  CHECK_FALSE(moved_to(error("MOVED 3999 a:0"), from));
  CHECK_FALSE(moved_to(error("MOVED 3999 a:x"), from));
  CHECK_FALSE(moved_to(error("ASK 3999 a:1"), from));
}

// SPDX-License-Identifier: MIT
#include "net/session.hpp"

#include <memory>

#include "catch.hpp"

using namespace northstar::net;

namespace {

struct sample final : session {
  using session::session;
  void go_away() override { ++told; }
  void cut() override { ++told; }
  void tokens_changed() override { ++told; }
  void deadline_passed() override {
    ++passed;
    if (again) set_deadline(-1);
  }
  void expire() { set_deadline(-1); }
  void wait() { set_deadline(1'000'000); }
  void relax() { clear_deadline(); }
  int told = 0, passed = 0;
  bool again = false;
};

}  // namespace

TEST_CASE("a deadline passes once, unless it was met or set anew", "[net][session]") {
  session_registry all;
  sample late(all), waiting(all), met(all), stubborn(all);
  late.expire();
  waiting.wait();
  met.expire();
  met.relax();
  stubborn.again = true;
  stubborn.expire();
  for (int i = 0; i < 3; ++i) all.sweep();
  CHECK(late.passed == 1);
  CHECK(waiting.passed == 0);
  CHECK(met.passed == 0);
  CHECK(stubborn.passed == 3);
}

TEST_CASE("a session that is gone is told nothing", "[net][session]") {
  session_registry all;
  sample stays(all);
  {
    sample goes(all);
    goes.expire();
  }
  all.go_away();
  all.tokens_changed();
  all.cut();
  all.sweep();
  CHECK(stays.told == 3);
  CHECK_FALSE(all.empty());
}

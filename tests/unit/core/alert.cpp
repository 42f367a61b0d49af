// SPDX-License-Identifier: MIT
// Lights watched by hand-fed steps: "g0 r60" is green seen at 0 s, red at 60 s.
#include "core/alert.hpp"

#include <cstdlib>
#include <iostream>
#include <random>
#include <sstream>

#include "catch.hpp"
#include "core/bytes.hpp"
#include "core/dice.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

constexpr std::int64_t two_minutes = 120'000;

light light_of(char letter) {
  return letter == 'g'   ? light::green
         : letter == 'y' ? light::yellow
         : letter == 'r' ? light::red
                         : light::grey;
}

std::string told(const light_alert& a) {
  return std::string(to_text(a.from)) + ">" + std::string(to_text(a.to)) + " since " +
         std::to_string(a.since / 1000);
}

std::string alerts(const std::string& steps, std::int64_t after_ms = two_minutes) {
  alert_watch watch;
  std::string out, step;
  for (std::istringstream in(steps); in >> step;) {
    const instant_ms at = std::stoll(step.substr(1)) * 1000;
    if (const auto raised = watch.step(light_of(step[0]), at, after_ms))
      out += (out.empty() ? "" : ", ") + told(*raised) + " at " + std::to_string(at / 1000);
  }
  return out;
}

alert_watch reloaded(const alert_watch& watch) {
  byte_writer out;
  watch.save(out);
  const std::string bytes = out.take();
  byte_reader in(bytes);
  alert_watch back;
  CHECK(back.load(in));
  CHECK(in.left() == 0);
  return back;
}

}  // namespace

TEST_CASE("a light that stayed changed raises once, when the time is up", "[core][alert]") {
  CHECK(alerts("g0 r10 r129") == "");
  CHECK(alerts("g0 r10 r130 r131 r999") == "green>red since 10 at 130");
  CHECK(alerts("g0 r10 r130 g200 g320") == "green>red since 10 at 130, red>green since 200 at 320");
}

TEST_CASE("a light that flickers back inside the time raises nothing", "[core][alert]") {
  CHECK(alerts("g0 r10 g129 r130 g249 r250") == "");
  CHECK(alerts("g0 r10 g60 r70 r189 r190") == "green>red since 70 at 190");
}

TEST_CASE("the first sight settles silently, whatever it is", "[core][alert]") {
  CHECK(alerts("r0 r999") == "");
  CHECK(alerts("-0 -999") == "");
}

TEST_CASE("grey counts like any light", "[core][alert]") {
  CHECK(alerts("g0 -10 -130") == "green>grey since 10 at 130");
  CHECK(alerts("-0 g10 g130") == "grey>green since 10 at 130");
}

TEST_CASE("a light that changes on its way is one alert, to what is seen in the end",
          "[core][alert]") {
  CHECK(alerts("g0 y10 r100 r130") == "green>red since 10 at 130");
  CHECK(alerts("g0 y10 r40 y70 r100 y130") == "green>yellow since 10 at 130");
  CHECK(alerts("g0 r10 y130 g140 g260") ==
        "green>yellow since 10 at 130, yellow>green since 140 at 260");
}

TEST_CASE("after a jump only what was seen counts", "[core][alert]") {
  CHECK(alerts("g0 r10 r9999") == "green>red since 10 at 9999");
  CHECK(alerts("g0 r10 g9999") == "");
  CHECK(alerts("g0 r9999") == "");
  CHECK(alerts("g0 r9999 r10119") == "green>red since 9999 at 10119");
}

TEST_CASE("without a waiting time each change raises at once", "[core][alert]") {
  CHECK(alerts("g0 r10 g10 g20", 0) == "green>red since 10 at 10, red>green since 10 at 10");
}

TEST_CASE("an instant that goes backwards counts as no time passed", "[core][alert]") {
  CHECK(alerts("g100 r200 r50 r319 r320") == "green>red since 200 at 320");
}

TEST_CASE("it says when to look again", "[core][alert]") {
  alert_watch watch;
  CHECK_FALSE(watch.due_at(two_minutes));
  watch.step(light::green, 0, two_minutes);
  CHECK_FALSE(watch.due_at(two_minutes));
  watch.step(light::red, 10'000, two_minutes);
  CHECK(watch.due_at(two_minutes) == 130'000);
  CHECK(watch.due_at(1000) == 11'000);  // a new plan waits less
  watch.step(light::yellow, 20'000, two_minutes);
  CHECK(watch.due_at(two_minutes) == 130'000);
  CHECK(watch.step(light::yellow, 130'000, two_minutes));
  CHECK_FALSE(watch.due_at(two_minutes));
  CHECK(watch.settled() == light::yellow);
}

TEST_CASE("what is saved goes on as if nothing had been", "[core][alert]") {
  alert_watch watch;
  CHECK(reloaded(watch) == watch);
  watch.step(light::grey, -5, two_minutes);
  CHECK(reloaded(watch) == watch);
  watch.step(light::red, 10'000, two_minutes);
  alert_watch back = reloaded(watch);
  CHECK(back == watch);
  CHECK(back.step(light::red, 130'000, two_minutes) ==
        light_alert{light::grey, light::red, 10'000});
}

TEST_CASE("bytes that were never saved leave a new watch", "[core][alert]") {
  for (const std::string& bytes : {std::string(), std::string("\x01", 1),
                                   std::string("\x05\x00", 2), std::string("\x01\x02\x00", 3),
                                   std::string("\x00\x01\x00", 3), std::string("\x01\x01", 2)}) {
    byte_reader in(bytes);
    alert_watch watch;
    watch.step(light::red, 0, two_minutes);
    CHECK_FALSE(watch.load(in));
    CHECK(watch == alert_watch());
  }
}

TEST_CASE("any row of lights alerts as the rule's words say", "[core][alert][property]") {
  const char* given = std::getenv("NORTHSTAR_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  INFO("NORTHSTAR_SEED=" << seed);
  dice d(seed);
  int raised_count = 0;
  for (int trial = 0; trial < 500; ++trial) {
    const std::int64_t after = d.between(0, 5);
    alert_watch watch;
    // Everything seen since the light last settled, to be looked through anew at each step.
    std::vector<std::pair<light, instant_ms>> seen;
    instant_ms now = 0;
    for (int step = 0; step < 60; ++step) {
      now += d.between(0, d.chance(10) ? 20 : 2);
      seen.emplace_back(static_cast<light>(d.below(d.chance(50) ? 4 : 2)), now);
      std::optional<instant_ms> since;
      for (const auto& [one, at] : seen) {
        if (one == seen.front().first)
          since.reset();
        else if (!since)
          since = at;
      }
      const bool is_due = since && now - *since >= after;
      const auto raised = watch.step(seen.back().first, now, after);
      REQUIRE(raised.has_value() == is_due);
      if (raised) {
        REQUIRE(*raised == light_alert{seen.front().first, seen.back().first, *since});
        seen = {seen.back()};
        ++raised_count;
      }
      if (d.chance(10)) watch = reloaded(watch);
    }
  }
  std::cout << "alerts: NORTHSTAR_SEED=" << seed << ", " << raised_count << " raised\n";
  CHECK(raised_count > 0);
}

// SPDX-License-Identifier: MIT
#include "wire/zone_source.hpp"

#include "catch.hpp"
#include "wire/instant.hpp"

using namespace northstar;

namespace {

std::int64_t seconds(const char* text) { return wire::parse_rfc3339(text).value() / 1000; }

}  // namespace

TEST_CASE("a zone's offsets are right in every year a board may show", "[wire][zone]") {
  struct row {
    const char* zone;
    const char* at;
    int offset_s;
  };
  const row rows[] = {
      {"Asia/Shanghai", "2026-07-01T00:00:00Z", 8 * 3600},   {"Asia/Shanghai", "1988-07-01T00:00:00Z", 9 * 3600},
      {"Asia/Shanghai", "2150-07-01T00:00:00Z", 8 * 3600},   {"America/New_York", "2026-01-15T00:00:00Z", -5 * 3600},
      {"America/New_York", "2026-07-15T00:00:00Z", -4 * 3600}, {"America/New_York", "2037-07-15T00:00:00Z", -4 * 3600},
      {"America/New_York", "2038-07-15T00:00:00Z", -4 * 3600}, {"America/New_York", "2050-07-15T00:00:00Z", -4 * 3600},
      {"America/New_York", "2050-01-15T00:00:00Z", -5 * 3600}, {"America/New_York", "2199-07-15T00:00:00Z", -4 * 3600},
      {"America/New_York", "2199-12-15T00:00:00Z", -5 * 3600}, {"Europe/Berlin", "2120-07-15T00:00:00Z", 2 * 3600},
      {"Europe/Berlin", "1975-07-15T00:00:00Z", 1 * 3600},   {"Asia/Kolkata", "2026-01-01T00:00:00Z", 19'800},
      {"Asia/Kathmandu", "2026-01-01T00:00:00Z", 20'700},    {"Pacific/Apia", "2011-12-30T09:59:59Z", -10 * 3600},
      {"Pacific/Apia", "2011-12-30T10:00:00Z", 14 * 3600},   {"UTC", "2026-01-01T00:00:00Z", 0},
      {"Etc/GMT-8", "2026-01-01T00:00:00Z", 8 * 3600},
  };
  for (const row& r : rows) {
    CAPTURE(r.zone, r.at);
    const auto zone = wire::load_zone(r.zone);
    REQUIRE(zone);
    CHECK(zone->name == r.zone);
    CHECK(zone->offset_at(seconds(r.at)) == r.offset_s);
  }
}

TEST_CASE("a zone changes its offset at the right second, also beyond 2037", "[wire][zone]") {
  const auto zone = wire::load_zone("America/New_York");
  REQUIRE(zone);
  // The second Sunday of March 2050 is the 13th.
  const std::int64_t spring = seconds("2050-03-13T07:00:00Z");
  CHECK(zone->offset_at(spring - 1) == -5 * 3600);
  CHECK(zone->offset_at(spring) == -4 * 3600);
}

TEST_CASE("transitions ascend and each changes the offset", "[wire][zone]") {
  for (const char* name : {"America/New_York", "Africa/Casablanca", "Europe/Dublin", "Asia/Gaza", "Antarctica/Troll"}) {
    CAPTURE(name);
    const auto zone = wire::load_zone(name);
    REQUIRE(zone);
    REQUIRE(zone->transitions.size() > 50);
    std::int64_t at = zone->transitions.front().utc_s - 1;
    int offset = zone->initial_offset_s;
    bool ascending = true, changing = true;
    for (const core::zone_transition& t : zone->transitions) {
      ascending = ascending && t.utc_s > at;
      changing = changing && t.offset_s != offset;
      at = t.utc_s;
      offset = t.offset_s;
    }
    CHECK(ascending);
    CHECK(changing);
  }
}

TEST_CASE("only names of zones are looked up, never files", "[wire][zone]") {
  for (const char* name : {"", "Asia/Atlantis", "/usr/share/zoneinfo/UTC", "file:Asia/Shanghai", "../zoneinfo/UTC", "localtime",
                           "right/UTC", "Asia", "Asia/", "CST6CDT;rm", "Fixed/UTC+08:00:00"}) {
    CAPTURE(name);
    CHECK_FALSE(wire::load_zone(name));
  }
}

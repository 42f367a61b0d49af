// SPDX-License-Identifier: MIT
#include "core/zone.hpp"

#include "catch.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

TEST_CASE("an offset holds from its transition on", "[core][zone]") {
  const zone ny = new_york_2026();
  CHECK(ny.offset_at(utc("2026-03-08 06:59:59") / 1000) == -5 * 3600);
  CHECK(ny.offset_at(utc("2026-03-08 07:00:00") / 1000) == -4 * 3600);
  CHECK(ny.offset_at(utc("2026-11-01 05:59:59") / 1000) == -4 * 3600);
  CHECK(ny.offset_at(utc("2026-11-01 06:00:00") / 1000) == -5 * 3600);
  CHECK(ny.offset_at(utc("1990-01-01 00:00:00") / 1000) == -5 * 3600);
}

TEST_CASE("a local time is first shown once, also in gaps and overlaps", "[core][zone]") {
  const struct {
    zone z;
    const char* local;
    const char* first;
  } rows[] = {{fixed_zone(8), "2026-11-21 00:00", "2026-11-20 16:00"},
              {fixed_zone(14), "2026-01-01 00:00", "2025-12-31 10:00"},
              {fixed_zone(-12), "2026-01-01 00:00", "2026-01-01 12:00"},
              // New York: 02:00 to 03:00 does not exist, 01:00 to 02:00 comes twice.
              {new_york_2026(), "2026-03-08 01:59", "2026-03-08 06:59"},
              {new_york_2026(), "2026-03-08 02:00", "2026-03-08 07:00"},
              {new_york_2026(), "2026-03-08 02:30", "2026-03-08 07:00"},
              {new_york_2026(), "2026-03-08 03:00", "2026-03-08 07:00"},
              {new_york_2026(), "2026-03-08 03:01", "2026-03-08 07:01"},
              {new_york_2026(), "2026-11-01 00:59", "2026-11-01 04:59"},
              {new_york_2026(), "2026-11-01 01:30", "2026-11-01 05:30"},
              {new_york_2026(), "2026-11-01 02:00", "2026-11-01 07:00"},
              // Havana: the gap swallows midnight, the overlap shows it twice.
              {havana_2026(), "2026-03-08 00:00", "2026-03-08 05:00"},
              {havana_2026(), "2026-11-01 00:00", "2026-11-01 04:00"},
              {havana_2026(), "2026-11-01 01:00", "2026-11-01 06:00"},
              // Beirut: at 24:00 the clock goes back to 23:00, so midnight is shown an hour later.
              {beirut_2026(), "2026-03-29 00:00", "2026-03-28 22:00"},
              {beirut_2026(), "2026-10-25 00:00", "2026-10-24 22:00"},
              {beirut_2026(), "2026-10-24 23:30", "2026-10-24 20:30"},
              // Apia: the whole 30th is skipped.
              {apia_2011(), "2011-12-29 23:59", "2011-12-30 09:59"},
              {apia_2011(), "2011-12-30 00:00", "2011-12-30 10:00"},
              {apia_2011(), "2011-12-30 15:00", "2011-12-30 10:00"},
              {apia_2011(), "2011-12-31 00:00", "2011-12-30 10:00"},
              {apia_2011(), "2011-12-31 00:01", "2011-12-30 10:01"}};
  for (const auto& row : rows) {
    INFO(row.z.name << " " << row.local);
    CHECK(row.z.first_showing(utc(row.local) / 1000) == utc(row.first) / 1000);
  }
}

TEST_CASE("an instant is written with milliseconds and the offset then in force", "[core][zone]") {
  CHECK(to_rfc3339(fixed_zone(8), utc("2026-11-21 01:42:00.007")) ==
        "2026-11-21T09:42:00.007+08:00");
  CHECK(to_rfc3339(fixed_zone(0), utc("2026-11-21 01:42:00.999")) ==
        "2026-11-21T01:42:00.999+00:00");
  CHECK(to_rfc3339(new_york_2026(), utc("2026-03-08 06:59:59.999")) ==
        "2026-03-08T01:59:59.999-05:00");
  CHECK(to_rfc3339(new_york_2026(), utc("2026-03-08 07:00:00.000")) ==
        "2026-03-08T03:00:00.000-04:00");
  CHECK(to_rfc3339(apia_2011(), utc("2011-12-30 10:00")) == "2011-12-31T00:00:00.000+14:00");
  CHECK(to_rfc3339(zone{"half", -(3 * 3600 + 1800), {}}, utc("2026-01-01 03:00")) ==
        "2025-12-31T23:30:00.000-03:30");
}

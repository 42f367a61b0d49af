// SPDX-License-Identifier: MIT
#include "wire/instant.hpp"

#include "catch.hpp"

using namespace northstar::wire;

TEST_CASE("RFC 3339 times become milliseconds", "[wire][instant]") {
  struct row {
    const char* text;
    std::int64_t ms;
  };
  const row rows[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2026-11-21T09:30:00+08:00", 1795224600000},
      {"2026-11-21T01:30:00Z", 1795224600000},
      {"2026-11-21t01:30:00z", 1795224600000},
      {"2026-11-20T20:30:00-05:00", 1795224600000},
      {"2026-11-21T01:30:00.5Z", 1795224600500},
      {"2026-11-21T01:30:00.1239999Z", 1795224600123},
      {"2026-11-21T01:30:00-00:00", 1795224600000},
      {"2024-02-29T12:00:00Z", 1709208000000},
      {"1969-12-31T23:59:59.999Z", -1},
      {"2026-11-21T01:30:00+23:59", 1795224600000 - 86'340'000},
  };
  for (const row& r : rows) {
    CAPTURE(r.text);
    CHECK(parse_rfc3339(r.text) == r.ms);
    CHECK(parse_instant(r.text) == r.ms);
  }
}

TEST_CASE("what is no RFC 3339 time with offset is refused", "[wire][instant]") {
  for (const char* text :
       {"", "2026-11-21", "2026-11-21T09:30:00", "2026-11-21 09:30:00Z", "2026-11-21T09:30Z", "2026-11-21T09:30:00+0800",
        "2026-11-21T09:30:00+08", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-11-31T00:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T23:60:00Z", "2016-12-31T23:59:60Z", "2026-11-21T09:30:00.Z", "2026-11-21T09:30:00,5Z",
        "2026-11-21T09:30:00+24:00", "2026-11-21T09:30:00+08:60", "2026-11-21T09:30:00Zx", " 2026-11-21T09:30:00Z",
        "26-11-21T09:30:00Z", "2026-1-21T09:30:00Z", "+2026-11-21T09:30:00Z", "yesterday"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text));
    CHECK_FALSE(parse_instant(text));
  }
}

TEST_CASE("an instant may be Unix milliseconds, a time may not", "[wire][instant]") {
  CHECK(parse_instant("1795224600000") == 1795224600000);
  CHECK(parse_instant("-1") == -1);
  CHECK_FALSE(parse_instant("1795224600000.5"));
  CHECK_FALSE(parse_instant("99999999999999999999"));
  CHECK_FALSE(parse_rfc3339("1795224600000"));
}

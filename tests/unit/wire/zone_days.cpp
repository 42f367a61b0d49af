// SPDX-License-Identifier: MIT
// Days of real zones: "a day starts at the first instant at which the local clock shows day_cutover
// or later", worked out by hand from the zones' published transitions.
#include "catch.hpp"
#include "core/calendar.hpp"
#include "wire/instant.hpp"
#include "wire/zone_source.hpp"

using namespace northstar;

namespace {

core::instant_ms at(const char* text) { return wire::parse_rfc3339(text).value(); }
core::day_number day(const char* text) { return core::parse_date(text).value(); }

constexpr std::int32_t minute = 60;
constexpr std::int32_t hour = 3600;

core::calendar calendar_of(const char* zone, std::int32_t cutover_s, std::int32_t open_s = 9 * hour,
                           std::int32_t close_s = 18 * hour) {
  core::calendar_rules rules;
  rules.zone = wire::load_zone(zone).value();
  rules.cutover_s = cutover_s;
  rules.open_s = open_s;
  rules.close_s = close_s;
  for (bool& works : rules.workdays) works = true;
  return core::calendar(rules);
}

}  // namespace

TEST_CASE("a day of a real zone starts when its clock first shows the cut-over or later",
          "[wire][zone]") {
  const struct {
    const char* zone;
    std::int32_t cutover_s;
    const char* date;
    const char* start;
  } rows[] = {
      // Fourteen hours ahead, twelve behind, and three quarters of an hour.
      {"Pacific/Kiritimati", 0, "2026-01-01", "2025-12-31T10:00:00Z"},
      {"Etc/GMT-14", 0, "2026-01-01", "2025-12-31T10:00:00Z"},
      {"Etc/GMT+12", 0, "2026-01-01", "2026-01-01T12:00:00Z"},
      {"Etc/GMT+12", 23 * hour, "2026-12-31", "2027-01-01T11:00:00Z"},
      {"Pacific/Chatham", 0, "2026-01-01", "2025-12-31T10:15:00Z"},
      // São Paulo's midnight was skipped on 2018-11-04 (03:00Z) and came twice on 2019-02-17.
      {"America/Sao_Paulo", 0, "2018-11-04", "2018-11-04T03:00:00Z"},
      {"America/Sao_Paulo", 30 * minute, "2018-11-04", "2018-11-04T03:00:00Z"},
      {"America/Sao_Paulo", hour, "2018-11-04", "2018-11-04T03:00:00Z"},
      {"America/Sao_Paulo", hour + 30 * minute, "2018-11-04", "2018-11-04T03:30:00Z"},
      {"America/Sao_Paulo", 0, "2019-02-17", "2019-02-17T03:00:00Z"},
      {"America/Sao_Paulo", 23 * hour + 30 * minute, "2019-02-16", "2019-02-17T01:30:00Z"},
      {"Asia/Beirut", 0, "2026-03-29", "2026-03-28T22:00:00Z"},
      {"Asia/Beirut", 45 * minute, "2026-03-29", "2026-03-28T22:00:00Z"},
      {"Asia/Beirut", 0, "2026-10-25", "2026-10-24T22:00:00Z"},
      // Lord Howe moves by half an hour: 02:00–02:30 is missing in October, 01:30–02:00 comes twice in April.
      {"Australia/Lord_Howe", 2 * hour + 15 * minute, "2026-10-04", "2026-10-03T15:30:00Z"},
      {"Australia/Lord_Howe", 2 * hour + 45 * minute, "2026-10-04", "2026-10-03T15:45:00Z"},
      {"Australia/Lord_Howe", hour + 45 * minute, "2026-04-05", "2026-04-04T14:45:00Z"},
      {"Australia/Lord_Howe", 2 * hour, "2026-04-05", "2026-04-04T15:30:00Z"},
      // Troll moves by two hours.
      {"Antarctica/Troll", 2 * hour + 30 * minute, "2026-03-29", "2026-03-29T01:00:00Z"},
      // Behind 2038 and behind the last transition that a table could hold.
      {"America/New_York", 2 * hour + 30 * minute, "2050-03-13", "2050-03-13T07:00:00Z"},
      {"America/New_York", hour + 30 * minute, "2050-11-06", "2050-11-06T05:30:00Z"},
      {"America/New_York", 0, "2038-01-20", "2038-01-20T05:00:00Z"},
      {"Asia/Shanghai", 0, "2199-12-30", "2199-12-29T16:00:00Z"}};
  for (const auto& row : rows) {
    CAPTURE(row.zone, row.cutover_s, row.date);
    const core::calendar c = calendar_of(row.zone, row.cutover_s);
    CHECK(c.day_start(day(row.date)) == at(row.start));
    CHECK(c.day_of(at(row.start)) == day(row.date));
    CHECK(c.day_of(at(row.start) - 1) == day(row.date) - 1);
  }
}

TEST_CASE("the day that Kiritimati skipped holds nothing", "[wire][zone]") {
  // After 1994-12-30 came 1995-01-01.
  const core::calendar c = calendar_of("Pacific/Kiritimati", 0);
  CHECK(c.day_of(at("1994-12-31T09:59:59.999Z")) == day("1994-12-30"));
  CHECK(c.day_of(at("1994-12-31T10:00:00Z")) == day("1995-01-01"));
  CHECK(c.day_start(day("1994-12-31")) == c.day_start(day("1995-01-01")));
}

TEST_CASE("seconds past 32 bits are as good as any", "[wire][zone]") {
  const core::calendar c = calendar_of("UTC", 0);
  CHECK(core::date_text(c.day_of(at("2038-01-19T03:14:07Z"))) == "2038-01-19");
  CHECK(core::date_text(c.day_of(at("2038-01-19T03:14:08Z"))) == "2038-01-19");
  CHECK(core::date_text(c.day_of(at("2038-01-20T00:00:00Z"))) == "2038-01-20");
  CHECK(core::date_text(c.day_of(at("2106-02-07T06:28:16Z"))) == "2106-02-07");
  CHECK(core::date_text(c.day_of(at("2100-02-28T23:59:59.999Z"))) == "2100-02-28");
  CHECK(core::date_text(c.day_of(at("2100-03-01T00:00:00Z"))) == "2100-03-01");  // no leap year
  CHECK(core::date_text(c.day_of(at("1970-01-02T00:00:00Z"))) == "1970-01-02");
}

TEST_CASE("working hours of a half-hour gap run in real time", "[wire][zone]") {
  // 00:00 to 04:00 on 2026-10-04 are three hours and a half; two of them before the gap.
  const core::calendar c = calendar_of("Australia/Lord_Howe", 0, 0, 4 * hour);
  const core::period one{core::period_kind::day, day("2026-10-04"), day("2026-10-04")};
  const auto share = c.elapsed(one, {}, at("2026-10-03T15:30:00Z"));
  CHECK((share.num * 7 == share.den * 4 * core::full_day));
  CHECK((c.elapsed(one, {}, at("2026-10-03T17:00:00Z")).num ==
         c.elapsed(one, {}, at("2026-10-03T17:00:00Z")).den * core::full_day));
}

TEST_CASE("hours that pass midnight pass the hour that comes twice", "[wire][zone]") {
  // 22:00 on 2026-10-24 to 02:00 in Beirut: midnight falls back to 23:00, so five real hours from 19:00Z.
  const core::calendar c = calendar_of("Asia/Beirut", 6 * hour, 22 * hour, 2 * hour);
  const core::period one{core::period_kind::day, day("2026-10-24"), day("2026-10-24")};
  const auto share = c.elapsed(one, {}, at("2026-10-24T21:00:00Z"));  // two of five
  CHECK((share.num * 5 == share.den * 2 * core::full_day));
  CHECK(c.elapsed(one, {}, at("2026-10-24T19:00:00Z")).num == 0);
  const auto done = c.elapsed(one, {}, at("2026-10-25T00:00:00Z"));
  CHECK((done.num == done.den * core::full_day));
}

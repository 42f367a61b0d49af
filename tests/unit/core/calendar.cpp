// SPDX-License-Identifier: MIT
#include "core/calendar.hpp"

#include "catch.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

constexpr std::int32_t minute = 60;
constexpr std::int32_t hour = 3600;

calendar_rules rules_in(zone z, std::int32_t cutover_s = 0) {
  calendar_rules rules;
  rules.zone = std::move(z);
  rules.cutover_s = cutover_s;
  return rules;
}

calendar_rules hours_in(zone z, std::int32_t cutover_s, std::int32_t open_s, std::int32_t close_s) {
  calendar_rules rules = rules_in(std::move(z), cutover_s);
  rules.open_s = open_s;
  rules.close_s = close_s;
  for (bool& works : rules.workdays) works = true;
  return rules;
}

period days(std::string_view first, std::string_view last) {
  return {period_kind::week, day(first), day(last)};
}

// A fraction of a workday as a test can write it: in millionths, exactly.
long long micro(const fraction& f) {
  REQUIRE(f.num % f.den == 0);
  return static_cast<long long>(f.num / f.den);
}

}  // namespace

TEST_CASE("a day starts when the local clock first shows the cut-over or later",
          "[core][calendar]") {
  const struct {
    calendar_rules rules;
    const char* date;
    const char* start;
  } rows[] = {{rules_in(fixed_zone(8)), "2026-11-21", "2026-11-20 16:00"},
              {rules_in(fixed_zone(8), 5 * hour), "2026-11-21", "2026-11-20 21:00"},
              {rules_in(fixed_zone(14)), "2026-01-01", "2025-12-31 10:00"},
              {rules_in(fixed_zone(-11), 23 * hour), "2026-01-01", "2026-01-02 10:00"},
              {rules_in(new_york_2026()), "2026-03-08", "2026-03-08 05:00"},
              {rules_in(new_york_2026()), "2026-03-09", "2026-03-09 04:00"},
              {rules_in(new_york_2026(), 2 * hour + 30 * minute), "2026-03-08", "2026-03-08 07:00"},
              {rules_in(new_york_2026(), hour + 30 * minute), "2026-11-01", "2026-11-01 05:30"},
              {rules_in(havana_2026()), "2026-03-08", "2026-03-08 05:00"},
              {rules_in(havana_2026()), "2026-11-01", "2026-11-01 04:00"},
              {rules_in(beirut_2026()), "2026-03-29", "2026-03-28 22:00"},
              {rules_in(beirut_2026()), "2026-10-25", "2026-10-24 22:00"},
              {rules_in(apia_2011()), "2011-12-30", "2011-12-30 10:00"},
              {rules_in(apia_2011()), "2011-12-31", "2011-12-30 10:00"},
              {rules_in(apia_2011()), "2012-01-01", "2011-12-31 10:00"}};
  for (const auto& row : rows) {
    INFO(row.rules.zone.name << " " << row.date << " cut over at " << row.rules.cutover_s);
    const calendar c(row.rules);
    CHECK(c.day_start(day(row.date)) == utc(row.start));
    const day_number first_here = c.day_of(utc(row.start));
    CHECK(first_here >= day(row.date));
    CHECK(c.day_of(utc(row.start) - 1) < day(row.date));
  }
}

TEST_CASE("an instant belongs to the day that began last", "[core][calendar]") {
  const struct {
    calendar_rules rules;
    const char* at;
    const char* date;
  } rows[] = {{rules_in(fixed_zone(8)), "2026-11-30 15:59:59.999", "2026-11-30"},
              {rules_in(fixed_zone(8)), "2026-11-30 16:00:00.000", "2026-12-01"},
              {rules_in(fixed_zone(8), 5 * hour), "2026-11-30 20:59:59.999", "2026-11-30"},
              {rules_in(fixed_zone(14)), "2026-12-31 10:00", "2027-01-01"},
              // The hour shown twice: Havana's second midnight hour is the same day still; Beirut's
              // second 23:00 is the old day.
              {rules_in(havana_2026()), "2026-11-01 05:30", "2026-11-01"},
              {rules_in(beirut_2026()), "2026-10-24 21:30", "2026-10-24"},
              // Half past midnight goes back before midnight: the new day, once begun, stays.
              {rules_in({"odd", 0, {{utc("2026-05-02 00:30") / 1000, -hour}}}), "2026-05-02 00:45",
               "2026-05-02"},
              {rules_in(apia_2011()), "2011-12-30 09:59:59.999", "2011-12-29"},
              {rules_in(apia_2011()), "2011-12-30 10:00", "2011-12-31"}};
  for (const auto& row : rows) {
    INFO(row.rules.zone.name << " " << row.at);
    CHECK(date_text(calendar(row.rules).day_of(utc(row.at))) == row.date);
  }
}

TEST_CASE("only instants with a day of room at each end are supported", "[core][calendar]") {
  const calendar c(rules_in(fixed_zone(8)));
  CHECK_FALSE(c.supports(utc("1970-01-02 00:00") - 8 * hour * 1000 - 1));
  CHECK(c.supports(utc("1970-01-02 00:00") - 8 * hour * 1000));
  CHECK(c.supports(utc("2199-12-31 00:00") - 8 * hour * 1000 - 1));
  CHECK_FALSE(c.supports(utc("2199-12-31 00:00") - 8 * hour * 1000));
  CHECK_FALSE(c.supports(INT64_MIN));
  CHECK_FALSE(c.supports(INT64_MAX));
}

TEST_CASE("the periods around the first and the last instant have an answer", "[core][calendar]") {
  const calendar c(rules_in(fixed_zone(8)));
  for (const instant_ms at :
       {c.day_start(first_day_supported), c.day_start(last_day_supported) - 1})
    for (const period_kind kind : all_period_kinds) {
      const period p = c.periods().containing(kind, c.day_of(at));
      CHECK(c.start(p) <= at);
      CHECK(at < c.end(p));
      CHECK(c.weight(p, {}) >= 0);
      CHECK(c.elapsed(p, {}, at).num >= 0);
    }
}

TEST_CASE("a workday weighs one, the calendar's own days what they say, leave nothing",
          "[core][calendar]") {
  calendar_rules rules = rules_in(fixed_zone(8));
  rules.overrides = {
      {day("2026-10-01"), 0}, {day("2026-10-10"), full_day}, {day("2026-11-11"), 5 * full_day}};
  const calendar c(rules);
  const leave_days leave{{day("2026-11-11"), day("2026-11-12")},
                         {day("2026-11-14"), day("2026-11-16")}};
  CHECK(c.weight(day("2026-11-20"), {}) == full_day);
  CHECK(c.weight(day("2026-11-21"), {}) == 0);  // a Saturday
  CHECK(c.weight(day("2026-10-01"), {}) == 0);
  CHECK(c.weight(day("2026-10-10"), {}) == full_day);  // a Saturday worked
  CHECK(c.weight(day("2026-11-11"), {}) == 5 * full_day);
  CHECK(c.weight(day("2026-11-11"), leave) == 0);
  CHECK(c.weight(c.periods().parse("2026-11").value(), {}) == 25 * full_day);
  CHECK(c.weight(c.periods().parse("2026-11").value(), leave) == 18 * full_day);
  CHECK(c.weight(days("2026-11-12", "2026-11-14"), leave) == full_day);
  CHECK(c.weight(c.periods().parse("2026-10").value(), {}) == 22 * full_day);
}

TEST_CASE("time elapses over the working hours only", "[core][calendar]") {
  const calendar c(rules_in(fixed_zone(8)));
  const struct {
    const char* local;
    long long micro;
  } rows[] = {{"2026-11-15 23:59:59", 0},
              {"2026-11-16 00:00", 0},
              {"2026-11-16 09:00", 0},
              {"2026-11-16 09:54", 100'000},
              {"2026-11-16 13:30", 500'000},
              {"2026-11-16 18:00", 1'000'000},
              {"2026-11-16 23:59", 1'000'000},
              {"2026-11-18 13:30", 2'500'000},
              {"2026-11-20 17:59:27.600", 4'999'000},
              {"2026-11-21 12:00", 5'000'000},
              {"2026-11-23 10:00", 5'000'000},
              {"2027-11-23 10:00", 5'000'000}};
  for (const auto& row : rows) {
    INFO(row.local);
    CHECK(micro(c.elapsed(days("2026-11-16", "2026-11-22"), {}, at_offset(row.local, 8))) ==
          row.micro);
  }
  CHECK(micro(c.elapsed(days("2026-11-16", "2026-11-22"), {{day("2026-11-17"), day("2026-11-18")}},
                        at_offset("2026-11-18 13:30", 8))) == 1'000'000);
}

TEST_CASE("working hours run in real time through gaps and overlaps", "[core][calendar]") {
  const calendar gap(hours_in(new_york_2026(), 0, 0, 6 * hour));  // five real hours on March 8th
  CHECK(micro(gap.elapsed(days("2026-03-08", "2026-03-08"), {}, utc("2026-03-08 07:30"))) ==
        500'000);
  CHECK(micro(gap.elapsed(days("2026-03-08", "2026-03-08"), {}, utc("2026-03-08 10:00"))) ==
        1'000'000);
  const calendar overlap(
      hours_in(new_york_2026(), 0, 0, 3 * hour));  // four real hours on November 1st
  CHECK(micro(overlap.elapsed(days("2026-11-01", "2026-11-01"), {}, utc("2026-11-01 06:00"))) ==
        500'000);
  const calendar swallowed(
      hours_in(new_york_2026(), 0, 2 * hour, 3 * hour));  // no time at all on March 8th
  CHECK(micro(swallowed.elapsed(days("2026-03-08", "2026-03-08"), {},
                                utc("2026-03-08 06:59:59.999"))) == 0);
  CHECK(micro(swallowed.elapsed(days("2026-03-08", "2026-03-08"), {}, utc("2026-03-08 07:00"))) ==
        1'000'000);
  // A skipped day's hours are over the moment it is skipped.
  const calendar skipped(hours_in(apia_2011(), 0, 9 * hour, 18 * hour));
  CHECK(micro(skipped.elapsed(days("2011-12-29", "2011-12-31"), {}, utc("2011-12-30 10:00"))) ==
        2'000'000);
}

TEST_CASE("hours that end before they start run on after midnight", "[core][calendar]") {
  const calendar c(hours_in(fixed_zone(0), 0, 22 * hour, 6 * hour));
  const period both = days("2026-11-18", "2026-11-19");
  CHECK(micro(c.elapsed(both, {}, utc("2026-11-18 22:00"))) == 0);
  CHECK(micro(c.elapsed(both, {}, utc("2026-11-19 02:00"))) == 500'000);
  CHECK(micro(c.elapsed(both, {}, utc("2026-11-19 06:00"))) == 1'000'000);
  CHECK(micro(c.elapsed(both, {}, utc("2026-11-20 02:00"))) == 1'500'000);
  CHECK(micro(c.elapsed(both, {}, utc("2026-11-20 06:00"))) == 2'000'000);
  CHECK(micro(c.elapsed(days("2026-11-19", "2026-11-19"), {}, utc("2026-11-19 02:00"))) == 0);
}

TEST_CASE("hours before the cut-over belong to the next date", "[core][calendar]") {
  const calendar late(hours_in(fixed_zone(0), 6 * hour, 18 * hour, 2 * hour));
  const period one = days("2026-11-18", "2026-11-18");
  CHECK(micro(late.elapsed(one, {}, utc("2026-11-18 18:00"))) == 0);
  CHECK(micro(late.elapsed(one, {}, utc("2026-11-19 00:00"))) == 750'000);
  CHECK(micro(late.elapsed(one, {}, utc("2026-11-19 02:00"))) == 1'000'000);
  const calendar night(hours_in(fixed_zone(0), 6 * hour, 1 * hour, 5 * hour));
  CHECK(micro(night.elapsed(one, {}, utc("2026-11-18 23:00"))) == 0);
  CHECK(micro(night.elapsed(one, {}, utc("2026-11-19 03:00"))) == 500'000);
  const calendar round_the_clock(hours_in(fixed_zone(0), 6 * hour, 6 * hour, 6 * hour));
  CHECK(micro(round_the_clock.elapsed(one, {}, utc("2026-11-18 18:00"))) == 500'000);
  CHECK(micro(round_the_clock.elapsed(one, {}, utc("2026-11-19 06:00"))) == 1'000'000);
}

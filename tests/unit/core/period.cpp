// SPDX-License-Identifier: MIT
#include "core/period.hpp"

#include <set>

#include "catch.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using test::day;

namespace {

struct named_row {
  period_rules rules;
  const char* name;
  const char* first;
  const char* last;
};

const period_rules plain{1, false, 0};
const period_rules april_start{4, false, 0};
const period_rules april_end{4, true, 0};
const period_rules february_end{2, true, 6};
const period_rules sunday{1, false, 6};
const period_rules saturday{1, false, 5};
const period_rules thursday{1, false, 3};

}  // namespace

TEST_CASE("weekdays count from Monday", "[core][period]") {
  CHECK(weekday(day("2026-11-16")) == 0);
  CHECK(weekday(day("2026-11-22")) == 6);
  CHECK(weekday(0) == 3);
  CHECK(weekday(-1) == 2);
  CHECK(weekday(-4) == 6);
}

TEST_CASE("only real dates of the supported years are dates", "[core][period]") {
  for (const char* text :
       {"2026-02-29", "2026-13-01", "2026-00-10", "2026-11-00", "2026-11-31", "1970-01-01",
        "2200-01-01", "1969-12-31", "2026-1-01", "2026-11-1", "2026/11/21", "+026-11-21",
        "2026-11-21 ", " 2026-11-21", "", "20261121", "2100-02-29"}) {
    INFO(text);
    CHECK_FALSE(parse_date(text));
  }
  CHECK(day("1970-01-02") == 1);
  CHECK(day("2199-12-31") == last_day_supported);
  CHECK(day("2000-02-29") == day("2000-03-01") - 1);
}

TEST_CASE("a period's name stands for its days", "[core][period]") {
  const named_row rows[] = {
      {plain, "2026", "2026-01-01", "2026-12-31"},
      {plain, "2026-Q4", "2026-10-01", "2026-12-31"},
      {plain, "2024-02", "2024-02-01", "2024-02-29"},
      {plain, "2026-11-21", "2026-11-21", "2026-11-21"},
      {plain, "2026-W47", "2026-11-16", "2026-11-22"},
      {plain, "2026-W01", "2025-12-29", "2026-01-04"},
      {plain, "2026-W53", "2026-12-28", "2027-01-03"},
      {plain, "2020-W53", "2020-12-28", "2021-01-03"},
      // A fiscal year from April, named by the year it starts or ends in; its months stay calendar
      // months.
      {april_start, "2026", "2026-04-01", "2027-03-31"},
      {april_start, "2026-Q1", "2026-04-01", "2026-06-30"},
      {april_start, "2026-Q4", "2027-01-01", "2027-03-31"},
      {april_start, "2026-11", "2026-11-01", "2026-11-30"},
      {april_end, "2026", "2025-04-01", "2026-03-31"},
      {april_end, "2026-Q1", "2025-04-01", "2025-06-30"},
      {april_end, "2026-Q4", "2026-01-01", "2026-03-31"},
      {february_end, "2026-Q4", "2025-11-01", "2026-01-31"},
      {{1, true, 0}, "2026-Q1", "2026-01-01", "2026-03-31"},
      // A week takes number and year of its fourth day: Wednesday, Tuesday, Sunday.
      {sunday, "2026-W01", "2025-12-28", "2026-01-03"},
      {sunday, "2026-W47", "2026-11-15", "2026-11-21"},
      {saturday, "2026-W01", "2025-12-27", "2026-01-02"},
      {saturday, "2026-W53", "2026-12-26", "2027-01-01"},
      {thursday, "2026-W01", "2026-01-01", "2026-01-07"},
      {thursday, "2026-W53", "2026-12-31", "2027-01-06"},
      {thursday, "2027-W01", "2027-01-07", "2027-01-13"}};
  for (const named_row& row : rows) {
    INFO(row.name << " with fiscal month " << row.rules.fiscal_start_month << " and week start "
                  << row.rules.week_start);
    const auto p = row.rules.parse(row.name);
    REQUIRE(p);
    CHECK(date_text(p->first) == row.first);
    CHECK(date_text(p->last) == row.last);
    CHECK(row.rules.name(*p) == row.name);
  }
}

TEST_CASE("what names no period is refused", "[core][period]") {
  for (const char* name :
       {"",         "202",        "20266",       "2026-",    "2026-Q0",  "2026-Q5",  "2026-q1",
        "2026-Q",   "2026-00",    "2026-13",     "2026-W00", "2025-W53", "2026-W54", "2026-W1",
        "2026-w01", "2026-02-29", "2026-11-21T", "1969",     "1970",     "1970-01",  "1970-W01",
        "2200",     "2200-01",    "2199-W53",    "day",      "-026",     "2026-Q1 ", "20２6"}) {
    INFO(name);
    CHECK_FALSE(plain.parse(name));
  }
  CHECK(plain.parse("2199"));
  CHECK_FALSE(april_start.parse("2199"));  // would end in 2200
}

TEST_CASE("every period from 1971 to 2198 reads back from its name", "[core][period]") {
  for (const period_rules& rules :
       {plain, april_start, april_end, february_end, sunday, saturday, thursday,
        period_rules{12, true, 1}, period_rules{7, true, 4}, period_rules{10, false, 2}}) {
    const day_number from = day("1971-01-01"), to = day("2198-12-31");
    for (const period_kind kind : all_period_kinds) {
      std::set<std::string> names;
      for (day_number at = from; at <= to;) {
        const period p = rules.containing(kind, at);
        const std::string name = rules.name(p);
        const bool holds = p.holds(at) && p.kind == kind && names.insert(name).second &&
                           rules.parse(name) == p && rules.containing(kind, p.last) == p &&
                           rules.containing(kind, p.first) == p;
        if (!holds)
          FAIL(name << " of " << date_text(at) << ", fiscal month " << rules.fiscal_start_month
                    << ", week start " << rules.week_start);
        at = p.last + 1;
      }
    }
  }
  SUCCEED();
}

TEST_CASE("the parts of a period fill it without gap", "[core][period]") {
  const struct {
    period_rules rules;
    const char* name;
    std::size_t count;
    const char* first;
    const char* last;
  } rows[] = {{plain, "2026", 4, "2026-Q1", "2026-Q4"},
              {april_end, "2026", 4, "2026-Q1", "2026-Q4"},
              {april_start, "2026-Q4", 3, "2027-01", "2027-03"},
              {plain, "2024-02", 29, "2024-02-01", "2024-02-29"},
              {sunday, "2026-W01", 7, "2025-12-28", "2026-01-03"}};
  for (const auto& row : rows) {
    INFO(row.name);
    const period whole = row.rules.parse(row.name).value();
    const auto parts = row.rules.parts(whole);
    REQUIRE(parts.size() == row.count);
    CHECK(row.rules.name(parts.front()) == row.first);
    CHECK(row.rules.name(parts.back()) == row.last);
    for (std::size_t i = 1; i < parts.size(); ++i) CHECK(parts[i].first == parts[i - 1].last + 1);
  }
  CHECK(plain.parts(plain.parse("2026-11-21").value()).empty());
}

TEST_CASE("a day lies in a month, that in a quarter, that in a year; a week in none",
          "[core][period]") {
  const auto around = [](const char* name) {
    const auto p = april_end.enclosing(april_end.parse(name).value());
    return p ? april_end.name(*p) : std::string("none");
  };
  CHECK(around("2026-03-31") == "2026-03");
  CHECK(around("2026-03") == "2026-Q4");
  CHECK(around("2026-Q4") == "2026");
  CHECK(around("2026") == "none");
  CHECK(around("2026-W10") == "none");
}

TEST_CASE("a kind of period reads back from its text", "[core][period]") {
  for (const period_kind kind : all_period_kinds) CHECK(parse_period_kind(to_text(kind)) == kind);
  CHECK_FALSE(parse_period_kind("Day"));
  CHECK_FALSE(parse_period_kind(""));
}

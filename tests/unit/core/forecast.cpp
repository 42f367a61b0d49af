// SPDX-License-Identifier: MIT
#include "core/forecast.hpp"

#include "catch.hpp"
#include "core/sample_plan.hpp"
#include "core/view.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

struct firm : sample_plan {
  metric_index deals = add_count("deals", {"won"});
  metric_index closed = add_count("closed", {"won", "lost"});
  metric_index rate = add_ratio("rate", deals, closed);
};

// On each workday of November up to a day, in turn, as many deals as the list says.
board selling(const firm& f, const std::vector<int>& a_day, const char* last = "2026-11-30") {
  board b(f.ready());
  std::size_t turn = 0;
  for (day_number d = day("2026-11-02"); d <= day(last); ++d) {
    if (weekday(d) > 4) continue;
    const event e = sale("D", at_offset(date_text(d) + " 10:00", 8), "", "1");
    for (int i = 0; i < a_day[turn % a_day.size()]; ++i) b.apply(nullptr, &e);
    ++turn;
  }
  return b;
}

cell november(const board& b, metric_index m, const char* local) {
  return cell_at(b, {0, m, 0, b.plan().calendar().periods().parse("2026-11").value()},
                 {at_offset(local, 8), std::nullopt, false});
}

__int128 width(const cell& c) { return c.forecast_high->value - c.forecast_low->value; }

}  // namespace

TEST_CASE("a range needs five finished working days", "[core][forecast]") {
  const firm f;
  // The days before November count too, so this plan's year begins with it.
  firm fresh;
  for (day_number d = day("2025-11-01"); d <= day("2026-11-01"); ++d)
    fresh.calendar.overrides[d] = 0;
  const board b = selling(fresh, {4});
  CHECK_FALSE(november(b, fresh.deals, "2026-11-06 12:00").forecast_low);
  CHECK(november(b, fresh.deals, "2026-11-07 12:00").forecast_low);
  CHECK_FALSE(november(b, fresh.deals, "2026-10-20 12:00").forecast_low);
}

TEST_CASE("even days leave no doubt, uneven days do, around the forecast", "[core][forecast]") {
  firm f;
  for (day_number d = day("2025-11-01"); d <= day("2026-11-01"); ++d) f.calendar.overrides[d] = 0;
  const cell even = november(selling(f, {4}, "2026-11-16"), f.deals, "2026-11-17 00:00");
  CHECK(to_text(*even.forecast) == "84.000000");
  CHECK(even.forecast_low == even.forecast);
  CHECK(even.forecast_high == even.forecast);
  const cell uneven = november(selling(f, {1, 7}, "2026-11-13"), f.deals, "2026-11-16 00:00");
  CHECK(to_text(*uneven.forecast) == "84.000000");
  CHECK(uneven.forecast_low->value < uneven.forecast->value);
  CHECK(uneven.forecast_high->value > uneven.forecast->value);
  CHECK((uneven.forecast_high->value - uneven.forecast->value ==
         uneven.forecast->value - uneven.forecast_low->value));
  // Variance 10, eleven days ahead of ten gone: 1.2816 × √(10 × 11 × 2.1).
  CHECK(to_text(*uneven.forecast_high).substr(0, 7) == "103.477");
}

TEST_CASE("the range closes as the period does", "[core][forecast]") {
  const firm f;
  const board b = selling(f, {1, 7, 3, 0, 12});
  __int128 before = width(november(b, f.deals, "2026-11-10 00:00"));
  for (const char* local :
       {"2026-11-14 00:00", "2026-11-21 00:00", "2026-11-28 00:00", "2026-11-30 17:00"}) {
    INFO(local);
    const __int128 now = width(november(b, f.deals, local));
    CHECK((now < before));
    before = now;
  }
  const cell last = november(b, f.deals, "2026-11-30 18:00");
  CHECK(last.forecast_low == last.forecast);
  CHECK(last.forecast_high == last.forecast);
}

TEST_CASE("a ratio has no range, a past period no doubt", "[core][forecast]") {
  const firm f;
  const board b = selling(f, {2});
  CHECK(november(b, f.rate, "2026-11-21 12:00").forecast);
  CHECK_FALSE(november(b, f.rate, "2026-11-21 12:00").forecast_low);
  const cell past = november(b, f.deals, "2026-12-21 12:00");
  CHECK(to_text(*past.forecast) == "42.000000");
  CHECK(past.forecast_low == past.forecast);
  CHECK(past.forecast_high == past.forecast);
}

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

// So many deals on each workday.
void sell_daily(board& b, const char* first, const char* last, int a_day) {
  for (day_number d = day(first); d <= day(last); ++d) {
    const event e = sale("D", at_offset(date_text(d) + " 10:00", 8), "", "1");
    for (int i = 0; i < a_day && weekday(d) < 5; ++i) b.apply(nullptr, &e);
  }
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

TEST_CASE("a deal of last week that comes late is in the range of a screen that was there before",
          "[core][forecast]") {
  const firm f;
  board b = selling(f, {4, 6}, "2026-11-19");
  const cell_key key{0, f.deals, 0, b.plan().calendar().periods().parse("2026-11").value()};
  view_moment moment{at_offset("2026-11-20 12:00", 8), std::nullopt, false};
  cell_reader screen(b, moment);
  const auto sell_on = [&](const char* local) {
    const event e = sale("D", at_offset(local, 8), "", "1");
    b.apply(nullptr, &e);
    moment.now += 25;
    screen.move_to(moment);
    return screen.at(key);
  };
  sell_on("2026-11-20 11:00");
  const cell before = sell_on("2026-11-20 11:30");
  for (int i = 0; i < 20; ++i) sell_on("2026-11-12 10:00");
  const cell after = sell_on("2026-11-20 11:45");
  CHECK(width(before) < width(after));
  CHECK(after == cell_at(b, key, moment));
}

TEST_CASE("with no earlier period to go by, a third of what is to come is in doubt",
          "[core][forecast]") {
  const firm f;
  // Eleven even days of 4 gone, ten to come: 40 ÷ 3 × 1.8856, Student's t of two degrees of
  // freedom, in whole thousandths.
  const cell even = november(selling(f, {4}, "2026-11-16"), f.deals, "2026-11-17 00:00");
  CHECK(to_text(*even.forecast) == "84.000000");
  CHECK(to_text(*even.forecast_low) == "58.860000");
  CHECK(to_text(*even.forecast_high) == "109.140000");
  // A day's variance is 10, eleven days are ahead of ten gone: √(10 × 11 × 2.1 + (44 ÷ 3)²)
  // × 1.8856.
  const cell uneven = november(selling(f, {1, 7}, "2026-11-13"), f.deals, "2026-11-16 00:00");
  CHECK(to_text(*uneven.forecast) == "84.000000");
  CHECK(to_text(*uneven.forecast_low) == "44.175000");
  CHECK(to_text(*uneven.forecast_high) == "123.825000");
}

TEST_CASE("an earlier month tells by how much the run rate missed at the same share",
          "[core][forecast]") {
  const firm f;
  board b(f.ready());
  // October: 11 workdays of 2, then 11 of 6. Ten of November's 21 are over; of October's 22 that is
  // as much as 11. There the run rate said 22 more and 66 came: a miss of 44, which is 44² × (11 ×
  // 21 ÷ 10) ÷ (11 × 22 ÷ 11) = 2032.8 for November. The 32 workdays have a variance of 88 ÷ 31,
  // which makes 65.574 of 11 days ahead and 10 gone. √((2032.8 + 65.574) ÷ 2) × 1.8856 = 61.077.
  sell_daily(b, "2026-10-01", "2026-10-15", 2);
  sell_daily(b, "2026-10-16", "2026-10-31", 6);
  sell_daily(b, "2026-11-01", "2026-11-13", 4);
  const cell c = november(b, f.deals, "2026-11-16 00:00");
  CHECK(to_text(*c.forecast) == "84.000000");
  CHECK(to_text(*c.forecast_high) == "145.077000");
  CHECK(to_text(*c.forecast_low) ==
        "40.000000");  // 22.923, but 40 have counted and nothing takes a deal back
}

TEST_CASE("what came after the last workday of earlier weeks may come again", "[core][forecast]") {
  const firm f;
  board b(f.ready());
  sell_daily(b, "2026-11-09", "2026-11-20", 4);
  const event saturday = sale("D", at_offset("2026-11-14 10:00", 8), "", "1");
  for (int i = 0; i < 3; ++i) b.apply(nullptr, &saturday);
  const period week = f.period_named("2026-W47");
  const cell c =
      cell_at(b, {0, f.deals, 0, week}, {at_offset("2026-11-21 12:00", 8), std::nullopt, false});
  // 20 on five days; the week before had three more on its Saturday: √(3² ÷ 2) × 1.8856.
  CHECK(to_text(*c.forecast) == "20.000000");
  CHECK(to_text(*c.forecast_high) == "24.000000");
  CHECK(to_text(*c.forecast_low) == "20.000000");
}

TEST_CASE("refunds may take back what counted, but only days below zero tell of a landing below it",
          "[core][forecast]") {
  firm f;
  const metric_index net = f.add_money("net", {"won"}, {"refund"});
  const auto low = [&](const char* type) {
    board b(f.ready());
    sell_daily(b, "2026-11-02", "2026-11-10", 1);
    event odd = sale("D", at_offset("2026-11-10 10:00", 8), "", "20");
    odd.type = type;
    b.apply(nullptr, &odd);
    return november(b, net, "2026-11-11 00:00").forecast_low->value;
  };
  CHECK((low("won") == 0));
  CHECK((low("refund") < 0));
}

TEST_CASE("a distinct metric learns from earlier periods alone", "[core][forecast]") {
  firm f;
  const metric_index buyers = f.add_distinct("buyers", event_field::customer, {"won"});
  board b(f.ready());
  const auto buy = [&](const char* local, const char* customer) {
    event e = sale("D", at_offset(local, 8), "", "1");
    e.customer = customer;
    b.apply(nullptr, &e);
  };
  buy("2026-11-16 10:00", "A");
  buy("2026-11-16 11:00", "B");
  CHECK_FALSE(
      november(b, buyers, "2026-11-24 00:00").forecast_low);  // 16 workdays, but no earlier month
  // The whole of October had three; after 17 of its 22 workdays, as after 16 of 21, two: the run
  // rate said 10/17 more and one came. Carried over: (7/17)² × (5 × 21 ÷ 16) ÷ (5 × 22 ÷ 17); the
  // root of it × 3.0777, Student's t of one degree of freedom, is 1.2838.
  buy("2026-10-01 10:00", "A");
  buy("2026-10-02 10:00", "C");
  buy("2026-10-30 10:00", "D");
  buy("2026-10-31 10:00", "A");
  const cell c = november(b, buyers, "2026-11-24 00:00");
  CHECK(to_text(*c.forecast) == "2.625000");
  CHECK(to_text(*c.forecast_low) == "2.000000");
  CHECK(to_text(*c.forecast_high).substr(0, 5) == "3.901");
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

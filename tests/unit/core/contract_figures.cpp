// SPDX-License-Identifier: MIT
// Figures at the edges of range, calendar and sign; each worked out by hand.
#include "catch.hpp"
#include "core/sample_plan.hpp"
#include "core/view.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

struct firm : sample_plan {
  unit_index east = add_unit("east", 0);
  metric_index revenue = add_money("revenue", {"won"}, {"refund"});
  metric_index deals = add_count("deals", {"won"});
  metric_index buyers = add_distinct("buyers", event_field::customer, {"won"});
};

std::string text(const std::optional<figure>& f) { return f ? to_text(*f) : "null"; }

cell at(const board& b, metric_index m, const char* period, const char* local) {
  return cell_at(b, {0, m, 0, b.plan().calendar().periods().parse(period).value()},
                 {at_offset(local, 8), std::nullopt, false});
}

void sell(board& b, const char* local, std::string_view amount, const char* customer = "") {
  event e = sale("D", at_offset(local, 8), "east", amount);
  e.customer = customer;
  b.apply(nullptr, &e);
}

}  // namespace

TEST_CASE("the largest cell there is keeps all digits in every figure", "[core][view]") {
  firm f;
  f.currency = "JPY";
  f.minor_digits = 0;
  f.metrics[f.revenue].digits = 0;
  f.add_target(0, f.revenue, "2026-11", 1);
  board b(f.ready());
  for (int i = 0; i < 9000; ++i) sell(b, "2026-11-02 09:00", "1000000000000000");
  // A millisecond of 21 days of nine hours is over: 1/680,400,000 of the month.
  const cell c = at(b, f.revenue, "2026-11", "2026-11-02 09:00:00.001");
  CHECK(text(c.actual) == "9000000000000000000");
  CHECK(text(c.expected) == "0");
  CHECK(text(c.attainment) == "9000000000000000000.000000");
  CHECK(text(c.pace) == "6123600000000000000000000000.000000");
  CHECK(text(c.gap) == "-8999999999999999999");
  CHECK(text(c.forecast) == "6123600000000000000000000000");
  CHECK(text(c.needed_today) == "0");  // nothing had come before today: 1 ÷ 21 of a yen
}

TEST_CASE("half a day asks for half", "[core][view]") {
  firm f;
  f.set_weight("2026-11-21", "0.5");  // a Saturday: 21.5 days in November
  f.add_target(0, f.revenue, "2026-11", 215'00);
  board b(f.ready());
  // On the 21st 0.5 + 5 + 1 days are left: 215 × 0.5 ÷ 6.5.
  CHECK(text(at(b, f.revenue, "2026-11", "2026-11-21 08:00").needed_today) == "16.54");
  // At half past one 15 of 21.5 days and half of the half one are over.
  CHECK(text(at(b, f.revenue, "2026-11", "2026-11-21 13:30").expected) == "152.50");
  CHECK(text(at(b, f.revenue, "2026-11", "2026-11-21 18:00").expected) == "155.00");
  CHECK(text(at(b, f.revenue, "2026-11", "2026-11-22 12:00").needed_today) == "0.00");
}

TEST_CASE("a buyer of yesterday is no new one today", "[core][view]") {
  firm f;
  f.add_target(0, f.buyers, "2026-11", 4);
  board b(f.ready());
  sell(b, "2026-11-19 10:00", "1", "A");
  sell(b, "2026-11-20 10:00", "1", "A");
  sell(b, "2026-11-20 10:00", "1", "B");
  // Friday the 20th with 7 days left: 3 are open before it, and no sale of the day lowers that.
  CHECK(text(at(b, f.buyers, "2026-11", "2026-11-20 20:00").actual) == "2");
  CHECK(text(at(b, f.buyers, "2026-11", "2026-11-20 20:00").needed_today) == "0.428571");
  CHECK(text(at(b, f.buyers, "2026-11", "2026-11-23 09:00").needed_today) == "0.333333");
}

TEST_CASE("figures of a fiscal year that ends in a leap February are those of its days",
          "[core][view]") {
  firm f;
  f.calendar.periods = {3, true, 0};  // March 2027 to February 29th, 2028
  f.add_target(0, f.deals, "2028", 366).split = period_split::even;
  board b(f.ready());
  sell(b, "2028-02-29 23:59:59.999", "1");
  sell(b, "2028-03-01 00:00", "1");
  sell(b, "2027-03-01 00:00", "1");
  sell(b, "2027-02-28 23:59:59.999", "1");
  CHECK(text(at(b, f.deals, "2028", "2028-03-01 00:00").actual) == "2");
  CHECK(text(at(b, f.deals, "2028", "2028-03-01 00:00").target) == "366");
  CHECK(text(at(b, f.deals, "2028-02-29", "2028-03-01 00:00").actual) == "1");
  CHECK(text(at(b, f.deals, "2028-Q4", "2028-03-01 00:00").actual) == "1");
  CHECK(text(at(b, f.deals, "2027-Q4", "2028-03-01 00:00").actual) == "1");
}

TEST_CASE("periods around 2038 and the last supported year have figures", "[core][view]") {
  firm f;
  f.add_target(0, f.deals, "2038-01", 21);  // 21 workdays
  f.add_target(0, f.deals, "2199", 12).split = period_split::even;
  board b(f.ready());
  sell(b, "2038-01-19 11:14:08", "1");  // the first second past 2^31
  sell(b, "2199-12-30 12:00", "1");
  CHECK(text(at(b, f.deals, "2038-01", "2038-01-20 00:00").actual) == "1");
  CHECK(text(at(b, f.deals, "2038-01", "2038-01-20 00:00").expected) == "13.000000");
  CHECK(text(at(b, f.deals, "2199-12", "2199-12-30 18:00").actual) == "1");
  CHECK(text(at(b, f.deals, "2199-12", "2199-12-30 18:00").target) == "1");
}

TEST_CASE("a period that lost money has a forecast that loses more", "[core][view]") {
  firm f;
  f.add_target(0, f.revenue, "2026-11", 0);
  board b(f.ready());
  event e = sale("R", at_offset("2026-11-02 10:00", 8), "east", "-10.005");
  e.type = "refund";
  b.apply(nullptr, &e);
  // −10.01 (half away from zero, and never added) after 10 of 21 days.
  const cell c = at(b, f.revenue, "2026-11", "2026-11-14 12:00");
  CHECK(text(c.actual) == "-10.01");
  CHECK(text(c.forecast) == "-21.02");
  CHECK(text(c.gap) == "10.01");
  CHECK(text(c.attainment) == "null");
  CHECK(text(c.needed_today) == "0.00");
  CHECK(c.light == light::green);  // nothing is expected
}

// SPDX-License-Identifier: MIT
// Cells worked out by hand. November 2026 has 21 workdays; on Tuesday the 17th at half past one 11½
// of them are over.
#include "core/view.hpp"

#include "catch.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

const instant_ms tuesday = at_offset("2026-11-17 13:30", 8);

struct firm : sample_plan {
  unit_index east = add_unit("east", 0);
  metric_index revenue = add_money("revenue", {"won"}, {"refund"});
  metric_index deals = add_count("deals", {"won"});
  metric_index buyers = add_distinct("buyers", event_field::customer, {"won"});
  metric_index points = add_sum("points", event_field::quantity, 1, {"won"});
  metric_index closed = add_count("closed", {"won", "lost"});
  metric_index rate = add_ratio("rate", deals, closed);
  metric_index value = add_ratio("value", revenue, deals);
};

struct shown {
  board b;
  explicit shown(const sample_plan& p) : b(p.ready()) {}

  void add(std::string_view amount, const char* local, const char* type = "won",
           std::string_view quantity = "0", const char* customer = "x") {
    event e = sale("D", at_offset(local, 8), "east", amount);
    e.type = type;
    e.quantity = number(quantity);
    e.customer = customer;
    b.apply(nullptr, &e);
  }
  cell at(metric_index m, const char* period = "2026-11", instant_ms now = tuesday) const {
    return cell_at(b, {0, m, 0, b.plan().calendar().periods().parse(period).value()},
                   {now, 7, false});
  }
};

std::string text(const std::optional<figure>& f) { return f ? to_text(*f) : "null"; }

std::string row(const cell& c) {
  std::string out;
  for (const auto* f : {&c.actual, &c.target, &c.expected, &c.attainment, &c.pace, &c.gap,
                        &c.needed_today, &c.forecast, &c.unallocated})
    out += text(*f) + " ";
  return out + std::string(to_text(c.light));
}

}  // namespace

TEST_CASE("a sum of money is judged in minor units", "[core][view]") {
  firm f;
  f.add_target(0, f.revenue, "2026-11", 210'000'00);
  shown s(f);
  s.add("100000", "2026-11-05 10:00");
  s.add("3500", "2026-11-17 10:00");
  CHECK(row(s.at(f.revenue)) ==
        "103500.00 210000.00 115000.00 0.492857 0.900000 106500.00 11000.00 189000.00 null yellow");
  CHECK(s.at(f.revenue).as_of == tuesday);
  CHECK(s.at(f.revenue).source_age_s == 7);
}

TEST_CASE("a count is whole, what is judged from it has six decimals", "[core][view]") {
  firm f;
  f.add_target(0, f.deals, "2026-11", 40);
  f.add_target(f.east, f.deals, "2026-11", 35);
  shown s(f);
  for (int i = 0; i < 7; ++i) s.add("1", "2026-11-16 10:00");
  // expected 40 × 11.5 ÷ 21; needed 33 ÷ 10; forecast 7 × 21 ÷ 11.5
  CHECK(row(s.at(f.deals)) == "7 40 21.904762 0.175000 0.319565 33 3.300000 12.782609 5 red");
}

TEST_CASE("a distinct count and a plain sum have their own digits", "[core][view]") {
  firm f;
  f.add_target(0, f.buyers, "2026-11", 4);
  f.add_target(0, f.points, "2026-11", 100);
  shown s(f);
  s.add("1", "2026-11-16 10:00", "won", "0.25", "ACME");
  s.add("1", "2026-11-17 10:00", "won", "-7.19", "ACME");
  s.add("1", "2026-11-17 10:00", "won", "10", "Other");
  CHECK(row(s.at(f.buyers)) == "2 4 2.190476 0.500000 0.913043 2 0.300000 3.652174 null yellow");
  // 0.3 − 7.2 + 10.0 of 10.0: everything in tenths
  CHECK(row(s.at(f.points)) == "3.1 10.0 5.5 0.310000 0.566087 6.9 1.0 5.7 null red");
}

TEST_CASE("a ratio is its numerator over its denominator, money in major units", "[core][view]") {
  firm f;
  f.add_target(0, f.rate, "2026-11", 700'000'000);
  shown s(f);
  s.add("10", "2026-11-16 10:00");
  s.add("10.01", "2026-11-16 10:00");
  s.add("5", "2026-11-16 10:00", "lost");
  CHECK(row(s.at(f.rate)) ==
        "0.666667 0.700000 0.700000 0.952381 0.952381 0.033333 null 0.666667 null yellow");
  CHECK(row(s.at(f.value)) == "10.005000 null null null null null null 10.005000 null grey");
  CHECK(row(s.at(f.rate, "2026-10")) == "null null null null null null null null null grey");
}

TEST_CASE("a ratio over nothing is null, with a target grey", "[core][view]") {
  firm f;
  f.add_target(0, f.rate, "2026-11", 700'000'000);
  const shown s(f);
  CHECK(row(s.at(f.rate)) == "null 0.700000 0.700000 null null null null null null grey");
  firm zero;
  zero.add_target(0, zero.rate, "2026-11", 0);
  CHECK(row(shown(zero).at(zero.rate)) ==
        "null 0.000000 0.000000 null null null null null null green");
}

TEST_CASE("a period that has ended is its own forecast", "[core][view]") {
  firm f;
  f.add_target(0, f.revenue, "2026-10", 200'00);
  shown s(f);
  s.add("150", "2026-10-31 23:59:59.999");
  s.add("9", "2026-11-01 00:00");
  CHECK(row(s.at(f.revenue, "2026-10")) ==
        "150.00 200.00 200.00 0.750000 0.750000 50.00 null 150.00 null red");
  const cell c = s.at(f.revenue, "2026-10");
  CHECK(text(c.forecast_low) == "150.00");
  CHECK(text(c.forecast_high) == "150.00");
  // The very instant of its end: past. One millisecond before: running, with its last day, a
  // Saturday, off.
  CHECK(text(s.at(f.revenue, "2026-10", at_offset("2026-11-01 00:00", 8)).needed_today) == "null");
  CHECK(text(s.at(f.revenue, "2026-10", at_offset("2026-11-01 00:00", 8) - 1).needed_today) ==
        "0.00");
}

TEST_CASE("a period to come is grey and expects nothing yet", "[core][view]") {
  firm f;
  f.add_target(0, f.revenue, "2026-12", 200'00);
  f.add_target(0, f.rate, "2026-12", 500'000'000);
  shown s(f);
  s.add("20", "2026-12-02 10:00");
  CHECK(row(s.at(f.revenue, "2026-12")) ==
        "20.00 200.00 0.00 0.100000 null 180.00 null null null grey");
  CHECK(row(s.at(f.rate, "2026-12")) ==
        "1.000000 0.500000 0.500000 2.000000 2.000000 -0.500000 null null null grey");
  CHECK(row(s.at(f.revenue, "2026-12", at_offset("2026-12-01 00:00", 8))) ==
        "20.00 200.00 0.00 0.100000 null 180.00 8.70 null null green");
}

TEST_CASE("needed today asks for the day's share of what the days so far left open",
          "[core][view]") {
  firm f;
  f.add_target(0, f.revenue, "2026-11", 210'00);
  f.set_weight("2026-11-18", "3");
  shown s(f);
  s.add("50", "2026-11-16 10:00");
  s.add("20", "2026-11-17 10:00");
  const auto needed = [&](const char* local) {
    return text(s.at(f.revenue, "2026-11", at_offset(local, 8)).needed_today);
  };
  CHECK(needed("2026-11-17 08:00") == "13.33");  // 160 ÷ 12
  CHECK(needed("2026-11-17 23:00") == "13.33");  // today's own sales do not lower it
  CHECK(needed("2026-11-18 10:00") == "38.18");  // 140 × 3 ÷ 11
  CHECK(needed("2026-11-21 10:00") == "0.00");   // a Saturday
  CHECK(needed("2026-11-30 23:59") == "140.00");
  s.add("1000", "2026-11-16 10:00");
  CHECK(needed("2026-11-18 10:00") == "0.00");
}

TEST_CASE("a refund may carry a cell below zero", "[core][view]") {
  firm f;
  f.add_target(0, f.revenue, "2026-11", 210'00);
  shown s(f);
  s.add("10", "2026-11-16 10:00", "refund");
  CHECK(row(s.at(f.revenue)) ==
        "-10.00 210.00 115.00 -0.047619 -0.086957 220.00 22.00 -18.26 null red");
}

TEST_CASE("a target of nothing has no attainment and is green", "[core][view]") {
  firm f;
  f.add_target(0, f.revenue, "2026-11", 0);
  shown s(f);
  s.add("10", "2026-11-16 10:00");
  CHECK(row(s.at(f.revenue)) == "10.00 0.00 0.00 null null -10.00 0.00 18.26 null green");
}

TEST_CASE("a unit on leave all month expects nothing of it", "[core][view]") {
  firm f;
  f.add_leave(0, "2026-11-01", "2026-11-30");
  f.add_target(0, f.revenue, "2026-11", 210'00);
  f.add_target(0, f.rate, "2026-11", 500'000'000);
  shown s(f);
  s.add("10", "2026-11-16 10:00");
  s.add("10", "2026-11-16 10:00", "lost");
  s.add("10", "2026-11-16 10:00", "lost");
  CHECK(row(s.at(f.revenue)) == "10.00 210.00 0.00 0.047619 null 200.00 0.00 null null green");
  CHECK(s.at(f.rate).light == light::yellow);  // no weight at all counts as no time passed
}

TEST_CASE("the running periods are the five that hold the day", "[core][view]") {
  const auto plan = firm().ready();
  std::string names;
  for (const period& p : running_periods(*plan, tuesday))
    names += plan->calendar().periods().name(p) + " ";
  CHECK(names == "2026-11-17 2026-W47 2026-11 2026-Q4 2026 ");
}

TEST_CASE("a scope shows itself, its members, and unassigned under the root", "[core][view]") {
  firm f;
  const unit_index anna = f.add_unit("anna", f.east),
                   gone = f.add_unit("gone", f.east, "", "2026-11-16");
  const auto plan = f.ready();
  CHECK(scope_units(*plan, 0, tuesday) == std::vector<unit_index>{0, f.east, plan->unassigned()});
  CHECK(scope_units(*plan, f.east, tuesday) == std::vector<unit_index>{f.east, anna});
  CHECK(scope_units(*plan, f.east, tuesday - ms_per_day) ==
        std::vector<unit_index>{f.east, anna, gone});
  CHECK(scope_units(*plan, plan->unassigned(), tuesday) ==
        std::vector<unit_index>{plan->unassigned()});
  CHECK(subtree(*plan, 0, tuesday) == std::vector<unit_index>{0, f.east, anna, plan->unassigned()});
  CHECK(subtree(*plan, anna, tuesday) == std::vector<unit_index>{anna});
}

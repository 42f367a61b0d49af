// SPDX-License-Identifier: MIT
#include "core/daily.hpp"

#include "catch.hpp"
#include "core/board.hpp"
#include "core/sample_plan.hpp"
#include "core/view.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

const instant_ms wednesday = at_offset("2026-11-18 13:30", 8);

struct firm : sample_plan {
  metric_index revenue = add_money("revenue", {"won"});
  metric_index buyers = add_distinct("buyers", event_field::customer, {"won"});
  metric_index closed = add_count("closed", {"won", "lost"});
  metric_index rate = add_ratio("rate", closed, closed);
};

std::string text(const std::optional<figure>& f) { return f ? to_text(*f) : "null"; }

std::string row_text(const daily_row& r) {
  return date_text(r.day.period.first) + " " + text(r.actual) + " " + text(r.cumulative) + " " +
         text(r.target) + " " + text(r.expected) + " " + to_text(r.weight);
}

board with_sales(const firm& f) {
  board b(f.ready());
  const struct {
    const char* amount;
    const char* local;
    const char* customer;
  } sales[] = {{"10", "2026-11-16 10:00", "ACME"},
               {"5.50", "2026-11-18 10:00", "ACME"},
               {"1", "2026-11-20 10:00", "Early"}};
  for (const auto& s : sales) {
    event e = sale("D", at_offset(s.local, 8), "", s.amount);
    e.customer = s.customer;
    b.apply(nullptr, &e);
  }
  return b;
}

}  // namespace

TEST_CASE("a week's rows show each day, the run so far and what was due", "[core][daily]") {
  firm f;
  f.add_target(0, f.revenue, "2026-11", 210'00);
  f.set_weight("2026-11-19", "0.5");
  const board b = with_sales(f);
  const auto rows = daily_rows(b, {0, f.revenue, 0, f.period_named("2026-W47")}, wednesday);
  // 21000 over 20.5: 1024 a full day, 512 the half one, and the eight left over go to the month's
  // first eight days.
  const char* expected[] = {
      "2026-11-16 10.00 10.00 10.24 10.24 1.000000", "2026-11-17 0.00 10.00 10.24 20.48 1.000000",
      "2026-11-18 5.50 15.50 10.24 30.72 1.000000",  "2026-11-19 0.00 null 5.12 35.84 0.500000",
      "2026-11-20 1.00 null 10.24 46.08 1.000000",   "2026-11-21 0.00 null 0.00 46.08 0.000000",
      "2026-11-22 0.00 null 0.00 46.08 0.000000"};
  REQUIRE(rows.size() == 7);
  for (std::size_t i = 0; i < rows.size(); ++i) CHECK(row_text(rows[i]) == expected[i]);
}

TEST_CASE("daily rows add up to their cell", "[core][daily]") {
  firm f;
  f.add_target(0, f.revenue, "2026", 1'000'000'01);
  const board b = with_sales(f);
  for (const char* name : {"2026-11-18", "2026-W47", "2026-11", "2026-Q4", "2026"}) {
    INFO(name);
    const cell_key key{0, f.revenue, 0, f.period_named(name)};
    const instant_ms end = b.plan().calendar().end(key.period);
    const cell whole = cell_at(b, key, {end, std::nullopt, false});
    __int128 actual = 0, target = 0;
    const auto rows = daily_rows(b, key, end);
    for (const daily_row& r : rows) actual += r.actual->value, target += r.target->value;
    CHECK((actual == whole.actual->value));
    CHECK((target == whole.target->value));
    CHECK(rows.back().cumulative == whole.actual);
    CHECK(rows.back().expected == whole.target);
  }
}

TEST_CASE("the running sum of a distinct count counts nobody twice", "[core][daily]") {
  firm f;
  const board b = with_sales(f);
  const auto rows =
      daily_rows(b, {0, f.buyers, 0, f.period_named("2026-W47")}, wednesday + 7 * ms_per_day);
  std::string run;
  for (const daily_row& r : rows) run += text(r.actual) + "/" + text(r.cumulative) + " ";
  CHECK(run == "1/1 0/1 1/1 0/1 1/2 0/2 0/2 ");
  for (const daily_row& r : rows) CHECK((!r.target && !r.expected));
}

TEST_CASE("a ratio's rows expect its target every day", "[core][daily]") {
  firm f;
  f.add_target(0, f.rate, "2026-11", 500'000'000);
  const auto rows =
      daily_rows(with_sales(f), {0, f.rate, 0, f.period_named("2026-W47")}, wednesday);
  CHECK(row_text(rows[0]) == "2026-11-16 1.000000 1.000000 0.500000 0.500000 1.000000");
  CHECK(row_text(rows[1]) == "2026-11-17 null 1.000000 0.500000 0.500000 1.000000");
  CHECK(row_text(rows[6]) == "2026-11-22 null null 0.500000 0.500000 0.000000");
}

// SPDX-License-Identifier: MIT
// A board at the edge of what a counter may hold. Currency without minor digits: 10^15 is one
// event's most.
#include "catch.hpp"
#include "core/board.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

struct vault : sample_plan {
  metric_index revenue = 0;
  vault() {
    currency = "JPY";
    minor_digits = 0;
    add_unit("east", 0);
    revenue = add_money("revenue", {"won"}, {"refund"});
  }
};

event sold(std::string_view amount, const char* date, const char* type = "won") {
  event e = sale("D-1", at_offset(std::string(date) + " 12:00", 8), "east", amount);
  e.type = type;
  return e;
}

// Nine thousand of the largest events: exactly 9·10^18 or, with refunds, its negative.
void fill(board& b, const char* date, const char* type = "won") {
  const event most = sold("1000000000000000", date, type);
  for (int i = 0; i < 9000; ++i) {
    REQUIRE(b.fits(nullptr, &most));
    b.apply(nullptr, &most);
  }
}

}  // namespace

TEST_CASE("a cell holds 9·10^18 and not one more", "[core][board]") {
  board b(vault().ready());
  fill(b, "2026-11-21");
  const event one = sold("1", "2026-11-21"), one_back = sold("1", "2026-11-21", "refund"),
              most = sold("1000000000000000", "2026-11-21"),
              less = sold("999999999999999", "2026-11-21"), nothing = sold("0", "2026-11-21");
  CHECK_FALSE(b.fits(nullptr, &one));
  CHECK(b.fits(nullptr, &nothing));
  CHECK(b.fits(nullptr, &one_back));
  CHECK(b.fits(&most, &less));
  CHECK(b.fits(&most, &most));
  CHECK_FALSE(b.fits(&less, &most));
  CHECK(b.fits(&most, nullptr));
}

TEST_CASE("a cell holds −9·10^18 and not one less", "[core][board]") {
  board b(vault().ready());
  fill(b, "2026-11-21", "refund");
  const event one = sold("1", "2026-11-21"), one_back = sold("1", "2026-11-21", "refund");
  CHECK_FALSE(b.fits(nullptr, &one_back));
  CHECK(b.fits(nullptr, &one));
  CHECK_FALSE(b.fits(&one, nullptr));
}

TEST_CASE("the longest period that holds a day decides whether an event fits", "[core][board]") {
  board b(vault().ready());
  fill(b, "2026-02-01");
  const event same_year = sold("1", "2026-11-21"), next_year = sold("1", "2027-01-04");
  CHECK_FALSE(b.fits(nullptr, &same_year));
  CHECK(b.fits(nullptr, &next_year));
  const event straddling =
      sold("1", "2027-01-01");  // a week of two years: neither year nor week is full
  CHECK(b.fits(nullptr, &straddling));
}

TEST_CASE("what a load brings in counts towards the limit", "[core][board]") {
  const auto plan = vault().ready();
  board b(plan);
  fill(b, "2026-11-21");
  board again(plan);
  REQUIRE(again.load(b.save()));
  const event one = sold("1", "2026-11-21"), one_back = sold("1", "2026-11-21", "refund");
  CHECK_FALSE(again.fits(nullptr, &one));
  CHECK(again.fits(nullptr, &one_back));
}

TEST_CASE("days between full cells add up past what a cell holds", "[core][board]") {
  const vault v;
  board b(v.ready());
  fill(b, "2026-02-02");
  fill(b, "2026-11-21", "refund");
  fill(b, "2026-05-05");
  const auto total = [&](const char* from, const char* to) {
    return b.long_total(0, v.revenue, 0, day(from), day(to));
  };
  CHECK((total("2026-01-01", "2026-12-31") == counter_max));
  CHECK((total("2026-01-01", "2026-06-30") == __int128{counter_max} * 2));
}

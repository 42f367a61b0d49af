// SPDX-License-Identifier: MIT
// Targets at the edges of calendar and arithmetic; each value worked out by hand.
#include "catch.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

struct firm : sample_plan {
  unit_index east = add_unit("east", 0);
  unit_index west = add_unit("west", 0);
  unit_index south = add_unit("south", 0);
  metric_index revenue = add_money("revenue", {"won"});
  metric_index deals = add_count("deals", {"won"});
  metric_index closed = add_count("closed", {"won", "lost"});
  metric_index rate = add_ratio("rate", deals, closed);

  void by_shares(target& t, std::initializer_list<std::pair<const char*, share_nano>> shares) {
    t.split = period_split::shares;
    for (const auto& [name, nano] : shares) t.period_shares.emplace_back(period_named(name), nano);
  }
};

struct answers {
  std::shared_ptr<const compiled_plan> plan;

  std::string one(unit_index u, metric_index m, const char* period) const {
    const auto found =
        plan->targets().find({u, m, 0, plan->calendar().periods().parse(period).value()});
    return found ? std::to_string(*found) : "none";
  }
  std::string over(unit_index u, metric_index m, std::initializer_list<const char*> periods) const {
    std::string out;
    for (const char* p : periods) out += (out.empty() ? "" : " ") + one(u, m, p);
    return out;
  }
  std::int64_t sum_of_parts(unit_index u, metric_index m, const period& whole) const {
    std::int64_t sum = 0;
    for (const period& p : plan->calendar().periods().parts(whole))
      sum += plan->targets().find({u, m, 0, p}).value();
    return sum;
  }
};

}  // namespace

TEST_CASE("a leap day has its share of the month, and a year without one has none",
          "[core][targets]") {
  firm f;
  f.add_target(0, f.deals, "2028-02", 29).split = period_split::even;
  f.add_target(0, f.revenue, "2028-02", 21'00);  // 21 workdays, the 29th is a Tuesday
  f.add_target(0, f.deals, "2100-02", 28).split = period_split::even;
  const answers a{f.ready()};
  CHECK(a.over(0, f.deals, {"2028-02-01", "2028-02-29", "2028-03-01"}) == "1 1 none");
  CHECK(a.over(0, f.revenue, {"2028-02-28", "2028-02-29", "2028-02-26"}) == "100 100 0");
  CHECK(a.over(0, f.deals, {"2100-02-28", "2100-03-01"}) == "1 none");
  CHECK_FALSE(f.calendar.periods.parse("2100-02-29"));
}

TEST_CASE("the largest target goes down to the day and loses no unit", "[core][targets]") {
  firm f;
  f.add_target(0, f.revenue, "2026", amount_max);
  const answers a{f.ready()};
  // 64, 65, 66 and 66 of 261 workdays: remainders 172, 191, 210, 210 leave three units, for Q3, Q4,
  // Q2.
  CHECK(a.over(0, f.revenue, {"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"}) ==
        "245210727969348 249042145593870 252873563218391 252873563218391");
  const auto& periods = a.plan->calendar().periods();
  const period year = f.period_named("2026");
  CHECK(a.sum_of_parts(0, f.revenue, year) == amount_max);
  for (const period& quarter : periods.parts(year)) {
    CHECK(a.sum_of_parts(0, f.revenue, quarter) ==
          a.plan->targets().find({0, f.revenue, 0, quarter}));
    for (const period& month : periods.parts(quarter))
      CHECK(a.sum_of_parts(0, f.revenue, month) ==
            a.plan->targets().find({0, f.revenue, 0, month}));
  }
}

TEST_CASE("a fiscal year named by its end is cut by its own quarters", "[core][targets]") {
  const struct {
    unsigned month;
    const char* fourth;  // the quarter's months, in time order
    const char* months[3];
    const char* cut;  // by workdays of 400
  } rows[] = {
      // January, February, March 2027: 21, 20, 23 workdays: 131.25, 125, 143.75
      {4, "2027-Q4", {"2027-01", "2027-02", "2027-03"}, "131 125 144"},
      // April, May, June 2027: 22, 21, 22: 135.38, 129.23, 135.38: one unit, the earlier of the two
      {7, "2027-Q4", {"2027-04", "2027-05", "2027-06"}, "136 129 135"},
      // July, August, September 2027: 22, 22, 22
      {10, "2027-Q4", {"2027-07", "2027-08", "2027-09"}, "134 133 133"},
      // September, October, November 2027: 22, 21, 22
      {12, "2027-Q4", {"2027-09", "2027-10", "2027-11"}, "136 129 135"}};
  for (const auto& row : rows) {
    INFO("a year from month " << row.month);
    firm f;
    f.calendar.periods = {row.month, true, 0};
    f.by_shares(f.add_target(0, f.deals, "2027", 1000), {{"2027-Q1", 100'000'000},
                                                         {"2027-Q2", 200'000'000},
                                                         {"2027-Q3", 300'000'000},
                                                         {"2027-Q4", 400'000'000}});
    const answers a{f.ready()};
    CHECK(a.over(0, f.deals, {"2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"}) == "100 200 300 400");
    CHECK(a.over(0, f.deals, {row.months[0], row.months[1], row.months[2]}) == row.cut);
    CHECK(a.one(0, f.deals, "2028-Q1") == "none");
  }
}

TEST_CASE("a month's shares name its days", "[core][targets]") {
  firm f;
  target& t = f.add_target(0, f.deals, "2027-02", 101);
  t.split = period_split::shares;
  for (const period& p : f.calendar.periods.parts(t.period))
    t.period_shares.emplace_back(
        p, p.first == t.period.first || p.last == t.period.last ? whole_share / 2 : 0);
  const answers a{f.ready()};  // 50.5 and 50.5: the tie goes to the earlier
  CHECK(a.over(0, f.deals, {"2027-02-01", "2027-02-02", "2027-02-28"}) == "51 0 50");
}

TEST_CASE("a target of nothing is a target, all the way down", "[core][targets]") {
  firm f;
  f.add_target(0, f.revenue, "2026", 0).unit_shares = {{f.east, whole_share}};
  const answers a{f.ready()};
  CHECK(a.over(0, f.revenue, {"2026", "2026-Q2", "2026-11", "2026-11-20", "2026-W47"}) ==
        "0 0 0 0 0");
  CHECK(a.over(f.east, f.revenue, {"2026", "2026-11-20"}) == "0 0");
  CHECK(a.plan->targets().unallocated({0, f.revenue, 0, f.period_named("2026")}) == 0);
}

TEST_CASE("three equal shares of a third leave their rest to the first", "[core][targets]") {
  firm f;
  f.add_target(0, f.deals, "2026-11", 100).unit_shares = {
      {f.east, 333'333'333}, {f.west, 333'333'333}, {f.south, 333'333'333}};
  f.add_target(0, f.deals, "2026-12", 100).unit_shares = {{f.south, 300'000'000},
                                                          {f.west, 300'000'000}};
  const answers a{f.ready()};
  // 99.9999999 in all rounds to 100; 60 of 100 are handed out, the rest is unallocated.
  CHECK(a.one(f.east, f.deals, "2026-11") + a.one(f.west, f.deals, "2026-11") +
            a.one(f.south, f.deals, "2026-11") ==
        "343333");
  CHECK(a.plan->targets().unallocated({0, f.deals, 0, f.period_named("2026-11")}) == 0);
  CHECK(a.over(f.west, f.deals, {"2026-12"}) + a.over(f.south, f.deals, {"2026-12"}) == "3030");
  CHECK(a.plan->targets().unallocated({0, f.deals, 0, f.period_named("2026-12")}) == 40);
}

TEST_CASE("a unit that has ended gets no share any more, and its parent's sum does without it",
          "[core][targets]") {
  firm f;
  const unit_index kim = f.add_unit("kim", f.east, "", "2026-11-29");
  f.add_target(kim, f.deals, "2026-11", 7);
  f.add_target(kim, f.deals, "2026-10", 5);
  f.add_target(f.west, f.deals, "2026-11", 2);
  const answers a{f.ready()};
  CHECK(a.over(kim, f.deals, {"2026-10", "2026-11"}) == "5 7");  // what is set for him stands
  CHECK(a.one(f.east, f.deals, "2026-10") == "5");
  // No member on the 30th; and not every day of November has a target of a member.
  CHECK(a.one(f.east, f.deals, "2026-11") == "none");
  // The company has one on every day, from west: so its days add up, 2 of west and kim's 7, which
  // fall on his first seven workdays, while he belonged.
  CHECK(a.one(0, f.deals, "2026-11") == "9");
}

TEST_CASE("a week across a year's end adds up days of both years, or has none", "[core][targets]") {
  firm f;
  f.add_target(0, f.deals, "2026-12", 230);  // 23 workdays, 10 each
  firm both = f;
  both.add_target(0, both.deals, "2027-01", 21);  // 21 workdays, 1 each
  CHECK(answers{f.ready()}.one(0, f.deals, "2026-W53") == "none");
  // Monday to Thursday, December 28th to 31st, and Friday, January 1st.
  CHECK(answers{both.ready()}.one(0, both.deals, "2026-W53") == "41");
  // Weeks from Sunday: 2026-W53 is December 27th to January 2nd only by the number of its fourth
  // day, Wednesday the 30th.
  both.calendar.periods.week_start = 6;
  CHECK(answers{both.ready()}.one(0, both.deals, "2026-W53") == "41");
  CHECK(date_text(both.period_named("2026-W53").first) == "2026-12-27");
}

// SPDX-License-Identifier: MIT
// Targets of sums: set, handed down, handed on to members, rolled up. Values are in the smallest
// unit.
#include "core/target_table.hpp"

#include <numeric>

#include "catch.hpp"
#include "core/sample_plan.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

struct firm : sample_plan {
  unit_index east = add_unit("east", 0);
  unit_index west = add_unit("west", 0);
  unit_index anna = add_unit("anna", east);
  metric_index revenue = add_money("revenue", {"won"});
  firm() { set_slices({"new"}, {}); }

  void share(target& t, const unit_share_list& shares) { t.unit_shares = shares; }
  void by_shares(target& t, std::initializer_list<std::pair<const char*, share_nano>> shares) {
    t.split = period_split::shares;
    for (const auto& [name, nano] : shares) t.period_shares.emplace_back(period_named(name), nano);
  }
};

// Answers for a row of periods or units, as "9 8 none".
struct answers {
  std::shared_ptr<const compiled_plan> plan;

  std::string one(const char* unit, const char* period, const char* slice = "") const {
    const cell_key key{plan->unit(unit).value(), 0, plan->slice(slice).value(),
                       plan->calendar().periods().parse(period).value()};
    const auto found = plan->targets().find(key);
    return found ? std::to_string(*found) : "none";
  }
  std::string over(const char* unit, std::initializer_list<const char*> periods) const {
    std::string out;
    for (const char* p : periods) out += (out.empty() ? "" : " ") + one(unit, p);
    return out;
  }
  std::string left(const char* unit, const char* period) const {
    const auto found = plan->targets().unallocated(
        {plan->unit(unit).value(), 0, 0, plan->calendar().periods().parse(period).value()});
    return found ? std::to_string(*found) : "none";
  }
};

std::int64_t sum_of_parts(const answers& a, const char* unit, const char* period) {
  std::int64_t sum = 0;
  for (const auto& p :
       a.plan->calendar().periods().parts(a.plan->calendar().periods().parse(period).value()))
    sum += std::stoll(a.one(unit, a.plan->calendar().periods().name(p).c_str()));
  return sum;
}

}  // namespace

TEST_CASE("without any target there is none", "[core][targets]") {
  const answers a{firm().ready()};
  CHECK(a.over("acme", {"2026", "2026-Q4", "2026-11", "2026-W47", "2026-11-20"}) ==
        "none none none none none");
}

TEST_CASE("an even target goes down by largest remainder, ties to the earlier part",
          "[core][targets]") {
  firm f;
  f.add_target(0, f.revenue, "2026", 102).split = period_split::even;
  const answers a{f.ready()};
  CHECK(a.over("acme", {"2026", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"}) == "102 26 26 25 25");
  CHECK(a.over("acme", {"2026-01", "2026-02", "2026-03", "2026-07", "2026-08", "2026-09"}) ==
        "9 9 8 9 8 8");
  CHECK(a.over("acme", {"2026-01-01", "2026-01-09", "2026-01-10", "2026-01-31"}) == "1 1 0 0");
}

TEST_CASE("by workdays a day gets what it weighs", "[core][targets]") {
  firm f;
  f.set_weight("2026-11-11", "5");    // a Wednesday
  f.set_weight("2026-11-13", "0");    // a Friday
  f.set_weight("2026-11-14", "0.5");  // a Saturday
  f.add_target(0, f.revenue, "2026-11", 24'50);
  const answers a{f.ready()};
  CHECK(a.over("acme", {"2026-11-10", "2026-11-11", "2026-11-13", "2026-11-14", "2026-11-15"}) ==
        "100 500 0 50 0");
  CHECK(sum_of_parts(a, "acme", "2026-11") == 24'50);
}

TEST_CASE("what does not divide goes to the largest remainders, the earlier first",
          "[core][targets]") {
  firm f;
  f.add_target(0, f.revenue, "2026-11",
               100);  // 21 workdays: 4 each, and one more for the first sixteen
  const answers a{f.ready()};
  CHECK(a.over("acme", {"2026-11-02", "2026-11-23", "2026-11-24", "2026-11-30", "2026-11-21"}) ==
        "5 5 4 4 0");
  firm g;
  g.set_weight("2026-11-30", "0.999999");
  g.add_target(0, g.revenue, "2026-11", 20);
  CHECK(answers{g.ready()}.over("acme", {"2026-11-02", "2026-11-27", "2026-11-30"}) == "1 1 0");
}

TEST_CASE("a unit's own leave moves its target to its other days", "[core][targets]") {
  firm f;
  f.add_leave(f.anna, "2026-11-23", "2026-11-25");
  f.add_target(f.anna, f.revenue, "2026-11", 180);
  f.add_target(f.east, f.revenue, "2026-11", 210);
  const answers a{f.ready()};
  CHECK(a.over("anna", {"2026-11-20", "2026-11-23", "2026-11-25", "2026-11-26"}) == "10 0 0 10");
  CHECK(a.over("east", {"2026-11-20", "2026-11-23"}) == "10 10");
}

TEST_CASE("a period without any weight is cut evenly", "[core][targets]") {
  firm f;
  f.add_leave(f.anna, "2026-11-01", "2026-11-30");
  f.add_target(f.anna, f.revenue, "2026-11", 31);
  const answers a{f.ready()};
  CHECK(a.over("anna", {"2026-11-01", "2026-11-02", "2026-11-21", "2026-11-30"}) == "2 1 1 1");
  firm g;
  g.add_leave(g.anna, "2026-11-01", "2026-11-30");
  g.add_target(g.anna, g.revenue, "2026-Q4",
               45);  // October 22, November none, December 23 workdays
  CHECK(answers{g.ready()}.over("anna", {"2026-10", "2026-11", "2026-12", "2026-11-30"}) ==
        "22 0 23 0");
}

TEST_CASE("shares cut the level below, then workdays go on", "[core][targets]") {
  firm f;
  f.by_shares(f.add_target(0, f.revenue, "2026", 1001), {{"2026-Q1", 200'000'000},
                                                         {"2026-Q2", 300'000'000},
                                                         {"2026-Q3", 100'000'000},
                                                         {"2026-Q4", 400'000'000}});
  const answers a{f.ready()};
  CHECK(a.over("acme", {"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"}) == "200 300 100 401");
  // 22, 21 and 23 workdays of 66 for 401: 133.67, 127.59, 139.74
  CHECK(a.over("acme", {"2026-10", "2026-11", "2026-12"}) == "134 127 140");
}

TEST_CASE("the smallest period that has a target hands it down", "[core][targets]") {
  firm f;
  f.add_target(0, f.revenue, "2026", 1200).split = period_split::even;
  f.add_target(0, f.revenue, "2026-Q4", 90).split = period_split::even;
  f.add_target(0, f.revenue, "2026-11-20", 7);
  const answers a{f.ready()};
  CHECK(a.over("acme", {"2026", "2026-Q1", "2026-Q4", "2026-01", "2026-11", "2026-11-20",
                        "2026-11-30"}) == "1200 300 90 100 30 7 1");
}

TEST_CASE("members get their shares of a target, largest remainder first", "[core][targets]") {
  const struct {
    unit_share_list shares;
    std::int64_t value;
    const char* east;
    const char* west;
  } rows[] = {{{{1, 600'000'000}, {2, 400'000'000}}, 101, "61", "40"},
              {{{1, 500'000'000}, {2, 500'000'000}}, 101, "51", "50"},  // a tie: the earlier unit
              {{{2, 500'000'000}, {1, 500'000'000}},
               101,
               "51",
               "50"},  // in the plan's order, not the shares'
              {{{1, 500'000'000}, {2, 250'000'000}}, 101, "51", "25"},  // 75.75 in all
              {{{1, 250'000'000}, {2, 250'000'000}}, 101, "26", "25"},  // 50.5 in all rounds up
              {{{1, 250'000'000}, {2, 250'000'000}}, 99, "25", "25"},   // 49.5
              {{{1, 333'333'333}, {2, 333'333'333}}, 1, "1", "0"},      // 0.67 in all
              {{{1, 0}, {2, 1'000'000'000}}, 7, "0", "7"},
              {{{1, 1'000'000'000}}, 7, "7", "none"},
              {{{1, 1'000'000'000}, {2, 1'000'000'000}}, 7, "7", "7"}};
  for (const auto& row : rows) {
    firm f;
    f.share(f.add_target(0, f.revenue, "2026-11", row.value), row.shares);
    const answers a{f.ready()};
    INFO(row.value << " → " << row.east << ", " << row.west);
    CHECK(a.one("east", "2026-11") == row.east);
    CHECK(a.one("west", "2026-11") == row.west);
  }
}

TEST_CASE("only direct members of the period's last day get a share", "[core][targets]") {
  firm f;
  const unit_index bo = f.add_unit("bo", f.east, "", "2026-11-29");
  f.add_membership(bo, f.west, "2026-11-30");
  f.share(f.add_target(f.east, f.revenue, "2026-11", 100),
          {{f.anna, 300'000'000}, {bo, 300'000'000}, {f.west, 400'000'000}});
  f.share(f.add_target(f.east, f.revenue, "2026-10", 100),
          {{f.anna, 300'000'000}, {bo, 300'000'000}});
  const answers a{f.ready()};
  CHECK(a.over("anna", {"2026-10", "2026-11"}) == "30 30");
  CHECK(a.over("bo", {"2026-10", "2026-11"}) == "30 none");
  CHECK(a.one("west", "2026-11") == "none");
}

TEST_CASE("a member hands its share down by the target's split and its own days",
          "[core][targets]") {
  firm f;
  f.add_leave(f.east, "2026-11-02", "2026-11-02");
  f.share(f.add_target(0, f.revenue, "2026-11", 420),
          {{f.east, 500'000'000}, {f.west, 500'000'000}});
  const answers a{f.ready()};
  CHECK(a.over("west", {"2026-11-02", "2026-11-03"}) == "10 10");
  CHECK(a.over("east", {"2026-11-02", "2026-11-03", "2026-11-13", "2026-11-16", "2026-11-17"}) ==
        "0 11 11 11 10");
}

TEST_CASE("a share at a smaller period beats an own target of a larger one", "[core][targets]") {
  firm f;
  f.add_target(f.east, f.revenue, "2026", 1200).split = period_split::even;
  f.share(f.add_target(0, f.revenue, "2026-11", 400), {{f.east, 500'000'000}});
  f.add_target(0, f.revenue, "2026-12", 400);  // hands nothing on
  const answers a{f.ready()};
  CHECK(a.over("east", {"2026", "2026-Q4", "2026-10", "2026-11", "2026-12"}) ==
        "1200 300 100 200 100");
}

TEST_CASE("a handed-down target hands no shares on", "[core][targets]") {
  firm f;
  f.share(f.add_target(0, f.revenue, "2026", 1200), {{f.east, 500'000'000}});
  f.share(f.add_target(f.east, f.revenue, "2026-11", 60), {{f.anna, 500'000'000}});
  const answers a{f.ready()};
  CHECK(a.over("east", {"2026", "2026-11"}) == "600 60");
  CHECK(a.over("anna", {"2026-11", "2026-12", "2026"}) == "30 none none");
}

TEST_CASE("an explicit child moves neither its siblings nor its parent", "[core][targets]") {
  firm f;
  f.share(f.add_target(0, f.revenue, "2026-11", 100),
          {{f.east, 600'000'000}, {f.west, 400'000'000}});
  f.add_target(f.east, f.revenue, "2026-11", 90);
  const answers a{f.ready()};
  CHECK(a.one("acme", "2026-11") == "100");
  CHECK(a.one("east", "2026-11") == "90");
  CHECK(a.one("west", "2026-11") == "40");
  CHECK(a.left("acme", "2026-11") == "-30");
}

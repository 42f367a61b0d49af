// SPDX-License-Identifier: MIT
// What the forecast's range covers, on made-up sales of a fixed seed: about four of five. The
// points of a period and of its units hang together, so the band is wide;
// tests/bench/forecast_coverage.cpp measures more of it, on real sales too.
#include "catch.hpp"
#include "core/forecast_walk.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

constexpr std::int64_t least_per_cent = 73;
constexpr std::int64_t most_per_cent = 93;

}  // namespace

TEST_CASE("about four of five landings lie inside the range, for all who sell, early and late",
          "[core][forecast]") {
  for (const bool swing : {false, true}) {
    const auto history = made_up_sales({11, swing, false, 18});
    const coverage_table table =
        walk(history,
             {{0, 1, 2}, {period_kind::week, period_kind::month, period_kind::quarter}, {20, 60}});
    for (const std::string metric : {"revenue", "deals"})
      for (const std::string kind : {"week", "month", "quarter"}) {
        const auto c = sum_of(
            table, [&](const coverage_row& r) { return r.metric == metric && r.kind == kind; });
        INFO(history.name << " " << metric << " a " << kind << ": " << c.inside << " of "
                          << c.told);
        CHECK(c.told > 100);
        CHECK(c.told * 10 > c.asked * 9);
        CHECK(c.per_cent() >= least_per_cent);
        CHECK(c.per_cent() <= most_per_cent);
      }
    CHECK(sum_of(table, [](const coverage_row&) { return true; }).astray == 0);
    for (const std::string level : {"root", "office", "rep"}) {
      const auto c = sum_of(table, [&](const coverage_row& r) { return r.level == level; });
      INFO(history.name << " " << level << ": " << c.inside << " of " << c.told);
      CHECK(c.per_cent() >= least_per_cent);
      CHECK(c.per_cent() <= most_per_cent);
    }
  }
}

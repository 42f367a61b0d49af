// SPDX-License-Identifier: MIT
// A reader remembers what the past told from moment to moment. By chance made plans, sales and clocks: it must see what one
// sees that has just come. NORTHSTAR_SEED repeats a run.
#include <cstdlib>
#include <iostream>
#include <random>

#include "catch.hpp"
#include "core/board.hpp"
#include "core/random_history.hpp"
#include "core/view.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

constexpr instant_ms tick_ms = 25, hour_ms = 3'600'000;

// Mostly ticks, now and then hours or a night, never past what the calendar knows.
instant_ms later(dice& chance, instant_ms now) {
  if (chance.chance(90)) return now + tick_ms;
  return now + chance.between(1, chance.chance(50) ? 9 : 200) * hour_ms;
}

// A sale of now as often as one of the history's days.
event some_sale(dice& chance, const random_history& history, instant_ms now) {
  event e = chance.pick(history.deliveries);
  if (chance.chance(70)) e.occurred_at = now;
  return e;
}

// How many cells were compared; 0 when one differed.
std::size_t watch(std::uint64_t seed) {
  dice chance(seed);
  random_plan plan(chance);
  const auto ready = plan.ready();
  const random_history history(chance, plan, ready->calendar());
  board b(ready);
  view_moment moment;
  moment.now = choose_instant(chance, plan, ready->calendar());
  cell_reader reader(b, moment);
  std::size_t compared = 0;
  for (int step = 0; step < 400; ++step) {
    for (std::uint64_t sales = history.deliveries.empty() ? 0 : chance.below(4); sales > 0; --sales) {
      const event e = some_sale(chance, history, moment.now);
      if (find_obstacle(*ready, e) == obstacle::none && b.fits(nullptr, &e)) b.apply(nullptr, &e);
    }
    moment.now = later(chance, moment.now);
    reader.move_to(moment);
    const cell_key series{static_cast<unit_index>(chance.below(ready->unit_count())),
                          static_cast<metric_index>(chance.below(plan.metrics.size())),
                          static_cast<slice_index>(chance.below(plan.slices.names.size())), {}};
    for (const period& p : running_periods(*ready, moment.now)) {
      const cell_key key{series.unit, series.metric, series.slice, p};
      const cell seen = reader.at(key);
      if (!(seen == cell_at(b, key, moment)) || !(seen == cell_by_wide_numbers(b, key, moment))) return 0;
      const auto figures = reader.figures_at(key, terms_of(*ready, key));
      if (figures != to_figures(seen)) return 0;
      if (reader.light_at(key, target_terms_of(*ready, key)) != seen.light) return 0;
      ++compared;
    }
  }
  return compared;
}

}  // namespace

TEST_CASE("a reader that remembers sees what one sees that has just come", "[core][view]") {
  const char* given = std::getenv("NORTHSTAR_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "cell reader: NORTHSTAR_SEED=" << seed << '\n';
  for (std::uint64_t i = 0; i < 12; ++i) {
    INFO("NORTHSTAR_SEED=" << seed + i);
    CHECK(watch(seed + i) == 2'000);
  }
}

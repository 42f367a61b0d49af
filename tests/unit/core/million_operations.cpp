// SPDX-License-Identifier: MIT
// A million random operations on boards: a quarter of a million deliveries (edits, voids, repeats, moves between owners, days, slices and
// currencies) under each of a few plans of chance, in two orders of arrival. All boards must be what the winners alone make of the plain second
// implementation. NORTHSTAR_SEED repeats a run.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <numeric>
#include <set>

#include "catch.hpp"
#include "core/board.hpp"
#include "core/judge.hpp"
#include "core/naive_board.hpp"
#include "core/random_history.hpp"
#include "core/view.hpp"

using namespace northstar::core;
using namespace northstar::core::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t deliveries_a_plan = 12'500;  // a sanitizer takes ten times as long
#else
constexpr std::size_t deliveries_a_plan = 125'000;
#endif
constexpr int plans = 4;
constexpr std::uint64_t records = 3000;

std::uint64_t seed_of_run() {
  const char* text = std::getenv("NORTHSTAR_SEED");
  return text ? std::strtoull(text, nullptr, 10) : std::random_device{}();
}

// What the engine keeps of a record, as little as can be: who wins, and which contents came before.
struct known_record {
  std::size_t winner = 0;
  std::set<std::size_t> contents;
};
using record_key = std::pair<std::string, std::string>;

struct trial {
  dice chance;
  random_plan plan{chance};
  std::shared_ptr<const compiled_plan> ready = plan.ready();
  std::vector<event> deliveries;
  std::vector<std::size_t> content;  // by delivery: the first one that said the same

  explicit trial(std::uint64_t seed) : chance(seed) {
    while (deliveries.size() < deliveries_a_plan) {
      if (!deliveries.empty() && chance.chance(10)) {
        const auto again = static_cast<std::size_t>(chance.below(deliveries.size()));
        deliveries.push_back(deliveries[again]);
        content.push_back(content[again]);
        continue;
      }
      event e = choose_delivery(chance, plan, ready->calendar(), records);
      e.version = chance.between(0, 1'000'000'000'000'000);  // no two of a record alike: any order gives the same board
      if (find_obstacle(*ready, e) != obstacle::none) continue;
      content.push_back(deliveries.size());
      deliveries.push_back(std::move(e));
    }
  }

  board fold(const std::vector<std::size_t>& order, std::map<record_key, known_record>& known) const {
    board b(ready);
    for (const std::size_t i : order) {
      const event& e = deliveries[i];
      known_record& r = known[{e.source, e.id}];
      const bool is_new = r.contents.empty();
      if (!r.contents.insert(content[i]).second) continue;
      if (!is_new && !wins(e, deliveries[r.winner])) continue;
      b.apply(is_new ? nullptr : &deliveries[r.winner], &e);
      r.winner = i;
    }
    return b;
  }
};

}  // namespace

TEST_CASE("a million random operations leave what the winners alone leave, in any order", "[core][property]") {
  const std::uint64_t seed = seed_of_run();
  std::size_t operations = 0, cells = 0;
  for (int n = 0; n < plans; ++n) {
    trial t(seed + static_cast<std::uint64_t>(n));
    CAPTURE(seed, n);
    std::vector<std::size_t> order(t.deliveries.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::map<record_key, known_record> known, known_otherwise;
    const board first = t.fold(order, known);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[t.chance.below(i)]);
    const board second = t.fold(order, known_otherwise);
    REQUIRE(first.save() == second.save());
    operations += 2 * t.deliveries.size();

    naive_board naive(t.plan);
    for (const auto& [key, r] : known) naive.receive(t.deliveries[r.winner]);
    for (int k = 0; k < 60; ++k, ++cells) {
      const instant_ms now = choose_instant(t.chance, t.plan, t.ready->calendar());
      const auto u = static_cast<unit_index>(t.chance.below(t.ready->unit_count()));
      const auto m = static_cast<metric_index>(t.chance.below(t.plan.metrics.size()));
      const auto s = static_cast<slice_index>(t.chance.below(t.plan.slices.names.size()));
      const period p = running_periods(*t.ready, now)[t.chance.below(5)];
      const auto actual = cell_at(first, {u, m, s, p}, {now, std::nullopt, false}).actual;
      REQUIRE((actual ? to_text(*actual) : "null") == naive.cell(u, m, s, p, now, false).actual);
    }
  }
  std::cout << "operations: NORTHSTAR_SEED=" << seed << ", " << operations << " deliveries, " << cells << " cells\n";
}

// SPDX-License-Identifier: MIT
// Sales made by chance from a seed, for measuring what a range covers on data that nobody fitted it
// to.
#include <cmath>

#include "core/dice.hpp"
#include "core/forecast_walk.hpp"

namespace northstar::core::test {

namespace {

constexpr double share_of_weekday[] = {1.2, 1.1, 1.0, 1.0, 1.3, 0.2, 0.1};
constexpr double share_of_month[] = {0.7, 1.0, 1.3};

double unit_interval(dice& chance) {
  return static_cast<double>(chance.below(1'000'000'000)) / 1e9;
}

// The sum of twelve is close enough to a normal draw, and the same on every system.
double normal(dice& chance) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += unit_interval(chance);
  return sum;
}

int poisson(dice& chance, double mean) {
  double left = unit_interval(chance), p = std::exp(-mean);
  int n = 0;
  for (; left > p && n < 200; ++n, p *= mean / n) left -= p;
  return n;
}

}  // namespace

walked_history made_up_sales(const made_up& how) {
  walked_history h;
  h.name = std::string("made-up") + (how.swing ? "-swing" : "") + (how.wander ? "-wander" : "");
  h.whole_days = false;
  h.level = {"root"};
  dice chance(how.seed);
  for (int office = 0; office < 3; ++office)
    h.plan.add_unit("office " + std::to_string(office), 0), h.level.push_back("office");
  const day_number first = day("2024-01-01"),
                   last = period_rules{}
                              .containing(period_kind::month,
                                          first + how.months * 30 + how.months / 2 - 10)
                              .last;
  h.plan.add_money("revenue", {"won"});
  h.plan.add_count("deals", {"won"});
  h.plan.add_distinct("buyers", event_field::customer, {"won"});
  for (unsigned rep = 0; rep < 9; ++rep) {
    const std::string id = "rep " + std::to_string(rep);
    h.plan.add_unit(id, 1 + rep % 3), h.level.push_back("rep");
    const double a_day = std::exp(normal(chance) * 0.9 - 1.0), usual = 6.5 + normal(chance) * 0.5;
    double level = 1;
    for (day_number d = first; d <= last; ++d) {
      if (how.wander)
        level = std::min(4.0, std::max(0.25, level * std::exp(normal(chance) * 0.02)));
      double mean = a_day * level * share_of_weekday[weekday(d)];
      if (how.swing) mean *= share_of_month[(to_civil(d).month - 1) % 3];
      for (int n = poisson(chance, mean); n > 0; --n) {
        const instant_ms at =
            at_offset(date_text(d) + " 09:00", 8) + chance.between(0, 9 * 3'600'000 - 1);
        event e =
            sale("D", at, id, std::to_string(static_cast<long>(std::exp(usual + normal(chance)))));
        e.customer = "customer " + std::to_string(chance.below(60));
        h.events.push_back(e);
      }
    }
  }
  return h;
}

}  // namespace northstar::core::test

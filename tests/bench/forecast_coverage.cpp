// SPDX-License-Identifier: MIT
// How often the landing lies inside the forecast's range (docs/forecast.md):
//   forecast_coverage [FOLDER]
// walks made-up sales and, when the folder of the crm-sales data is given, those; one JSON object a
// line.
#include <cstdio>
#include <iostream>
#include <set>

#include "bench/crm_sales.hpp"

using namespace northstar;
using namespace northstar::core::test;

namespace {

using core::period_kind;

void tell(const std::string& name, const coverage& c) {
  if (c.asked == 0) return;
  if (c.told > 0)
    std::printf("{\"name\":\"%s\",\"value\":%lld.%lld,\"unit\":\"%% inside\"}\n", name.c_str(),
                static_cast<long long>(c.inside * 1000 / c.told / 10),
                static_cast<long long>(c.inside * 1000 / c.told % 10));
  std::printf("{\"name\":\"%s/points\",\"value\":%lld,\"unit\":\"points\"}\n", name.c_str(),
              static_cast<long long>(c.told));
  if (c.told < c.asked)
    std::printf("{\"name\":\"%s/without_range\",\"value\":%lld,\"unit\":\"points\"}\n",
                name.c_str(), static_cast<long long>(c.asked - c.told));
}

// Each of metric × kind by level, then by share.
void measure(const walked_history& h) {
  std::vector<period_kind> kinds{period_kind::week, period_kind::month, period_kind::quarter};
  if (!h.whole_days) kinds.insert(kinds.begin(), period_kind::day);
  const coverage_table table = walk(h, {{0, 1, 2}, kinds, {10, 20, 30, 40, 50, 60, 70, 80, 90}});
  std::set<std::string> levels;
  std::set<int> percents;
  for (const auto& [row, unused] : table) levels.insert(row.level), percents.insert(row.percent);
  for (const auto& metric : h.plan.metrics) {
    for (const period_kind kind : kinds) {
      const std::string kind_name{to_text(kind)};
      const std::string name = "forecast_coverage/" + h.name + "/" + metric.id + "/" + kind_name;
      const auto same = [&](const coverage_row& r) {
        return r.metric == metric.id && r.kind == kind_name;
      };
      tell(name, sum_of(table, same));
      for (const std::string& level : levels)
        tell(name + "/" + level,
             sum_of(table, [&](const coverage_row& r) { return same(r) && r.level == level; }));
      for (const int percent : percents)
        tell(name + "/at_" + std::to_string(percent),
             sum_of(table, [&](const coverage_row& r) { return same(r) && r.percent == percent; }));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) {
    for (const int workdays : {5, 7}) {
      const auto history = bench::crm_sales(argv[1], workdays);
      if (!history)
        return std::cerr << "no sales_pipeline.csv and sales_teams.csv in " << argv[1] << "\n", 1;
      measure(*history);
    }
  } else {
    std::cerr << "crm-sales left out: no folder given\n";
  }
  for (const bool swing : {false, true})
    for (const bool wander : {false, true}) measure(made_up_sales({7, swing, wander, 24}));
}

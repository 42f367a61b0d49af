// SPDX-License-Identifier: MIT
// How often the landing lies inside the forecast's range: a history is walked through, and each
// period that it holds whole is asked when given shares of it are over, with no more on the board
// than had happened by then.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/sample_plan.hpp"

namespace northstar::core::test {

struct walked_history {
  std::string name;
  sample_plan plan;
  std::vector<std::string> level;  // by unit: what a tally calls it
  std::vector<event> events;       // in any order
  // Events without a time of day: asked at the starts of days only, of periods longer than a day.
  bool whole_days = true;
};

struct walk_question {
  std::vector<metric_index> metrics;
  std::vector<period_kind> kinds;
  std::vector<int> percents;  // of the period's working time
};

struct coverage {
  std::int64_t asked = 0;   // points with a forecast
  std::int64_t told = 0;    // of these with a range
  std::int64_t inside = 0;  // of these with the landing inside
  std::int64_t astray =
      0;  // of these with a range that leaves the forecast out, or reaches below what has counted
  std::int64_t per_cent() const { return told == 0 ? -1 : inside * 100 / told; }
  coverage& operator+=(const coverage& other);
};

struct coverage_row {
  std::string metric, level, kind;
  int percent = 0;
  friend auto operator<=>(const coverage_row&, const coverage_row&) = default;
};
using coverage_table = std::map<coverage_row, coverage>;

// Units that never sold are left out: they would land inside at nought every time.
coverage_table walk(const walked_history& h, const walk_question& q);
// All rows that fit.
coverage sum_of(const coverage_table& table, const std::function<bool(const coverage_row&)>& fits);

// A year and a half of a company of 3 offices and 9 reps who sell very differently much: a Poisson
// number of deals a day with a weekly pattern and a few at weekends, amounts lognormal. `swing`:
// the months of a quarter bring 7, 10 and 13 tenths. `wander`: levels drift.
struct made_up {
  std::uint64_t seed = 1;
  bool swing = false;
  bool wander = false;
  int months = 18;
};
walked_history made_up_sales(const made_up& how);

}  // namespace northstar::core::test

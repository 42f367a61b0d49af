// SPDX-License-Identifier: MIT
#include "core/forecast_walk.hpp"

#include <algorithm>

#include "core/board.hpp"
#include "core/exact.hpp"
#include "core/view.hpp"

namespace northstar::core::test {

namespace {

struct point {
  instant_ms at = 0;
  core::period period;
  int percent = 0;
};

// The first instant at which that share of the period's weight is over.
instant_ms instant_of(const calendar& cal, const period& p, int percent) {
  const rational due(wide(cal.weight(p, {})) * percent, 100);
  instant_ms low = cal.start(p), high = cal.end(p);
  while (low < high) {
    const instant_ms middle = low + (high - low) / 2;
    if (compare(rational(cal.elapsed(p, {}, middle)), due) >= 0)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

// In time order; each instant of a period once.
std::vector<point> points_of(const walked_history& h, const walk_question& q, const calendar& cal,
                             day_number first, day_number last) {
  std::vector<point> out;
  for (const period_kind kind : q.kinds) {
    for (period p = cal.periods().containing(kind, first); p.last <= last;
         p = cal.periods().containing(kind, p.last + 1)) {
      if (p.first < first || cal.weight(p, {}) == 0) continue;
      instant_ms before = 0;
      for (const int percent : q.percents) {
        instant_ms at = instant_of(cal, p, percent);
        if (h.whole_days && at > cal.day_start(cal.day_of(at)))
          at = cal.day_start(cal.day_of(at) + 1);
        if (at == before || at >= cal.end(p)) continue;
        if (compare(rational(cal.elapsed(p, {}, at)), rational(cal.weight(p, {}))) == 0) continue;
        out.push_back({at, p, percent});
        before = at;
      }
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const point& a, const point& b) { return a.at < b.at; });
  return out;
}

__int128 total_of(const board& b, const cell_key& k) {
  return b.long_total(k.unit, k.metric, k.slice, k.period.first, k.period.last);
}

void ask(const walked_history& h, const walk_question& q, const board& so_far, const board& whole,
         const point& p, coverage_table& table) {
  const std::string kind{to_text(p.period.kind)};
  for (unit_index u = 0; u < h.plan.units.size(); ++u) {
    for (const metric_index m : q.metrics) {
      if (whole.long_total(u, m, 0, first_day_supported, last_day_supported) == 0) continue;
      const cell_key key{u, m, 0, p.period};
      const cell c = cell_at(so_far, key, {p.at, std::nullopt, false});
      if (!c.forecast) continue;
      coverage& row = table[{h.plan.metrics[m].id, h.level[u], kind, p.percent}];
      ++row.asked;
      if (!c.forecast_low) continue;
      ++row.told;
      const auto in_figures = [&](__int128 total) {
        for (int digits = h.plan.metrics[m].digits; digits < c.forecast->digits; ++digits)
          total *= 10;
        return total;
      };
      const __int128 low = c.forecast_low->value, high = c.forecast_high->value,
                     middle = c.forecast->value;
      const __int128 landing = in_figures(total_of(whole, key));
      const __int128 counted = in_figures(total_of(so_far, key));
      row.inside += low <= landing && landing <= high;
      row.astray += middle < low || high < middle || low < counted;
    }
  }
}

}  // namespace

coverage& coverage::operator+=(const coverage& other) {
  asked += other.asked;
  told += other.told;
  inside += other.inside;
  astray += other.astray;
  return *this;
}

coverage_table walk(const walked_history& h, const walk_question& q) {
  const auto plan = h.plan.ready();
  const calendar& cal = plan->calendar();
  std::vector<event> events = h.events;
  std::stable_sort(events.begin(), events.end(),
                   [](const event& a, const event& b) { return a.occurred_at < b.occurred_at; });
  board whole(plan), so_far(plan);
  for (const event& e : events) whole.apply(nullptr, &e);
  coverage_table table;
  std::size_t next = 0;
  for (const point& p : points_of(h, q, cal, cal.day_of(events.front().occurred_at),
                                  cal.day_of(events.back().occurred_at))) {
    for (; next < events.size() && events[next].occurred_at < p.at; ++next)
      so_far.apply(nullptr, &events[next]);
    ask(h, q, so_far, whole, p, table);
  }
  return table;
}

coverage sum_of(const coverage_table& table, const std::function<bool(const coverage_row&)>& fits) {
  coverage sum;
  for (const auto& [row, counted] : table)
    if (fits(row)) sum += counted;
  return sum;
}

}  // namespace northstar::core::test

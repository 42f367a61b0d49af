// SPDX-License-Identifier: MIT
#include "core/daily.hpp"

#include "core/board.hpp"
#include "core/exact.hpp"
#include "core/scale.hpp"
#include "core/target_table.hpp"
#include "core/view.hpp"

namespace northstar::core {

std::vector<daily_row> daily_rows(const board& b, const cell_key& key, instant_ms now) {
  const compiled_plan& plan = b.plan();
  const calendar& cal = plan.calendar();
  const leave_days& leave = plan.leave(key.unit);
  const metric& m = plan.plan().metrics[key.metric];
  const auto whole = plan.targets().find(key);
  const weight_micro whole_weight = cal.weight(key.period, leave);
  std::vector<daily_row> rows;
  for (day_number day = key.period.first; day <= key.period.last; ++day) {
    const period to_date{key.period.kind, key.period.first, day};
    daily_row row;
    row.day = {key.unit, key.metric, key.slice, {period_kind::day, day, day}};
    row.actual = actual_at(b, row.day);
    if (now >= cal.day_start(day)) row.cumulative = actual_at(b, {key.unit, key.metric, key.slice, to_date});
    if (const auto own = plan.targets().find(row.day)) row.target = to_figure(scaled(*own, target_digits(m)), own_digits(m));
    if (whole) {
      rational share{1};
      if (m.kind != metric_kind::ratio)
        share = whole_weight == 0 ? rational{} : rational(cal.weight(to_date, leave)) / rational(whole_weight);
      row.expected = to_figure(scaled(*whole, target_digits(m)) * share, judged_digits(m));
    }
    row.weight = {cal.weight(day, leave), 6};
    rows.push_back(row);
  }
  return rows;
}

}  // namespace northstar::core

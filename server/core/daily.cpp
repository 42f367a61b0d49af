// SPDX-License-Identifier: MIT
#include "core/daily.hpp"

#include "core/board.hpp"
#include "core/exact.hpp"
#include "core/judging.hpp"
#include "core/scale.hpp"
#include "core/view.hpp"

namespace northstar::core {

std::vector<daily_row> daily_rows(const board& b, const cell_key& key, instant_ms now) {
  const judging_plan judge = judge_of(b.plan(), key);
  const calendar& cal = judge.plan->calendar();
  const leave_days& leave = judge.leave();
  const metric& m = b.plan().plan().metrics[key.metric];
  const auto whole = target_at(judge);
  const weight_micro whole_weight = cal.weight(key.period, leave);
  std::vector<daily_row> rows;
  for (day_number day = key.period.first; day <= key.period.last; ++day) {
    const period to_date{key.period.kind, key.period.first, day};
    daily_row row;
    row.day = {key.unit, key.metric, key.slice, {period_kind::day, day, day}};
    row.actual = actual_at(b, row.day);
    if (now >= b.plan().calendar().day_start(day)) row.cumulative = actual_at(b, {key.unit, key.metric, key.slice, to_date});
    if (const auto own = target_at(judge_of(b.plan(), row.day))) row.target = to_figure(scaled(own->value, own->digits), own_digits(m));
    if (whole) {
      rational share{1};
      if (m.kind != metric_kind::ratio)
        share = whole_weight == 0 ? rational{} : rational(cal.weight(to_date, leave)) / rational(whole_weight);
      row.expected = to_figure(scaled(whole->value, whole->digits) * share, judged_digits(m));
    }
    row.weight = {cal.weight(day, leave), 6};
    rows.push_back(row);
  }
  return rows;
}

}  // namespace northstar::core

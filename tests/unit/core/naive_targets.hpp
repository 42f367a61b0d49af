// SPDX-License-Identifier: MIT
// The second implementation's targets, sentence by sentence from the contract. Values are integers
// in the smallest unit.
#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "core/naive_calendar.hpp"
#include "core/naive_number.hpp"
#include "core/plan.hpp"

namespace northstar::core::test {

class naive_targets {
 public:
  naive_targets(const core::plan& plan, const naive_calendar& calendar)
      : plan_(plan), calendar_(calendar) {}

  std::optional<integer> find(unit_index u, metric_index m, slice_index s, const period& p) const;
  std::optional<integer> unallocated(unit_index u, metric_index m, slice_index s,
                                     const period& p) const;

 private:
  // The unit, metric and slice in question; they stay the same on the way through periods.
  struct question {
    unit_index unit;
    metric_index metric;
    slice_index slice;
  };
  // A target with what it gives the unit for its period.
  struct source {
    const target* from;
    integer value;
  };

  std::optional<integer> work_out(const question& q, const period& p) const;
  const target* set_for(const question& q, const period& p) const;
  std::optional<source> source_at(const question& q, const period& p) const;
  std::optional<source> smallest_source(const question& q, const period& p) const;
  integer go_down(const source& from, unit_index u, const period& p) const;
  std::vector<number_q> quotas(const target& t, const integer& value,
                               const std::vector<period>& parts, unit_index u) const;
  std::optional<integer> sum_of_parts(const question& q, const period& p) const;
  std::optional<integer> sum_of_members(const question& q, const period& p) const;
  bool is_ratio(metric_index m) const { return plan_.metrics[m].kind == metric_kind::ratio; }

  const core::plan& plan_;
  const naive_calendar& calendar_;
  mutable std::map<std::tuple<unit_index, metric_index, slice_index, period_kind, day_number>,
                   std::optional<integer>>
      known_;
};

// The unit's parent on that day; no_index: none.
unit_index parent_on(const core::plan& plan, unit_index u, day_number day);

}  // namespace northstar::core::test

// SPDX-License-Identifier: MIT
// A second implementation of the contract's arithmetic, as plain as it can be: keeps everything
// received, picks the records that count by the contract's words, and works out each cell from
// scratch. The board is held against it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "core/naive_calendar.hpp"
#include "core/naive_targets.hpp"
#include "core/plan.hpp"

namespace northstar::core::test {

// Each field in the very digits given out; "null" where there is none.
struct naive_cell {
  std::string actual, target, expected, attainment, pace, gap, needed_today, forecast, unallocated,
      light;
  std::string text() const;
};

// The same content, whatever its arrival; the business key is the same already.
bool same_content(const event& a, const event& b);

class naive_board {
 public:
  explicit naive_board(const core::plan& plan)
      : plan_(plan), calendar_(plan_.calendar), targets_(plan_, calendar_) {}
  naive_board(const naive_board&) = delete;
  naive_board& operator=(const naive_board&) = delete;

  void receive(const event& e);
  naive_cell cell(unit_index u, metric_index m, slice_index s, const period& p, instant_ms now,
                  bool stale) const;
  // Takes no part: no rate on its day, or a value out of range.
  bool is_kept_out(const event& e) const;
  std::string actual(unit_index u, metric_index m, slice_index s, day_number first,
                     day_number last) const;

 private:
  // A record that counts, and where.
  struct counted {
    const event* e = nullptr;
    day_number day = 0;
    std::set<unit_index> units;
    std::set<slice_index> slices;
  };

  const std::vector<counted>& count() const;
  counted place(const event& e) const;
  std::set<unit_index> units_of(const event& e, day_number day) const;
  slice_index slice_of(const std::string& dimension, const std::string& value) const;
  std::optional<number_q> rate(const std::string& currency, day_number day) const;
  // The value an event has for a sum, in major units, rounded at arrival.
  number_q value_for(const metric& m, const event& e) const;
  std::optional<number_q> sum_up(unit_index u, metric_index m, slice_index s, day_number first,
                                 day_number last) const;
  number_q needed(const number_q& target, unit_index u, metric_index m, slice_index s,
                  const period& p, instant_ms now) const;

  const core::plan plan_;
  naive_calendar calendar_;
  naive_targets targets_;
  std::vector<event> received_;
  mutable std::vector<counted> counted_;
  mutable bool is_counted_ = false;
};

}  // namespace northstar::core::test

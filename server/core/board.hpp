// SPDX-License-Identifier: MIT
// The board: a counter a day for every (unit, metric, slice), nothing else. Longer periods are sums over days, so an edit moves
// every period and ancestor by touching one day. apply() is pure of clocks and files and cannot fail.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/compiled_plan.hpp"
#include "core/event.hpp"
#include "core/facts.hpp"

namespace northstar::core {

// A cell's counter may not pass ±9·10^18.
inline constexpr std::int64_t counter_max = 9'000'000'000'000'000'000;

// Counters of consecutive days; grows to both sides as days appear.
struct day_series {
  day_number first = 0;
  std::vector<std::int64_t> days;

  std::int64_t& at(day_number day);
  std::int64_t sum(day_number from, day_number to) const;
};

// Numbers a (unit, metric, slice).
using series_index = std::uint32_t;

class board {
 public:
  explicit board(std::shared_ptr<const compiled_plan> plan);

  const compiled_plan& plan() const { return *plan_; }
  std::shared_ptr<const compiled_plan> shared_plan() const { return plan_; }

  // False when taking `before` back and counting `after` (either may be null) would carry a counter past counter_max.
  bool fits(const event* before, const event* after) const;
  void apply(const event* before, const event* after);

  // Sum or count, in units of 10^-digits; distinct: the number of different texts. Not for ratios.
  std::int64_t total(unit_index u, metric_index m, slice_index s, day_number from, day_number to) const;
  // True once any event counted in the cell's series, ever, even if it nets to nothing.
  bool touched(unit_index u, metric_index m, slice_index s) const;

  series_index series(unit_index u, metric_index m, slice_index s) const;
  // The series changed since the last call, each once, in no order.
  std::vector<series_index> take_changed();

  // All counters as bytes and back, for checkpoints and comparison: equal boards give equal bytes. load() is false when the bytes do
  // not fit this plan or are damaged; the board is then empty.
  std::string save() const;
  bool load(const std::string& bytes);

 private:
  struct distinct_days {  // of one text: days on which it counts, and how often
    std::vector<std::pair<day_number, std::int64_t>> days;
  };
  using distinct_series = std::unordered_map<std::string, distinct_days>;

  void add(const event& e, int sign);
  void add_distinct(series_index s, const std::string& text, day_number day, int sign);
  void mark(series_index s);
  std::int64_t count_distinct(series_index s, day_number from, day_number to) const;

  std::shared_ptr<const compiled_plan> plan_;
  std::size_t metric_count_;
  std::size_t slice_count_;
  std::vector<day_series> series_;
  std::unordered_map<series_index, distinct_series> distinct_;
  std::vector<bool> is_changed_;
  std::vector<series_index> changed_;
  // Upper bound of what any counter can have reached: while it stays below counter_max, fits() need not look.
  unsigned __int128 moved_ = 0;
};

}  // namespace northstar::core

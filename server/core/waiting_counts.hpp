// SPDX-License-Identifier: MIT
// What has been counted and stands in no counter yet: added up by line of units and day, so that an event costs one row here instead of a counter
// for each level, metric and slice. Rows go up their lines one level at a time, added up again at each, when somebody looks.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/facts.hpp"

namespace northstar::core {

class waiting_counts {
 public:
  waiting_counts(std::size_t metric_count, std::size_t slice_count)
      : metric_count_(metric_count),
        row_size_(metric_count * slice_count),
        rows_max_(std::min(rows_max, values_max / std::max<std::size_t>(1, row_size_))),
        is_of_use_(slice_count <= bits_max && metric_count <= bits_max && row_size_ <= row_size_max) {}

  // A row of every metric and slice would be too long: such a plan's events are counted one by one.
  bool is_of_use() const { return is_of_use_; }
  bool empty() const { return rows_.empty(); }
  // Only while is_of_use(). False: there is no room; take() has to come first. Values may add up to what 64 bits hold.
  bool add(const facts& f, int sign) {
    if (rows_.size() >= rows_max_) return false;
    const std::size_t at = row_of(f.line, f.day);
    row& r = rows_[at];
    std::int64_t* const values = &values_[at * row_size_];
    for (const contribution& c : f.values) r.metrics |= std::uint64_t{1} << c.metric;
    for (const slice_index s : f.slices) {
      r.slices |= std::uint64_t{1} << s;
      for (const contribution& c : f.values) values[s * metric_count_ + c.metric] += c.value * sign;
    }
    return true;
  }
  // Calls put(unit, metric, slice, day, value) for all that waits, and is empty then. A value is 0 where what was added has been taken back again.
  template <class Put>
  void take(const Put& put) {
    std::size_t level = 0;
    for (const row& r : rows_) level = std::max(level, r.line->units.size());
    for (; level > 0; --level) {
      // What goes up joins a shorter line, behind the rows there are.
      for (const std::uint32_t at : rows_of(level)) take_row(at, put);
    }
    forget();
  }

 private:
  struct row {
    const counting_line* line = nullptr;
    day_number day = 0;
    std::uint64_t slices = 0, metrics = 0;  // those that were added to, a bit each
  };

  // The rows of a level, those of one unit behind each other: their counters lie together.
  const std::vector<std::uint32_t>& rows_of(std::size_t level);
  template <class Put>
  void take_row(std::size_t at, const Put& put) {
    const row r = rows_[at];
    const counting_line& line = *r.line;
    const std::size_t above = line.above ? row_of(line.above, r.day) : at;
    const std::int64_t* const values = &values_[at * row_size_];
    std::int64_t* const sums = &values_[above * row_size_];
    for (std::uint64_t slices = r.slices; slices != 0; slices &= slices - 1) {
      const auto s = static_cast<slice_index>(std::countr_zero(slices));
      for (std::uint64_t metrics = r.metrics; metrics != 0; metrics &= metrics - 1) {
        const auto m = static_cast<metric_index>(std::countr_zero(metrics));
        const std::int64_t value = values[s * metric_count_ + m];
        if (above != at) {
          put(line.units.front(), m, s, r.day, value);
          sums[s * metric_count_ + m] += value;
        } else {
          for (const unit_index u : line.units) put(u, m, s, r.day, value);
        }
      }
    }
    if (above == at) return;
    rows_[above].slices |= r.slices;
    rows_[above].metrics |= r.metrics;
  }

  static std::size_t hash(const counting_line* line, day_number day) {
    std::uint64_t h = (reinterpret_cast<std::uintptr_t>(line) >> 4) * 0x9e3779b97f4a7c15U + static_cast<std::uint64_t>(day) * 0xbf58476d1ce4e5b9U;
    return static_cast<std::size_t>(h ^ (h >> 32));
  }
  std::size_t row_of(const counting_line* line, day_number day) {
    const std::size_t mask = places_.size() - 1;
    std::size_t at = places_.empty() ? 0 : hash(line, day) & mask;
    if (!places_.empty())
      for (; places_[at] != 0; at = (at + 1) & mask) {
        const row& r = rows_[places_[at] - 1];
        if (r.line == line && r.day == day) return places_[at] - 1;
      }
    if ((rows_.size() + 1) * 2 > places_.size()) return grow(), row_of(line, day);
    rows_.push_back({line, day, 0, 0});
    values_.resize(values_.size() + row_size_);
    places_[at] = static_cast<std::uint32_t>(rows_.size());
    return rows_.size() - 1;
  }
  void grow();
  void forget();

  static constexpr std::size_t bits_max = 64;
  static constexpr std::size_t row_size_max = 512;
  // Of what events add to, 2 MB of values; rows of the levels above come on top of that while they go up.
  static constexpr std::size_t rows_max = 8192, values_max = 256 * 1024;

  std::size_t metric_count_;
  std::size_t row_size_;
  std::size_t rows_max_;
  bool is_of_use_;
  std::vector<row> rows_;
  std::vector<std::int64_t> values_;    // row_size_ each, slice by slice
  std::vector<std::uint32_t> order_, begins_;
  std::vector<std::uint32_t> places_;   // row + 1 by its hash, 0: free; half are free at least
};

}  // namespace northstar::core

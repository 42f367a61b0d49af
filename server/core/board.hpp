// SPDX-License-Identifier: MIT
// The board: a counter a day for every (unit, metric, slice), nothing else. Longer periods are sums over days, so an edit moves
// every period and ancestor by touching one day. apply() is pure of clocks and files and cannot fail.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/board_saving.hpp"
#include "core/compiled_plan.hpp"
#include "core/event.hpp"
#include "core/facts.hpp"
#include "core/prefetch.hpp"
#include "core/waiting_counts.hpp"

namespace northstar::core {

class byte_reader;
class byte_writer;

// A cell's counter may not pass ±9·10^18.
inline constexpr std::int64_t counter_max = 9'000'000'000'000'000'000;

// Counters by day, in blocks of 32 days that exist only where something counted: an event far off in time costs one block.
class day_series {
 public:
  static constexpr day_number block_days = 32;
  struct block {
    day_number number = 0;  // day / block_days
    std::array<std::int64_t, block_days> days{};
  };

  std::int64_t& at(day_number day) {
    if (day != touched_) {
      touched_ = day;
      ++turns_;
    }
    const day_number number = day / block_days;
    // Today's block is the last one nearly always, or the one before.
    const std::size_t count = blocks_.size();
    block& b = count > 0 && blocks_[count - 1].number == number   ? blocks_[count - 1]
               : count > 1 && blocks_[count - 2].number == number ? blocks_[count - 2]
                                                                  : block_of(number);
    return b.days[static_cast<std::size_t>(day % block_days)];
  }
  // Brings the counter of a day into the processor's cache, if it is one of the last.
  void prefetch(day_number day) const {
    if (!blocks_.empty()) core::fetch_ahead(&blocks_.back().days[static_cast<std::size_t>(day % block_days)]);
  }
  __int128 sum(day_number from, day_number to) const;
  // The same, several days at a time, where no sum over any of its days passes 64 bits.
  std::int64_t short_sum(day_number from, day_number to) const;
  const std::vector<block>& blocks() const { return blocks_; }
  // The day last written to, and how often it was another than the one before: as long as that stays, no other day has changed.
  day_number touched() const { return touched_; }
  std::uint32_t turns() const { return turns_; }
  // A copy with the days before `day` alone.
  day_series before(day_number day) const;

 private:
  block& block_of(day_number number);
  // Calls add(begin, end) for the counters of the days that blocks hold, stretch by stretch.
  template <class Add>
  void in_stretches(day_number from, day_number to, const Add& add) const;

  std::vector<block> blocks_;  // by number, ascending
  day_number touched_ = 0;
  std::uint32_t turns_ = 0;
};

class board {
 public:
  explicit board(std::shared_ptr<const compiled_plan> plan);

  const compiled_plan& plan() const { return *plan_; }
  std::shared_ptr<const compiled_plan> shared_plan() const { return plan_; }

  // Whether changes that together move a counter by so much at most (facts::reach()) surely fit: the quick answer before fits().
  bool surely_fits(unsigned __int128 reach) const { return moved_ + reach <= static_cast<unsigned __int128>(counter_max); }
  // False when taking `before` back and counting `after` (either may be null) would carry a counter past counter_max.
  bool fits(const facts* before, const facts* after) const;
  void apply(const facts* before, const facts* after);
  // The same for events that were not looked at yet.
  bool fits(const event* before, const event* after) const;
  void apply(const event* before, const event* after);
  bool fits(std::nullptr_t, const event* after) const { return fits(static_cast<const event*>(nullptr), after); }
  void apply(std::nullptr_t, const event* after) { apply(static_cast<const event*>(nullptr), after); }
  void apply(const event* before, std::nullptr_t) { apply(before, static_cast<const event*>(nullptr)); }

  // Sum or count, in units of 10^-digits; distinct: the number of different texts. Not for ratios.
  std::int64_t total(unit_index u, metric_index m, slice_index s, day_number from, day_number to) const;
  // The same over days that need not make up a cell: such a sum may pass what a cell can hold.
  __int128 long_total(unit_index u, metric_index m, slice_index s, day_number from, day_number to) const;
  series_index series(unit_index u, metric_index m, slice_index s) const;
  // The days of a sum or count, as long as nothing is applied.
  const day_series& days(unit_index u, metric_index m, slice_index s) const {
    settle();
    return series_[series(u, m, s)];
  }
  // The days on which any of the unit's counters holds something, ascending.
  std::vector<day_number> counted_days(unit_index u) const;
  // The series changed since the last call, each once, in no order.
  std::vector<series_index> take_changed();

  // All counters as bytes and back, for checkpoints and comparison: equal boards give equal bytes. load() is false when the bytes do
  // not fit this plan or are damaged; the board is then empty.
  std::string save() const;
  void save_to(byte_writer& out) const;
  bool load(const std::string& bytes);
  // The bytes of save() as of now, made in pieces between which the board goes on counting. Another begin_saving() forgets the one before.
  void begin_saving();
  // Only after begin_saving(), until it is true: appends about so many bytes (a text's series is never parted), true with the last of them.
  bool save_some(byte_writer& out, std::size_t bytes);
  // A copy that holds only what counts on days before `day`.
  board before(day_number day) const;

 private:
  friend class board_loader;

  // By text: on which days it counts, and how often. Ordered, so that equal boards save equal bytes.
  using distinct_texts = std::map<std::string, std::map<day_number, std::int64_t>, std::less<>>;

  void add(const facts& f, int sign);
  void add_to_waiting(const facts& f, int sign);
  // Puts into the counters what waits, before anybody reads them: to the outside they hold it since it was applied.
  void settle() const {
    if (!waiting_.empty()) put_waiting();
  }
  void put_waiting() const;
  void add_distinct(series_index s, std::string_view text, day_number day, int sign);
  bool fits_exactly(const facts* before, const facts* after) const;
  void mark(series_index s) const {
    if (is_changed_[s] != 0) return;
    is_changed_[s] = 1;
    changed_.push_back(s);
  }
  void count(series_index s, day_number day, std::int64_t value) const {
    series_[s].at(day) += value;
    if (saving_ && s >= saving_->next) saving_->counted[s].add(day, value);
  }
  static void count_text(distinct_texts& texts, std::string_view text, day_number day, int sign);
  static void save_series(std::size_t number, const day_series& days, byte_writer& out);
  static void save_distinct(series_index number, const distinct_texts& texts, byte_writer& out);
  bool save_piece(board_saving& s, byte_writer& out, std::size_t bytes) const;
  bool save_distinct_of(board_saving& s, byte_writer& out, std::size_t bytes) const;
  bool load_series(std::size_t number, byte_reader& in);
  bool load_distinct(series_index number, byte_reader& in);
  std::int64_t count_distinct(series_index s, day_number from, day_number to) const;

  std::shared_ptr<const compiled_plan> plan_;
  std::size_t metric_count_;
  std::size_t slice_count_;
  mutable waiting_counts waiting_;
  mutable std::vector<day_series> series_;
  std::map<series_index, distinct_texts> distinct_;
  mutable std::vector<std::uint8_t> is_changed_;
  mutable std::vector<series_index> changed_;
  // Upper bound of what any counter can have reached: while it stays below counter_max, fits() need not look.
  unsigned __int128 moved_ = 0;
  mutable std::optional<board_saving> saving_;
};

}  // namespace northstar::core

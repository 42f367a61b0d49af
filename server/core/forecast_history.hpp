// SPDX-License-Identifier: MIT
// What the past of one series tells a forecast: how unevenly its last days brought what they
// brought, and by how much the run rate missed in earlier periods. Squares are exact integers.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <memory>
#include <vector>

#include "core/board.hpp"
#include "core/cell.hpp"

namespace northstar::core {

// A total of 63 bits times a weight of 40, squared, times weights and scales: below 400 bits.
using wider = boost::multiprecision::int512_t;

// Squares are kept in thousandths of the smallest unit, squared.
inline constexpr std::int64_t thousandths = 1000;

// One of those squares, 0 or more: nearly all fit into 126 bits, and there are many to keep and to reckon with.
class exact_square {
 public:
  exact_square() = default;
  explicit exact_square(const wider& v) {
    if (v >> 126 == 0) short_ = static_cast<unsigned __int128>(v);
    else all_ = std::make_shared<const wider>(v);
  }
  bool is_short() const { return all_ == nullptr; }
  unsigned __int128 short_value() const { return short_; }  // of a short one
  wider value() const { return all_ ? *all_ : wider(short_); }

 private:
  unsigned __int128 short_ = 0;
  std::shared_ptr<const wider> all_;  // of one that is not short
};

// How much of a period's weight is over; gone + ahead = whole. Products of two stay below 2^90.
struct progress {
  __int128 gone = 0, ahead = 0, whole = 0;
  // The variance of (what comes − what the run rate says) per variance of a day:
  // ahead × (1 + ahead ÷ gone), here × gone.
  __int128 reach() const { return ahead * whole; }
};

// One series of the board, and the period that is asked for.
struct series_history {
  const board& b;
  const cell_key& key;

  __int128 total(day_number from, day_number to) const;
  weight_micro weight(day_number from, day_number to) const;
};

// Variances per weight are small where weights are large: they are kept × 2^fine_bits.
inline constexpr unsigned fine_bits = 60;

// The last 60 working days before today, a year back at most, what came on days off put to the
// working day before them.
struct recent_days {
  int count = 0;
  __int128 sum = 0;
  weight_micro weight = 0;
  exact_square variance;  // per weight, in fine parts of thousandths squared; 0 of fewer than two
  bool fell = false;   // some day was below zero
};
recent_days learn_days(const series_history& h, day_number today);

// An earlier period of the same kind, and up to which of its days the same share of it was over as
// of this one now: whole days only. What it weighs is that of units with the same leave.
struct earlier_period {
  day_number first = 0, until = 0, last = 0;
  __int128 gone = 0, ahead = 0, whole = 0;  // gone = 0: it had no two days to compare
  friend bool operator==(const earlier_period&, const earlier_period&) = default;
};
// The last twelve, the newest first; none of a day, inside which nothing is known.
std::vector<earlier_period> earlier_periods(const series_history& h, const progress& at);

// What the run rate missed in each of them that was counted from its first day on, asked when the same
// share was over: Σ miss² per (ahead × whole ÷ gone), in fine parts of thousandths squared. Where
// nothing was ahead any more, Σ of what came all the same, squared, in thousandths squared.
struct earlier_misses {
  int count = 0;
  exact_square squares;
};
earlier_misses learn_periods(const series_history& h, const std::vector<earlier_period>& earlier);

}  // namespace northstar::core

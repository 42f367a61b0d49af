// SPDX-License-Identifier: MIT
#include "core/reading_memo.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace northstar::core {

namespace {

using wide_unsigned = unsigned __int128;
constexpr wide_unsigned short_max = std::numeric_limits<std::int64_t>::max();

wide_unsigned common_divisor(wide_unsigned a, wide_unsigned b) {
  while (b != 0) {
    if (a <= short_max && b <= short_max) return std::gcd(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b));
    const wide_unsigned rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

}  // namespace

void reading_memo::move_to(instant_ms now) {
  ++moment_;
  now_ = now;
  today_ = board_.plan().calendar().day_of(now);
}

reading_memo::known_period& reading_memo::period_of(const cell_key& key) {
  const bool alike = board_.plan().leave(key.unit).empty();
  if (!alike && with_leave_.size() >= units_max && !with_leave_.contains(key.unit)) with_leave_.clear();
  std::vector<known_period>& known = alike ? periods_ : with_leave_[key.unit];
  auto at = std::find_if(known.begin(), known.end(), [&](const known_period& p) { return p.period == key.period; });
  if (at == known.end()) {
    if (known.size() >= periods_max) known.clear();
    at = known.insert(known.end(), known_period{});
    at->period = key.period;
  }
  if (std::exchange(at->at_moment, moment_) != moment_) at->clock = ask_clock(key);
  return *at;
}

const reading_memo::known_period& reading_memo::compared_period_of(const cell_key& key) {
  known_period& p = period_of(key);
  if (std::exchange(p.compared_at, moment_) == moment_) return p;
  auto earlier = earlier_periods({board_, key}, p.clock.at);
  if (p.turn != 0 && earlier == p.earlier) return p;
  p.earlier = std::move(earlier);
  p.turn = ++turn_;
  return p;
}

period_clock reading_memo::ask_clock(const cell_key& key) const {
  const calendar& cal = board_.plan().calendar();
  const leave_days& leave = board_.plan().leave(key.unit);
  const fraction elapsed = cal.elapsed(key.period, leave, now_);
  period_clock c;
  c.begun = now_ >= cal.start(key.period);
  c.past = now_ >= cal.end(key.period);
  c.today = today_;
  c.due = cal.weight(c.today, leave);
  c.left = cal.weight(period{key.period.kind, c.today, key.period.last}, leave);
  c.at.whole = cal.weight(key.period, leave);
  c.at.gone = elapsed.num / elapsed.den;
  c.at.ahead = c.at.whole - c.at.gone;
  if (c.at.whole == 0 || elapsed.num == 0) {
    c.is_short = true;
    return c;
  }
  wide_unsigned whole = 0;
  if (__builtin_mul_overflow(static_cast<wide_unsigned>(elapsed.den), static_cast<wide_unsigned>(c.at.whole), &whole)) return c;
  const wide_unsigned common = common_divisor(static_cast<wide_unsigned>(elapsed.num), whole);
  const wide_unsigned gone = static_cast<wide_unsigned>(elapsed.num) / common;
  whole /= common;
  c.is_short = gone <= short_max && whole <= short_max;
  if (c.is_short) {
    c.gone = static_cast<std::int64_t>(gone);
    c.whole = static_cast<std::int64_t>(whole);
  }
  return c;
}

bool reading_memo::still_holds(const known_past& past, const cell_key& key) const {
  if (past.at_moment == moment_) return true;
  if (past.today != today_ || board_.plan().plan().metrics[key.metric].kind == metric_kind::distinct) return false;
  const day_series& days = board_.days(key.unit, key.metric, key.slice);
  return days.turns() == past.turns && days.touched() == today_;
}

reading_memo::known_past& reading_memo::series_of(const cell_key& key) {
  const series_index series = board_.series(key.unit, key.metric, key.slice);
  if (!last_ || last_series_ != series) {
    if (past_.size() >= series_max && !past_.contains(series)) past_.clear();
    last_ = &past_[series];
    last_series_ = series;
  }
  if (!still_holds(*last_, key)) *last_ = {moment_, today_, board_.days(key.unit, key.metric, key.slice).turns(), ask_days(key), {}};
  last_->at_moment = moment_;
  return *last_;
}

// Different texts of a day do not add up to those of a period, so days say nothing of a distinct metric.
recent_days reading_memo::ask_days(const cell_key& key) const {
  if (board_.plan().plan().metrics[key.metric].kind == metric_kind::distinct) return {};
  return learn_days({board_, key}, today_);
}

reading_memo::learnt reading_memo::past_of(const cell_key& key) {
  const known_period& p = compared_period_of(key);
  known_past& past = series_of(key);
  known_misses& known = past.misses[static_cast<std::size_t>(key.period.kind)];
  if (known.turn != p.turn || known.period != key.period) known = {key.period, p.turn, learn_periods({board_, key}, p.earlier)};
  return {past.days, known.misses};
}

}  // namespace northstar::core

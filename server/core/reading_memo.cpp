// SPDX-License-Identifier: MIT
#include "core/reading_memo.hpp"

#include <limits>
#include <numeric>

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

reading_memo::known_period& reading_memo::period_of(const cell_key& key) {
  if (!board_.plan().leave(key.unit).empty()) {
    own_ = {key.period, ask_clock(key), std::nullopt};
    return own_;
  }
  for (known_period& p : periods_)
    if (p.period == key.period) return p;
  if (periods_.size() < periods_max) return periods_.emplace_back(known_period{key.period, ask_clock(key), std::nullopt});
  known_period& oldest = periods_[next_++ % periods_max];
  oldest = {key.period, ask_clock(key), std::nullopt};
  return oldest;
}

period_clock reading_memo::ask_clock(const cell_key& key) const {
  const calendar& cal = board_.plan().calendar();
  const leave_days& leave = board_.plan().leave(key.unit);
  const fraction elapsed = cal.elapsed(key.period, leave, now_);
  period_clock c;
  c.begun = now_ >= cal.start(key.period);
  c.past = now_ >= cal.end(key.period);
  c.today = cal.day_of(now_);
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

const std::vector<earlier_period>& reading_memo::earlier_of(const cell_key& key) {
  known_period& p = period_of(key);
  if (!p.earlier) p.earlier = earlier_periods({board_, key}, p.clock.at);
  return *p.earlier;
}

const recent_days& reading_memo::days_of(const cell_key& key) {
  const bool same = days_known_ && days_known_->unit == key.unit && days_known_->metric == key.metric && days_known_->slice == key.slice;
  if (same) return days_;
  // Different texts of a day do not add up to those of a period, so days say nothing of a distinct metric.
  const bool add_up = board_.plan().plan().metrics[key.metric].kind != metric_kind::distinct;
  days_ = add_up ? learn_days({board_, key}, board_.plan().calendar().day_of(now_)) : recent_days{};
  days_known_ = key;
  return days_;
}

}  // namespace northstar::core

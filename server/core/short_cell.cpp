// SPDX-License-Identifier: MIT
#include "core/short_cell.hpp"

#include <limits>

#include "core/forecast.hpp"
#include "core/scale.hpp"

namespace northstar::core {

namespace {

constexpr __int128 short_max = std::numeric_limits<std::int64_t>::max();
constexpr __int128 million = 1'000'000;

// What is under way of one cell, in the metric's smallest unit. Once a number was too long, `fits` is false and nothing else counts.
struct short_numbers {
  bool fits = true;

  __int128 times(__int128 a, __int128 b) {
    __int128 product = 0;
    const bool fitted = !__builtin_mul_overflow(a, b, &product);
    return checked(fitted, product);
  }
  __int128 plus(__int128 a, __int128 b) {
    __int128 sum = 0;
    const bool fitted = !__builtin_add_overflow(a, b, &sum);
    return checked(fitted, sum);
  }
  // num / den, half away from zero; den is not 0.
  std::int64_t rounded(__int128 num, __int128 den) {
    if (!fits) return 0;
    const bool negative = (num < 0) != (den < 0);
    const auto magnitude = static_cast<__int128>(
        round_half_away(static_cast<unsigned __int128>(num < 0 ? -num : num), static_cast<unsigned __int128>(den < 0 ? -den : den)));
    return narrow(negative ? -magnitude : magnitude);
  }
  std::int64_t narrow(__int128 v) { return static_cast<std::int64_t>(checked(v <= short_max && v >= -short_max, v)); }

 private:
  // What did not fit becomes 1, which can be negated and divided by; so does the one number that has no negative.
  __int128 checked(bool fitted, __int128 v) {
    constexpr __int128 least = -(~(__int128{1} << 127));
    fits &= fitted && v >= least;
    return fits ? v : 1;
  }
};

light light_of(const light_rules& rules, const period_clock& clock, bool has_target, bool stale, __int128 actual, __int128 expected, short_numbers& n) {
  if (!has_target || !clock.begun) return light::grey;
  if (stale && clock.running()) return light::grey;
  if (expected == 0) return light::green;
  // pace = actual × whole ÷ expected, where `expected` is still to be divided by whole
  __int128 above = n.times(n.times(actual, clock.whole), whole_share), below = expected;
  if (below < 0) above = -above, below = -below;
  const auto at_least = [&](share_nano threshold) { return above >= n.times(below, threshold); };
  if (at_least(rules.green)) return light::green;
  if (at_least(rules.yellow)) return light::yellow;
  return n.times(clock.gone, whole_share) <= n.times(rules.grace, clock.whole) ? light::yellow : light::red;
}

}  // namespace

std::optional<cell_figures> figures_by_short_numbers(const board& b, const cell_key& key, const plan_terms& terms, const view_moment& moment,
                                                     reading_memo& memo) {
  const metric& m = b.plan().plan().metrics[key.metric];
  const period_clock& clock = memo.clock_of(key);
  if (!clock.is_short) return std::nullopt;
  const __int128 finer = judged_digits(m) == m.digits ? 1 : million;  // counts are whole, what is judged of them is not
  const period& p = key.period;
  using f = cell_figures;
  short_numbers n;
  cell_figures out;

  const __int128 actual = b.long_total(key.unit, key.metric, key.slice, p.first, p.last);
  out.set(f::actual, n.narrow(actual));
  __int128 expected = 0;  // × clock.whole
  if (terms.target) {
    const std::int64_t target = *terms.target;
    out.set(f::target, target);
    expected = n.times(target, clock.gone);
    out.set(f::expected, n.rounded(n.times(expected, finer), clock.whole));
    if (target != 0) out.set(f::attainment, n.rounded(n.times(actual, million), target));
    if (expected != 0) out.set(f::pace, n.rounded(n.times(n.times(actual, clock.whole), million), expected));
    out.set(f::gap, n.narrow(target - actual));
    if (clock.running()) {
      const __int128 open = target - b.long_total(key.unit, key.metric, key.slice, p.first, clock.today - 1);
      const bool asks = clock.due != 0 && open > 0;
      out.set(f::needed_today, asks ? n.rounded(n.times(n.times(open, clock.due), finer), clock.left) : 0);
    }
  }
  if (terms.unallocated) out.set(f::unallocated, *terms.unallocated);

  if (clock.past) {
    const std::int64_t landed = n.narrow(n.times(actual, finer));
    out.set(f::forecast, landed);
    out.set(f::forecast_low, landed);
    out.set(f::forecast_high, landed);
  } else if (clock.begun && clock.gone != 0) {
    const __int128 forecast = n.times(actual, clock.whole);  // × clock.gone
    out.set(f::forecast, n.rounded(n.times(forecast, finer), clock.gone));
    std::optional<short_forecast_range> range;
    if (!short_forecast_range_of(b, key, clock.at, actual, memo, range)) return std::nullopt;
    if (range) {
      constexpr __int128 thousand = 1'000;
      const __int128 middle = n.times(forecast, thousand), half = n.times(range->half, clock.gone);
      const __int128 low = n.plus(middle, -half), high = n.plus(middle, half), by = n.times(clock.gone, thousand);
      const auto given_out = [&](__int128 v) { return n.rounded(n.times(v, finer), by); };
      out.set(f::forecast_high, given_out(high));
      const bool below_least = range->least && low < n.times(*range->least, by);
      if (!below_least) out.set(f::forecast_low, given_out(low));
      else if (n.times(*range->least, clock.gone) < forecast) out.set(f::forecast_low, n.narrow(n.times(*range->least, finer)));
      else out.set(f::forecast_low, out.values[f::forecast]);
    }
  }
  out.light = light_of(b.plan().plan().lights, clock, terms.target.has_value(), moment.stale, actual, expected, n);
  if (!n.fits) return std::nullopt;
  return out;
}

std::optional<light> light_by_short_numbers(const board& b, const cell_key& key, const plan_terms& terms, const view_moment& moment, reading_memo& memo) {
  const period_clock& clock = memo.clock_of(key);
  if (!clock.is_short) return std::nullopt;
  short_numbers n;
  const __int128 actual = b.long_total(key.unit, key.metric, key.slice, key.period.first, key.period.last);
  const __int128 expected = terms.target ? n.times(*terms.target, clock.gone) : 0;  // × clock.whole
  const light shown = light_of(b.plan().plan().lights, clock, terms.target.has_value(), moment.stale, actual, expected, n);
  if (!n.fits) return std::nullopt;
  return shown;
}

}  // namespace northstar::core

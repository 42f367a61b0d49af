// SPDX-License-Identifier: MIT
#include "core/forecast_history.hpp"

#include <algorithm>
#include <optional>

namespace northstar::core {

namespace {

constexpr int days_looked_at = 60;
constexpr int periods_looked_at = 12;
constexpr std::int64_t squared_thousandths = thousandths * thousandths;

// Up to which day of an earlier period the same share of it was over: whole days only, at least one
// weighing day on each side, unless all weight is gone now. Weights only grow, so the day is found
// by halving.
day_number same_share(const series_history& h, const period& earlier, __int128 whole,
                      const progress& at) {
  const auto first_where = [&](auto reached) {
    day_number low = earlier.first, high = earlier.last;
    while (low < high) {
      const day_number middle = low + (high - low) / 2;
      if (reached(__int128{h.weight(earlier.first, middle)}))
        high = middle;
      else
        low = middle + 1;
    }
    return low;
  };
  const day_number spent = first_where([&](__int128 weight) { return weight == whole; });
  if (at.ahead == 0) return spent;
  return std::min(spent - 1, first_where([&](__int128 weight) {
                    return weight * at.whole >= at.gone * whole;
                  }));
}

// The square of what the run rate would have missed in an earlier period, asked when the same share
// was over, for a period of this one's weight. nullopt: it had no two days to compare.
std::optional<wider> squared_miss(const series_history& h, const period& earlier,
                                  const progress& at) {
  const __int128 whole = h.weight(earlier.first, earlier.last);
  const day_number until = same_share(h, earlier, whole, at);
  const __int128 gone = h.weight(earlier.first, until);
  if (gone <= 0) return std::nullopt;
  const __int128 ahead = whole - gone;
  const __int128 so_far = h.total(earlier.first, until);
  const __int128 came = h.total(earlier.first, earlier.last) - so_far;
  if (ahead == 0) return wider(came) * came * squared_thousandths;
  const wider miss = came * gone - so_far * ahead;  // × gone
  return miss * miss * at.reach() * squared_thousandths / (wider(gone * at.gone) * (ahead * whole));
}

}  // namespace

__int128 series_history::total(day_number from, day_number to) const {
  return b.long_total(key.unit, key.metric, key.slice, from, to);
}

weight_micro series_history::weight(day_number from, day_number to) const {
  return b.plan().calendar().weight(period{key.period.kind, from, to}, b.plan().leave(key.unit));
}

recent_days learn_days(const series_history& h, day_number today) {
  recent_days out;
  // A year back at most: long leave must not make this a walk through decades. And not before the
  // first day that counted: the days before somebody began say nothing.
  const day_number earliest = std::max(first_day_supported, today - 366);
  __int128 older = h.total(first_day_supported, today - 1);
  __int128 value = 0;
  for (day_number day = today - 1; day >= earliest && older != 0 && out.count < days_looked_at;
       --day) {
    const __int128 came = h.total(day, day);
    older -= came;
    value += came;
    out.fell = out.fell || came < 0;
    const weight_micro weight = h.weight(day, day);
    if (weight == 0) continue;
    ++out.count;
    out.sum += value;
    out.weight += weight;
    out.squares += wider(value) * value * recent_days::fine / weight;
    value = 0;
  }
  return out;
}

earlier_misses learn_periods(const series_history& h, const progress& at) {
  earlier_misses out;
  if (h.key.period.kind == period_kind::day) return out;  // nothing is known inside a day
  period p = h.key.period;
  for (int i = 0; i < periods_looked_at; ++i) {
    p = h.b.plan().calendar().periods().containing(p.kind, p.first - 1);
    // Only periods that were counted from their first day on.
    if (p.first < first_day_supported || h.total(first_day_supported, p.first) == 0) break;
    const auto miss = squared_miss(h, p, at);
    if (!miss) continue;
    ++out.count;
    out.squares += *miss;
  }
  return out;
}

}  // namespace northstar::core

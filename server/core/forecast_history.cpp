// SPDX-License-Identifier: MIT
#include "core/forecast_history.hpp"

#include <algorithm>

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

earlier_period compared(const series_history& h, const period& earlier, const progress& at) {
  earlier_period out;
  out.first = earlier.first;
  out.last = earlier.last;
  out.whole = h.weight(earlier.first, earlier.last);
  out.until = same_share(h, earlier, out.whole, at);
  out.gone = std::max<__int128>(h.weight(earlier.first, out.until), 0);
  out.ahead = out.whole - out.gone;
  return out;
}

wider squared_miss(const series_history& h, const earlier_period& p) {
  const __int128 so_far = h.total(p.first, p.until);
  const __int128 came = h.total(p.first, p.last) - so_far;
  if (p.ahead == 0) return wider(came) * came * squared_thousandths;
  const wider miss = came * p.gone - so_far * p.ahead;  // × gone
  return (miss * miss * squared_thousandths << fine_bits) / (wider(p.gone) * (p.ahead * p.whole));
}

// Of days with this Σ value² ÷ weight, in fine parts.
wider variance_of(const recent_days& days, const wider& squares) {
  if (days.count < 2) return 0;
  const wider around_rate = squares - (wider(days.sum) * days.sum << fine_bits) / days.weight;
  if (around_rate <= 0) return 0;
  return around_rate * squared_thousandths / (days.count - 1);
}

// The days of a series one after the other, back in time.
class days_back {
 public:
  explicit days_back(const day_series& of) : blocks_(of.blocks()), at_(blocks_.size()) {}
  std::int64_t value(day_number day) {
    const day_number number = day / day_series::block_days;
    while (at_ > 0 && blocks_[at_ - 1].number > number) --at_;
    if (at_ == 0 || blocks_[at_ - 1].number != number) return 0;
    return blocks_[at_ - 1].days[static_cast<std::size_t>(day % day_series::block_days)];
  }

 private:
  const std::vector<day_series::block>& blocks_;
  std::size_t at_;
};

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
  // Nearly all days weigh one, and there are few whose square does not fit: those are added up as
  // they are, the others one by one.
  unsigned __int128 of_full_days = 0;
  wider squares = 0;
  days_back days(h.b.days(h.key.unit, h.key.metric, h.key.slice));
  for (day_number day = today - 1; day >= earliest && older != 0 && out.count < days_looked_at;
       --day) {
    const std::int64_t came = days.value(day);
    older -= came;
    value += came;
    out.fell = out.fell || came < 0;
    const weight_micro weight = h.weight(day, day);
    if (weight == 0) continue;
    ++out.count;
    out.sum += value;
    out.weight += weight;
    constexpr __int128 root_max = __int128{1} << 58;  // 60 of its squares fit
    if (weight == full_day && value < root_max && value > -root_max)
      of_full_days += static_cast<unsigned __int128>(value * value);
    else
      squares += (wider(value) * value << fine_bits) / weight;
    value = 0;
  }
  squares += (wider(of_full_days) << fine_bits) / full_day;
  out.variance = exact_square(variance_of(out, squares));
  return out;
}

std::vector<earlier_period> earlier_periods(const series_history& h, const progress& at) {
  std::vector<earlier_period> out;
  period p = h.key.period;
  if (p.kind == period_kind::day) return out;
  for (int i = 0; i < periods_looked_at; ++i) {
    p = h.b.plan().calendar().periods().containing(p.kind, p.first - 1);
    if (p.first < first_day_supported) break;
    out.push_back(compared(h, p, at));
  }
  return out;
}

earlier_misses learn_periods(const series_history& h, const std::vector<earlier_period>& earlier) {
  earlier_misses out;
  wider squares = 0;
  for (const earlier_period& p : earlier) {
    // Only periods that were counted from their first day on.
    if (h.total(first_day_supported, p.first) == 0) break;
    if (p.gone == 0) continue;
    ++out.count;
    squares += squared_miss(h, p);
  }
  if (out.count != 0) out.squares = exact_square(squares);
  return out;
}

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
#include "core/forecast.hpp"

#include <array>

#include "core/forecast_history.hpp"
#include "core/reading_memo.hpp"

namespace northstar::core {

namespace {

constexpr int days_needed = 5;

// Square × 10^5 of the quantile that leaves a tenth on either side: of Student's t by degrees of
// freedom, then of the normal distribution.
constexpr std::array<std::int64_t, 13> t_squared_e5{947'214, 355'556, 268'221, 235'072, 217'823,
                                                    207'290, 200'201, 195'109, 191'277, 188'289,
                                                    185'894, 183'933, 182'296};
constexpr std::int64_t z_squared_e5 = 164'237;

// The squares on the way to a range, each 0 or more, by numbers of any length.
struct wide_squares {
  using number = wider;

  number of(const exact_square& s) const { return s.value(); }
  // A variance per (ahead × whole ÷ gone) at this progress.
  number spread(const number& fine, const progress& at) const { return (fine * at.reach() >> fine_bits) / at.gone; }
  // A third of what is still to come, squared: what is taken for the change of level inside a period
  // as long as no earlier one has shown it.
  number spread_of_level(const recent_days& days, const progress& at) const {
    const number third = number(days.sum) * at.ahead * thousandths / (number(days.weight) * 3);
    return third * third;
  }
  // Of the mean of so many, by the square of a quantile.
  number widened(const number& square, std::int64_t quantile_squared_e5, int of) const { return square * quantile_squared_e5 / (of * 100'000); }
};

// The same in 128 bits; once a number was too long `fits` is false, and the others say nothing.
struct short_squares {
  using number = unsigned __int128;
  bool fits = true;

  number of(const exact_square& s) { return fit(s.is_short()) ? s.short_value() : 0; }
  // The product is one of 192 bits, in two parts.
  number spread(number fine, const progress& at) {
    static_assert(fine_bits < 64);
    constexpr unsigned kept_bits = 64 - fine_bits;
    const __int128 reach = at.reach();
    if (!fit(fine >> 127 == 0 && reach >> 64 == 0 && at.gone >> 63 == 0)) return 0;
    const auto by = static_cast<std::uint64_t>(reach);
    const number high = (fine >> 64) * by, low = number{static_cast<std::uint64_t>(fine)} * by;
    if (!fit(high >> (127 - kept_bits) == 0)) return 0;
    return ((high << kept_bits) + (low >> fine_bits)) / static_cast<std::uint64_t>(at.gone);
  }
  number spread_of_level(const recent_days& days, const progress& at) {
    if (!fit(days.sum >> 62 == days.sum >> 63 && at.ahead >> 40 == 0)) return 0;
    const __int128 third = days.sum * at.ahead * thousandths / (__int128{days.weight} * 3);
    const auto size = static_cast<number>(third < 0 ? -third : third);
    return fit(size >> 62 == 0) ? size * size : 0;
  }
  number widened(number square, std::int64_t quantile_squared_e5, int of) {
    if (!fit(square >> 107 == 0)) return 0;
    return square * static_cast<std::uint64_t>(quantile_squared_e5) / static_cast<std::uint64_t>(of * 100'000);
  }

 private:
  bool fit(bool this_one) { return fits &= this_one; }
};

// The square of half the range's width. Days count as one more miss beside those of the periods.
// nullopt: nothing to learn from.
template <class Squares>
std::optional<typename Squares::number> squared_half(const recent_days& days, const earlier_misses& misses, const progress& at, period_kind kind, Squares& n) {
  using number = typename Squares::number;
  const bool know_days = days.count >= days_needed;
  const int known = misses.count + (know_days ? 1 : 0);
  if (known == 0) return std::nullopt;
  const number by_days = know_days ? n.of(days.variance) : number(0);
  if (kind == period_kind::day) return n.widened(n.spread(by_days, at), z_squared_e5, 1);
  if (misses.count == 0) return n.widened(n.spread(by_days, at) + n.spread_of_level(days, at), t_squared_e5[1], 1);
  const number missed = n.of(misses.squares);
  const number spread = at.ahead == 0 ? missed : n.spread(by_days + missed, at);
  return n.widened(spread, t_squared_e5[static_cast<std::size_t>(known - 1)], known);
}

// Below which no landing is told: what has counted, if nothing takes it back; nothing at all, if
// refunds do. nullopt: figures do fall here.
std::optional<__int128> floor_of(const metric& m, const recent_days& days, __int128 actual) {
  if (days.fell || actual < 0) return std::nullopt;
  return m.minus.empty() ? actual : 0;
}

}  // namespace

std::optional<forecast_range> forecast_range_of(const board& b, const cell_key& key, const progress& at, __int128 actual, reading_memo& memo) {
  const metric& m = b.plan().plan().metrics[key.metric];
  if (at.gone <= 0) return std::nullopt;
  const auto [days, misses] = memo.past_of(key);
  wide_squares n;
  const auto squared = squared_half(days, misses, at, key.period.kind, n);
  if (!squared) return std::nullopt;
  // Squares of more than 250 bits are of no plan that could be.
  const wide half = *squared >> 250 == 0 ? integer_sqrt(wide(*squared)) : wide(boost::multiprecision::sqrt(*squared));
  return forecast_range{half, floor_of(m, days, actual)};
}

bool short_forecast_range_of(const board& b, const cell_key& key, const progress& at, __int128 actual, reading_memo& memo, std::optional<short_forecast_range>& out) {
  if (at.gone <= 0) return true;
  const auto [days, misses] = memo.past_of(key);
  short_squares n;
  const auto squared = squared_half(days, misses, at, key.period.kind, n);
  if (squared && n.fits) out = {static_cast<std::int64_t>(integer_sqrt(*squared)), floor_of(b.plan().plan().metrics[key.metric], days, actual)};
  return n.fits;
}

}  // namespace northstar::core

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

// A variance per (ahead × whole ÷ gone) at this progress.
wider spread_at(const wider& fine, const progress& at) {
  return (fine * at.reach() >> fine_bits) / at.gone;
}

// A third of what is still to come, squared: what is taken for the change of level inside a period
// as long as no earlier one has shown it.
wider spread_of_level(const recent_days& days, const progress& at) {
  const wider third = wider(days.sum) * at.ahead * thousandths / (wider(days.weight) * 3);
  return third * third;
}

// The square of half the range's width. Days count as one more miss beside those of the periods.
// nullopt: nothing to learn from.
std::optional<wider> squared_half(const recent_days& days, const earlier_misses& misses,
                                  const progress& at, period_kind kind) {
  const bool know_days = days.count >= days_needed;
  const int known = misses.count + (know_days ? 1 : 0);
  if (known == 0) return std::nullopt;
  const wider by_days = know_days ? days.variance.value() : wider(0);
  if (kind == period_kind::day) return spread_at(by_days, at) * z_squared_e5 / 100'000;
  if (misses.count == 0)
    return (spread_at(by_days, at) + spread_of_level(days, at)) * t_squared_e5[1] / 100'000;
  const wider spread = at.ahead == 0 ? misses.squares.value() : spread_at(by_days + misses.squares.value(), at);
  return spread * t_squared_e5[static_cast<std::size_t>(known - 1)] / (known * 100'000);
}

// What is under way by short numbers: all are 0 or more, and `fits` is false once one was too long.
struct short_squares {
  using number = unsigned __int128;
  bool fits = true;

  // As spread_at().
  number spread(number fine, const progress& at) {
    const __int128 reach = at.reach();
    if (!fit(reach >> 64 == 0 && at.gone >> 63 == 0)) return 0;
    const number high = (fine >> 64) * static_cast<std::uint64_t>(reach), low = static_cast<number>(static_cast<std::uint64_t>(fine)) * static_cast<std::uint64_t>(reach);
    static_assert(fine_bits < 64);
    if (!fit(high >> (128 - (64 - fine_bits) - 1) == 0)) return 0;
    return ((high << (64 - fine_bits)) + (low >> fine_bits)) / static_cast<std::uint64_t>(at.gone);
  }
  // As spread_of_level().
  number spread_of_level(const recent_days& days, const progress& at) {
    if (!fit(days.sum >> 62 == days.sum >> 63 && at.ahead >> 40 == 0)) return 0;
    const __int128 third = days.sum * at.ahead * thousandths / (__int128{days.weight} * 3);
    const auto size = static_cast<number>(third < 0 ? -third : third);
    return fit(size >> 62 == 0) ? size * size : 0;
  }
  number times(number square, std::int64_t t_e5, int of) {
    return fit(square >> 107 == 0) ? square * static_cast<std::uint64_t>(t_e5) / static_cast<std::uint64_t>(of * std::int64_t{100'000}) : 0;
  }

 private:
  bool fit(bool this_one) { return fits &= this_one; }
};

// As squared_half().
std::optional<unsigned __int128> short_squared_half(const recent_days& days, const earlier_misses& misses, const progress& at, period_kind kind, short_squares& n) {
  const bool know_days = days.count >= days_needed;
  const int known = misses.count + (know_days ? 1 : 0);
  if (known == 0) return std::nullopt;
  n.fits = days.variance.is_short() && misses.squares.is_short();
  if (!n.fits) return std::nullopt;
  const unsigned __int128 by_days = know_days ? days.variance.short_value() : 0, missed = misses.squares.short_value();
  if (kind == period_kind::day) return n.times(n.spread(by_days, at), z_squared_e5, 1);
  if (misses.count == 0) return n.times(n.spread(by_days, at) + n.spread_of_level(days, at), t_squared_e5[1], 1);
  const auto t = t_squared_e5[static_cast<std::size_t>(known - 1)];
  return n.times(at.ahead == 0 ? missed : n.spread(by_days + missed, at), t, known);
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
  const auto squared = squared_half(days, misses, at, key.period.kind);
  if (!squared) return std::nullopt;
  // Squares of more than 250 bits are of no plan that could be.
  const wide half = *squared >> 250 == 0 ? integer_sqrt(wide(*squared)) : wide(boost::multiprecision::sqrt(*squared));
  return forecast_range{half, floor_of(m, days, actual)};
}

bool short_forecast_range_of(const board& b, const cell_key& key, const progress& at, __int128 actual, reading_memo& memo, std::optional<short_forecast_range>& out) {
  if (at.gone <= 0) return true;
  const auto [days, misses] = memo.past_of(key);
  short_squares n;
  const auto squared = short_squared_half(days, misses, at, key.period.kind, n);
  if (squared && n.fits) out = {static_cast<std::int64_t>(integer_sqrt(*squared)), floor_of(b.plan().plan().metrics[key.metric], days, actual)};
  return n.fits;
}

}  // namespace northstar::core

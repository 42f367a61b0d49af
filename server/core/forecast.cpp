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
  const wider by_days = know_days ? days.variance : wider(0);
  if (kind == period_kind::day) return spread_at(by_days, at) * z_squared_e5 / 100'000;
  if (misses.count == 0)
    return (spread_at(by_days, at) + spread_of_level(days, at)) * t_squared_e5[1] / 100'000;
  const wider spread = at.ahead == 0 ? misses.squares : spread_at(by_days + misses.squares, at);
  return spread * t_squared_e5[static_cast<std::size_t>(known - 1)] / (known * 100'000);
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

}  // namespace northstar::core

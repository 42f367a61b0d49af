// SPDX-License-Identifier: MIT
#include "core/forecast.hpp"

#include <algorithm>

#include "core/scale.hpp"

namespace northstar::core {

namespace {

using wider = boost::multiprecision::int512_t;

constexpr int days_looked_at = 60;
constexpr int days_needed = 5;
// Square of the normal quantile that leaves a tenth on either side (1.2815515…² = 1.64237…).
constexpr std::int64_t z_squared_e5 = 164'237;

// What finished working days brought for a full day's weight, in thousandths of the smallest unit.
struct day_rates {
  std::int64_t count = 0;
  wider sum = 0;
  wider squares = 0;
};

day_rates learn(const board& b, const cell_key& key, day_number today) {
  const calendar& cal = b.plan().calendar();
  const leave_days& leave = b.plan().leave(key.unit);
  day_rates out;
  // A year back at most: long leave must not make this a walk through decades.
  const day_number earliest = std::max(first_day_supported, today - 366);
  for (day_number day = today - 1; day >= earliest && out.count < days_looked_at; --day) {
    const weight_micro weight = cal.weight(day, leave);
    if (weight == 0) continue;
    const wider rate = wider(b.total(key.unit, key.metric, key.slice, day, day)) * 1000 * full_day / weight;
    ++out.count;
    out.sum += rate;
    out.squares += rate * rate;
  }
  return out;
}

}  // namespace

std::optional<forecast_range> forecast_range_of(const board& b, const cell_key& key, const rational& forecast, instant_ms now) {
  const metric& m = b.plan().plan().metrics[key.metric];
  if (m.kind == metric_kind::ratio) return std::nullopt;
  const calendar& cal = b.plan().calendar();
  const leave_days& leave = b.plan().leave(key.unit);
  const rational passed = cal.elapsed(key.period, leave, now);
  const wider whole = cal.weight(key.period, leave);
  const wider elapsed = wider(passed.num) / wider(passed.den);
  if (elapsed <= 0) return std::nullopt;
  const day_rates seen = learn(b, key, cal.day_of(now));
  if (seen.count < days_needed) return std::nullopt;

  // variance of a day × remaining days × (1 + remaining ÷ elapsed): the spread of what comes, and of the rate learnt from what went.
  const wider spread = seen.count * seen.squares - seen.sum * seen.sum;
  const wider num = z_squared_e5 * spread * (whole - elapsed) * whole;
  const wider den = wider(100'000) * seen.count * (seen.count - 1) * full_day * elapsed;
  const wide half(boost::multiprecision::sqrt(wider(num / den)));
  const rational reach = rational(half, 1000) * scaled(1, m.digits);
  return forecast_range{forecast - reach, forecast + reach};
}

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
#include "core/cell_figures.hpp"

#include <limits>

#include "core/scale.hpp"

namespace northstar::core {

namespace {

// In the order of cell_figures::field.
constexpr std::array<std::optional<figure> cell::*, cell_figures::field_count> fields{
    &cell::actual, &cell::target,   &cell::expected,     &cell::attainment,    &cell::pace,        &cell::gap,
    &cell::needed_today, &cell::forecast, &cell::forecast_low, &cell::forecast_high, &cell::unallocated};

}  // namespace

figure_digits digits_of(const metric& m) {
  constexpr std::uint8_t ratio = 6;
  const std::uint8_t own = own_digits(m), judged = judged_digits(m);
  return {own, own, judged, ratio, ratio, own, judged, judged, judged, judged, own};
}

std::optional<cell_figures> to_figures(const cell& c) {
  cell_figures out;
  out.light = c.light;
  for (std::size_t f = 0; f < fields.size(); ++f) {
    const std::optional<figure>& from = c.*fields[f];
    if (!from) continue;
    if (from->value > std::numeric_limits<std::int64_t>::max() || from->value < std::numeric_limits<std::int64_t>::min()) return std::nullopt;
    out.set(static_cast<cell_figures::field>(f), static_cast<std::int64_t>(from->value));
  }
  return out;
}

void put_figures(cell& c, const metric& m, const cell_figures& f) {
  const figure_digits digits = digits_of(m);
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (f.has(i)) c.*fields[i] = figure{f.values[i], digits[i]};
    else (c.*fields[i]).reset();
  c.light = f.light;
}

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
#include "core/cell_figures.hpp"

#include <limits>

#include "core/scale.hpp"

namespace northstar::core {

figure_digits digits_of(const metric& m) {
  constexpr std::uint8_t ratio = 6;
  const std::uint8_t own = own_digits(m), judged = judged_digits(m);
  return {own, own, judged, ratio, ratio, own, judged, judged, judged, judged, own};
}

std::optional<cell_figures> to_figures(const cell& c) {
  cell_figures out;
  out.light = c.light;
  for (std::size_t f = 0; f < figures_of_cell.size(); ++f) {
    const std::optional<figure>& from = c.*figures_of_cell[f];
    if (!from) continue;
    if (from->value > std::numeric_limits<std::int64_t>::max() || from->value < std::numeric_limits<std::int64_t>::min()) return std::nullopt;
    out.set(static_cast<cell_figures::field>(f), static_cast<std::int64_t>(from->value));
  }
  return out;
}

void put_figures(cell& c, const metric& m, const cell_figures& f) {
  const figure_digits digits = digits_of(m);
  for (std::size_t i = 0; i < figures_of_cell.size(); ++i)
    if (f.has(i)) c.*figures_of_cell[i] = figure{f.values[i], digits[i]};
    else (c.*figures_of_cell[i]).reset();
  c.light = f.light;
}

}  // namespace northstar::core

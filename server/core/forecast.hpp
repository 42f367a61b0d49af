// SPDX-License-Identifier: MIT
// The low–high range around a forecast (docs/forecast.md): how far the run rate missed in earlier
// periods of the same kind when the same share of them was over, steadied by how unevenly the last
// days brought what they brought. About four of five periods land inside.
#pragma once

#include <optional>

#include "core/board.hpp"
#include "core/cell.hpp"
#include "core/exact.hpp"

namespace northstar::core {

class reading_memo;
struct progress;

// Of a running period, in the metric's smallest unit.
template <class Half>
struct range_around {
  Half half;                      // of its width, in thousandths
  std::optional<__int128> least;  // what no landing is told to be below, unless the forecast itself is; empty: figures do fall here
};
using forecast_range = range_around<wide>;
using short_forecast_range = range_around<std::int64_t>;

// Of a cell that is no ratio's, so far on its way, with that much counted (board::long_total()). nullopt: nothing to learn from yet, or no
// working time gone. Looks at 60 working days (a year back at most) and at twelve earlier periods; of a distinct metric at the periods alone.
std::optional<forecast_range> forecast_range_of(const board& b, const cell_key& key, const progress& at, __int128 actual, reading_memo& memo);
// The same by numbers of 128 bits, a fraction of the time. False: one did not fit, and `out` is of no use.
bool short_forecast_range_of(const board& b, const cell_key& key, const progress& at, __int128 actual, reading_memo& memo, std::optional<short_forecast_range>& out);

}  // namespace northstar::core

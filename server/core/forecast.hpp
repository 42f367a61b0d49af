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
struct forecast_range {
  wide half;                       // of its width, in thousandths
  std::optional<__int128> least;  // what no landing is told to be below, unless the forecast itself is; empty: figures do fall here
};

// Of a cell that is no ratio's, so far on its way, with that much counted (board::long_total()). nullopt: nothing to learn from yet, or no
// working time gone. Looks at 60 working days (a year back at most) and at twelve earlier periods; of a distinct metric at the periods alone.
std::optional<forecast_range> forecast_range_of(const board& b, const cell_key& key, const progress& at, __int128 actual, reading_memo& memo);

}  // namespace northstar::core

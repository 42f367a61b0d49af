// SPDX-License-Identifier: MIT
// A cell by short numbers: nearly all cells have figures of 64 bits, between which products of 128 bits hold everything exactly. Same
// figures, a fraction of the time that wide numbers take (core/exact.hpp). Included by few .cpp files.
#pragma once

#include <optional>

#include "core/cell_figures.hpp"
#include "core/reading_memo.hpp"
#include "core/view.hpp"

namespace northstar::core {

// Of a cell that the board's own plan judges, not of a ratio. nullopt: some number is too long.
std::optional<cell_figures> figures_by_short_numbers(const board& b, const cell_key& key, const plan_terms& terms, const view_moment& moment,
                                                     reading_memo& memo);

// Its light alone.
std::optional<light> light_by_short_numbers(const board& b, const cell_key& key, const plan_terms& terms, const view_moment& moment, reading_memo& memo);

}  // namespace northstar::core

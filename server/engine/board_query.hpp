// SPDX-License-Identifier: MIT
// Questions about a board, of now or of another moment: which cells, days, targets, attainments. Names are resolved here; an unknown one is an
// error, never an empty answer.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/cell.hpp"
#include "core/daily.hpp"
#include "core/funnel.hpp"
#include "engine/error.hpp"
#include "engine/moment.hpp"

namespace northstar::engine {

// Which cells are asked for (contracts §4). Empty = the default named there.
struct cell_query {
  std::vector<std::string> units;
  std::vector<std::string> metrics;
  std::vector<std::string> periods;  // names, or a kind for the running one
  std::vector<std::string> slices;
  bool descend = false;
};

// One cell's name; empty texts = the root, the north star, the running month, the whole.
struct cell_name {
  std::string unit, metric, slice, period;
};

// Rows of a table that a page begins behind `after` (0: at the first) and holds at most `limit` of.
struct page_query {
  std::size_t after = 0;
  std::size_t limit = 1000;
};

// errc::too_many_cells past `cells_max`.
result<std::vector<core::cell>> find_cells(const board_view& view, const cell_query& query, std::size_t cells_max);
result<std::vector<core::daily_row>> find_days(const board_view& view, const cell_name& name);
// The funnel of a unit, slice and period; the metric of the name is not asked.
result<std::vector<core::funnel_row>> find_funnel(const board_view& view, const cell_name& name);
result<core::cell_key> find_key(const core::compiled_plan& plan, const cell_name& name, core::instant_ms now);

// The same cells as tables for BI tools: every unit and metric, the months of the running fiscal year unless named; `descend` holds for units
// that are named. A page of them, with the row to go on behind, if any.
struct cell_page {
  std::vector<core::cell> cells;
  std::optional<std::size_t> next;
};
result<cell_page> find_cell_rows(const board_view& view, const cell_query& query, const page_query& page);
// Those that have a target: where there is something to attain. Pages count all rows, also those left out.
result<cell_page> find_target_rows(const board_view& view, const cell_query& query, const page_query& page);

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// Cells, days, news as JSON and CSV text. Figures are written from their digits; there is no double on the way out either.
#pragma once

#include <string>
#include <vector>

#include "core/cell.hpp"
#include "core/cell_figures.hpp"
#include "core/compiled_plan.hpp"
#include "core/daily.hpp"
#include "wire/text.hpp"  // json_text

namespace northstar::wire {

// Appends {"unit":…,…} by contracts §4; with a number n ≥ 0 it starts {"n":17,"actual":…,"unit":… (feed snapshots).
void append_cell(std::string& out, const core::compiled_plan& plan, const core::cell& cell, long long n = -1);
// Appends {"n":17,"actual":…,"light":"…"}: the fields in which `now` differs from `before`, `actual` first when it changed.
// Returns false, appending nothing, when no field differs.
bool append_cell_changes(std::string& out, long long n, const core::cell& before, const core::cell& now);
bool append_cell_changes(std::string& out, long long n, const core::figure_digits& digits, const core::cell_figures& before, const core::cell_figures& now);
// All changing fields of the cell, changed or not: what a viewer who missed something needs.
void append_cell_state(std::string& out, long long n, const core::cell& now);

std::string cells_json(const core::compiled_plan& plan, const std::vector<core::cell>& cells);
// RFC 4180 with a header line, CRLF; null is an empty field.
std::string cells_csv(const core::compiled_plan& plan, const std::vector<core::cell>& cells);
std::string daily_json(const core::compiled_plan& plan, const std::vector<core::daily_row>& rows);
std::string daily_csv(const core::compiled_plan& plan, const std::vector<core::daily_row>& rows);

}  // namespace northstar::wire

// SPDX-License-Identifier: MIT
// Cells as flat rows for BI tools, with the names and dates such a tool would otherwise have to look up.
#pragma once

#include <string>
#include <vector>

#include "core/cell.hpp"
#include "core/compiled_plan.hpp"
#include "wire/table_text.hpp"

namespace northstar::wire {

std::string targets_text(table_form form, const core::compiled_plan& plan, const std::vector<core::cell>& cells);
std::string attainment_text(table_form form, const core::compiled_plan& plan, const std::vector<core::cell>& cells);

}  // namespace northstar::wire

// SPDX-License-Identifier: MIT
// Records as rows (docs/protocol.md): those that count, those that moved a cell, and plan versions.
#pragma once

#include <string>

#include "engine/explanation.hpp"
#include "engine/record_scan.hpp"
#include "wire/table_text.hpp"

namespace northstar::engine {

std::string records_text(wire::table_form form, const core::compiled_plan& plan, const record_page& page);
std::string explanation_text(wire::table_form form, const explanation_page& page);
// What came for a period after it was closed.
std::string adjustments_text(wire::table_form form, const core::compiled_plan& plan, const std::vector<move>& moves);
std::string plans_text(const core::compiled_plan& newest, const std::vector<recorded_plan>& versions);

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// The plan's text → core::plan, with all faults at once. Reads JSON with comments; unknown keys are faults; decimals are
// read from their digits, never through a double. The published schema (docs/plan.schema.json) says the same shapes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/plan.hpp"
#include "wire/finding.hpp"

namespace northstar::wire {

// Reads a holiday file named by the plan (its path as written there); nullopt: not there.
using file_reader = std::function<std::optional<std::string>(const std::string& path)>;

struct plan_reading {
  std::optional<core::plan> plan;  // empty when there is a fault
  std::vector<finding> findings;   // faults and doubts in the order of the text
  // The same plan, formatted one way, holiday files inside under "holiday_files_read": what the ledger records, and what
  // tells whether two plans are the same. read_plan() reads it back without any file.
  std::string canonical;
};

// Plans larger than this are refused (bytes).
inline constexpr std::size_t plan_text_max = 16 * 1024 * 1024;

plan_reading read_plan(std::string_view text, const file_reader& files);

// The lines of a diff of two canonical plans: "replace /lights/green: \"1.0\" → \"0.95\"", one a line; empty: the same.
std::vector<std::string> plan_diff(std::string_view canonical_before, std::string_view canonical_after);

}  // namespace northstar::wire

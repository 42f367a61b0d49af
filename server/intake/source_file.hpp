// SPDX-License-Identifier: MIT
// The text of a source file → how that source is decoded and mapped, with all faults at once. JSON
// with comments; unknown keys are faults. docs/sources.md is the manual of the format.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/mapping.hpp"
#include "wire/finding.hpp"

namespace northstar::intake {

struct source {
  std::string description;
  char delimiter = ',';
  std::string timezone;  // of local times; empty: the file leaves it to whoever runs it
  intake::mapping mapping;
};

struct source_reading {
  std::optional<intake::source> source;  // empty when there is a fault
  std::vector<wire::finding> findings;
};

// Source files larger than this are refused (bytes): a lookup of 10,000 products fits.
inline constexpr std::size_t source_text_max = 1024 * 1024;

// `name` becomes the source of the events: the file's name without .json.
source_reading read_source(std::string_view name, std::string_view text);

// Letters, digits, '-', '_' and '.', not starting with a dot: what a source may be called, because
// it names a file.
bool is_source_name(std::string_view name);

}  // namespace northstar::intake

// SPDX-License-Identifier: MIT
// The "map" of a source file → the field rules of a mapping, checked as far as they can be without
// a record.
#pragma once

#include <cstdint>
#include <optional>

#include "intake/mapping.hpp"
#include "wire/plan_reader.hpp"

namespace northstar::intake {

// `time_of_day_s`: what the file says for dates without one.
void read_fields(wire::findings_log& log, const wire::place& map,
                 std::optional<std::int32_t> time_of_day_s, mapping& into);

// A time pattern of strptime's letters, as far as everybody expects the same of them. It must read
// year, month and day, and an offset only with a time. nullopt: it does not.
struct time_pattern {
  std::string abseil;  // the same for Abseil: four digits of year, so that %Y%m%d can be told apart
  bool has_time = false;
  bool has_offset = false;
};
std::optional<time_pattern> read_time_pattern(std::string_view pattern);

}  // namespace northstar::intake

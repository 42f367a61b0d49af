// SPDX-License-Identifier: MIT
// What reading a text of the outside world found wrong with it, in words a person can act on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace northstar::wire {

enum class severity { fault, doubt };

// One fault or doubt of a plan or a source file.
struct finding {
  wire::severity severity = wire::severity::fault;
  std::string pointer;   // JSON Pointer (RFC 6901) into the text
  std::string expected;  // what would have been right
  std::string found;     // what stands there
};

// "fault /units/3/parent: expected the id of a unit, found \"eats\""
std::string to_text(const finding& f);
bool has_fault(const std::vector<finding>& findings);

// One row of a body of events that was refused; the rows beside it are not touched by it.
struct rejection {
  std::size_t index = 0;  // of the row in the body, from 0
  std::string pointer;    // JSON Pointer into the row
  std::string error;      // a fixed name: not_a_decimal, not_an_instant, missing, unknown_type, out_of_range, …
  std::string detail;
};

}  // namespace northstar::wire

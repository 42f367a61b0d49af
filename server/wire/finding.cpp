// SPDX-License-Identifier: MIT
#include "wire/finding.hpp"

#include <algorithm>

namespace northstar::wire {

std::string to_text(const finding& f) {
  const std::string kind = f.severity == severity::fault ? "fault " : "doubt ";
  // The whole text has the empty pointer: quotes show that it is there.
  const std::string pointer = f.pointer.empty() ? "\"\"" : f.pointer;
  return kind + pointer + ": expected " + f.expected + ", found " + f.found;
}

bool has_fault(const std::vector<finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const finding& f) { return f.severity == severity::fault; });
}

}  // namespace northstar::wire

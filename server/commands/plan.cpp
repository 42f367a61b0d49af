// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iostream>

#include "commands/commands.hpp"
#include "plan_file.hpp"

namespace northstar::commands {

int check_plan(const std::filesystem::path& file) {
  const auto reading = read_plan_file(file);
  if (reading.has_error()) {
    std::cerr << file.string() << ": " << reading.error().message() << '\n';
    return refused;
  }
  for (const wire::finding& f : reading->findings) std::cout << wire::to_text(f) << '\n';
  const auto faults =
      std::count_if(reading->findings.begin(), reading->findings.end(),
                    [](const wire::finding& f) { return f.severity == wire::severity::fault; });
  const auto doubts = static_cast<std::ptrdiff_t>(reading->findings.size()) - faults;
  std::cerr << file.string() << ": faults: " << faults << ", doubts: " << doubts << '\n';
  return faults > 0 ? refused : fine;
}

}  // namespace northstar::commands

// SPDX-License-Identifier: MIT
#include <iostream>
#include <stdexcept>

#include "commands/commands.hpp"
#include "commands/http_client.hpp"

namespace northstar::commands {

int health(const std::string& server) {
  try {
    const http_answer answer = http_client(server, "").get("/readyz");
    if (answer.status == 200) {
      std::cout << "ready\n";
      return fine;
    }
    std::cerr << server << ": "
              << (answer.failure.empty() ? "not ready (" + std::to_string(answer.status) + ")"
                                         : answer.failure)
              << '\n';
    return refused;
  } catch (const std::invalid_argument& e) {
    std::cerr << e.what() << '\n';
    return usage;
  }
}

}  // namespace northstar::commands

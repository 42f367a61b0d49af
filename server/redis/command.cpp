// SPDX-License-Identifier: MIT
#include "redis/command.hpp"

namespace northstar::redis {

void append_command(std::string& out, std::span<const std::string_view> command) {
  out.append("*").append(std::to_string(command.size())).append("\r\n");
  for (const auto word : command)
    out.append("$").append(std::to_string(word.size())).append("\r\n").append(word).append("\r\n");
}

}  // namespace northstar::redis

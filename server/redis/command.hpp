// SPDX-License-Identifier: MIT
// A command as Redis reads it: an array of texts, each with its length, so that any bytes may stand
// in it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace northstar::redis {

// The words need to live only until send() has returned.
using words = std::vector<std::string_view>;

void append_command(std::string& out, std::span<const std::string_view> command);

}  // namespace northstar::redis

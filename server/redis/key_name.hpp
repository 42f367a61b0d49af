// SPDX-License-Identifier: MIT
// Names of keys: "{northstar}:log". What stands in the braces is hashed, so that all keys of one
// name lie in one slot of a cluster, and one script may touch them.
#pragma once

#include <string>
#include <string_view>

namespace northstar::redis {

// 1 … 64 of a–z A–Z 0–9 . _ -
bool is_key_name(std::string_view name);

std::string key_of(std::string_view name, std::string_view what);

}  // namespace northstar::redis

// SPDX-License-Identifier: MIT
#include "redis/key_name.hpp"

#include <algorithm>

namespace northstar::redis {

bool is_key_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits);
}

std::string key_of(std::string_view name, std::string_view what) {
  return std::string("{").append(name).append("}:").append(what);
}

}  // namespace northstar::redis

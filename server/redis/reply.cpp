// SPDX-License-Identifier: MIT
#include "redis/reply.hpp"

namespace northstar::redis {

std::string_view reply::error_word() const {
  if (!is_error()) return {};
  return std::string_view(text).substr(0, text.find(' '));
}

}  // namespace northstar::redis

// SPDX-License-Identifier: MIT
#include "intake/utf8.hpp"

#include <simdjson.h>

namespace northstar::intake {

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace northstar::intake

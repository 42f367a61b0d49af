// SPDX-License-Identifier: MIT
// What may go out as JSON: texts that are UTF-8 (RFC 3629, no surrogates, no overlong forms).
#pragma once

#include <string_view>

namespace northstar::intake {

bool is_utf8(std::string_view text);

}  // namespace northstar::intake

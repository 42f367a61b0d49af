// SPDX-License-Identifier: MIT
// SHA-1 (FIPS 180-4), which RFC 6455 asks for in the opening of a WebSocket. For nothing else: it protects nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace northstar::net {

std::array<std::uint8_t, 20> sha1(std::string_view text);

}  // namespace northstar::net

// SPDX-License-Identifier: MIT
// A message of the feed (or several that leave together) as it goes out: the header of a WebSocket text frame (RFC 6455) and the text
// behind it, in one buffer that is made once and never changes, so that ten thousand sockets are given the very same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace northstar::feed {

using frame = std::shared_ptr<const std::string>;

frame text_frame(std::string_view text);
// Of a text in several parts, which are copied once.
frame text_frame(std::initializer_list<std::string_view> parts);
// The text of a single one that text_frame() made; as long as the frame lives.
std::string_view text_of(const std::string& bytes);

// The operations of RFC 6455, 5.2.
enum class opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };
// The header of a frame that a server sends: final, unmasked; 2, 4 or 10 bytes.
void append_frame_header(std::string& to, opcode what, std::size_t payload_bytes);

}  // namespace northstar::feed

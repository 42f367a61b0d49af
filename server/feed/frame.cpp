// SPDX-License-Identifier: MIT
#include "feed/frame.hpp"

#include <utility>

namespace northstar::feed {

namespace {

constexpr char final_bit = '\x80';
// The second byte holds the length up to here, or says how many bytes of it follow.
constexpr std::size_t short_max = 125;
constexpr char two_bytes = 126;
constexpr char eight_bytes = 127;

void append_big_endian(std::string& to, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    to.push_back(static_cast<char>(value >> shift & 0xff));
}

}  // namespace

void append_frame_header(std::string& to, opcode what, std::size_t payload_bytes) {
  to.push_back(static_cast<char>(final_bit | static_cast<char>(what)));
  if (payload_bytes <= short_max) {
    to.push_back(static_cast<char>(payload_bytes));
  } else if (payload_bytes <= 0xffff) {
    to.push_back(two_bytes);
    append_big_endian(to, payload_bytes, 2);
  } else {
    to.push_back(eight_bytes);
    append_big_endian(to, payload_bytes, 8);
  }
}

frame text_frame(std::string_view text) { return text_frame({text}); }

frame text_frame(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string bytes;
  bytes.reserve(size + 10);
  append_frame_header(bytes, opcode::text, size);
  for (const std::string_view part : parts) bytes += part;
  return std::make_shared<const std::string>(std::move(bytes));
}

std::string_view text_of(const std::string& bytes) {
  const char length = bytes[1];
  const std::size_t header = length == eight_bytes ? 10 : length == two_bytes ? 4 : 2;
  return std::string_view(bytes).substr(header);
}

}  // namespace northstar::feed

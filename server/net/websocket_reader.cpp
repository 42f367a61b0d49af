// SPDX-License-Identifier: MIT
#include "net/websocket_reader.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "intake/utf8.hpp"

namespace northstar::net {

namespace {

constexpr unsigned final_bit = 0x80;
constexpr unsigned reserved_bits = 0x70;
constexpr unsigned opcode_bits = 0x0f;
constexpr unsigned mask_bit = 0x80;
constexpr unsigned length_bits = 0x7f;
constexpr unsigned two_bytes = 126;
constexpr unsigned eight_bytes = 127;

std::uint64_t big_endian(const char* from, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | static_cast<unsigned char>(from[i]);
  return value;
}

bool is_known(feed::opcode what) {
  using feed::opcode;
  return what == opcode::continuation || what == opcode::text || what == opcode::binary ||
         what == opcode::close || what == opcode::ping || what == opcode::pong;
}

// RFC 6455, 7.4: those defined for the wire, registered, and private ones.
bool may_be_sent(std::uint16_t code) {
  if (code >= 3000) return code < 5000;
  return code >= 1000 && code <= 1014 && code != 1004 && code != websocket_code::none_given &&
         code != websocket_code::broken;
}

}  // namespace

websocket_reader::event websocket_reader::next(std::span<char>& bytes) {
  if (std::exchange(told_, false)) message_.clear();
  event e;
  // A piece of a message is nothing to tell; what comes behind it may be.
  while (e.what == kind::nothing && step(bytes, e)) {
  }
  return e;
}

// One frame, or what there is of it. False: the rest has to come.
bool websocket_reader::step(std::span<char>& bytes, event& out) {
  if (!in_payload_) {
    const bool whole = read_header(bytes);
    std::uint16_t code = header_size_ >= 2 ? fault_of_start() : std::uint16_t{0};
    if (code == 0 && whole) code = take_header();
    if (code != 0) out = fault(code);
    if (code != 0 || !whole) return false;
  }
  const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  const std::span<char> here = bytes.first(n);
  bytes = bytes.subspan(n);
  left_ -= n;
  in_payload_ = left_ != 0;
  unmask(here);
  out = is_control() ? of_control({here.data(), n}) : of_message({here.data(), n});
  return !in_payload_;
}

websocket_reader::event websocket_reader::of_control(std::string_view here) {
  if (!in_payload_ && control_size_ == 0) return take_control(here);
  std::copy(here.begin(), here.end(), control_.begin() + control_size_);
  control_size_ = static_cast<std::uint8_t>(control_size_ + here.size());
  if (in_payload_) return {};
  return take_control({control_.data(), std::exchange(control_size_, std::uint8_t{0})});
}

websocket_reader::event websocket_reader::of_message(std::string_view here) {
  in_message_ = in_payload_ || !final_;
  if (!in_message_ && message_.empty()) return take_message(here);
  message_.append(here);
  if (in_message_) return {};
  told_ = true;
  return take_message(message_);
}

// False: it is not all there.
bool websocket_reader::read_header(std::span<char>& bytes) {
  while (header_size_ < header_bytes_wanted()) {
    if (bytes.empty()) return false;
    header_[header_size_++] = bytes.front();
    bytes = bytes.subspan(1);
  }
  return true;
}

std::size_t websocket_reader::header_bytes_wanted() const {
  if (header_size_ < 2) return 2;
  const unsigned length = static_cast<unsigned char>(header_[1]) & length_bits;
  return length == eight_bytes ? 14 : length == two_bytes ? 8 : 6;
}

// What the first two bytes tell already; 0: nothing.
std::uint16_t websocket_reader::fault_of_start() const {
  const unsigned first = static_cast<unsigned char>(header_[0]);
  const unsigned second = static_cast<unsigned char>(header_[1]);
  const auto what = static_cast<feed::opcode>(first & opcode_bits);
  const bool control = static_cast<std::uint8_t>(what) >= 8;
  const bool bad = (first & reserved_bits) != 0 || !is_known(what) || (second & mask_bit) == 0;
  const bool bad_control = control && ((first & final_bit) == 0 || (second & length_bits) > control_bytes_max);
  const bool out_of_turn = !control && (what == feed::opcode::continuation) != in_message_;
  return bad || bad_control || out_of_turn ? websocket_code::protocol_error : std::uint16_t{0};
}

std::uint16_t websocket_reader::take_header() {
  const unsigned first = static_cast<unsigned char>(header_[0]);
  const std::size_t length_bytes = header_size_ - 6u;
  left_ = length_bytes == 0 ? static_cast<unsigned char>(header_[1]) & length_bits
                            : big_endian(header_.data() + 2, length_bytes);
  const std::uint64_t least = length_bytes == 8 ? 0x10000 : length_bytes == 2 ? two_bytes : 0;
  std::copy_n(header_.begin() + header_size_ - 4, 4, mask_.begin());
  header_size_ = 0;
  mask_at_ = 0;
  final_ = (first & final_bit) != 0;
  opcode_ = static_cast<feed::opcode>(first & opcode_bits);
  in_payload_ = true;
  // A length that takes more bytes than it needs, or the bit no length may have.
  if (left_ < least || left_ >> 63 != 0) return websocket_code::protocol_error;
  if (is_control()) return 0;
  if (left_ > message_bytes_max_ - message_.size()) return websocket_code::too_big;
  if (opcode_ != feed::opcode::continuation) message_is_ = opcode_;
  return 0;
}

void websocket_reader::unmask(std::span<char> payload) {
  // The mask as it falls on this piece, eight bytes at a time.
  std::array<char, 8> key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = mask_[(mask_at_ + i) % 4];
  mask_at_ = static_cast<std::uint32_t>((mask_at_ + payload.size()) % 4);
  std::uint64_t wide_key;
  std::memcpy(&wide_key, key.data(), sizeof wide_key);
  std::size_t i = 0;
  for (; i + 8 <= payload.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, payload.data() + i, sizeof word);
    word ^= wide_key;
    std::memcpy(payload.data() + i, &word, sizeof word);
  }
  for (; i < payload.size(); ++i) payload[i] = static_cast<char>(payload[i] ^ key[i % 8]);
}

websocket_reader::event websocket_reader::take_control(std::string_view payload) {
  if (opcode_ == feed::opcode::ping) return {kind::ping, payload, 0};
  if (opcode_ == feed::opcode::pong) return {kind::pong, payload, 0};
  return take_close(payload);
}

websocket_reader::event websocket_reader::take_close(std::string_view payload) const {
  if (payload.empty()) return {kind::close, {}, websocket_code::none_given};
  if (payload.size() < 2) return fault(websocket_code::protocol_error);
  const auto code = static_cast<std::uint16_t>(big_endian(payload.data(), 2));
  if (!may_be_sent(code)) return fault(websocket_code::protocol_error);
  if (!intake::is_utf8(payload.substr(2))) return fault(websocket_code::bad_text);
  return {kind::close, payload.substr(2), code};
}

websocket_reader::event websocket_reader::take_message(std::string_view payload) {
  if (message_is_ == feed::opcode::binary) return {kind::binary, payload, 0};
  if (!intake::is_utf8(payload)) return fault(websocket_code::bad_text);
  return {kind::text, payload, 0};
}

}  // namespace northstar::net

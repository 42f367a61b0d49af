// SPDX-License-Identifier: MIT
// The reading half of a server's WebSocket (RFC 6455, 5.2–5.6) without a socket: bytes in, messages and control frames out. Between
// messages it holds nothing; an unfragmented message that is there as a whole is unmasked where it lies, without a copy.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "feed/frame.hpp"

namespace northstar::net {

// Close codes of RFC 6455, 7.4.1.
namespace websocket_code {
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t none_given = 1005;  // never sent
inline constexpr std::uint16_t broken = 1006;      // never sent
inline constexpr std::uint16_t bad_text = 1007;
inline constexpr std::uint16_t too_big = 1009;
}  // namespace websocket_code

class websocket_reader {
 public:
  enum class kind : std::uint8_t { nothing, text, binary, ping, pong, close, fault };
  struct event {
    kind what = kind::nothing;
    std::string_view payload;  // of close: the reason
    std::uint16_t code = 0;    // of close: the client's (none_given: it gave none); of fault: what to close with
  };

  // Messages of more bytes are a fault too_big; so memory is bounded by this (its double while it grows).
  explicit websocket_reader(std::size_t message_bytes_max) : message_bytes_max_(message_bytes_max) {}

  // What the client says next. Takes off `bytes` what it reads; `nothing`: all is read and the rest has to come. The payload
  // lies in the caller's bytes or in here: valid until the next call. Not to be called again behind a fault.
  event next(std::span<char>& bytes);

  // Nothing has begun: this reader may be thrown away and another one go on.
  bool idle() const { return header_size_ == 0 && !in_payload_ && !in_message_; }

 private:
  static constexpr std::size_t control_bytes_max = 125;
  static constexpr std::size_t header_bytes_max = 14;

  bool step(std::span<char>& bytes, event& out);
  bool read_header(std::span<char>& bytes);
  std::size_t header_bytes_wanted() const;
  std::uint16_t fault_of_start() const;
  std::uint16_t take_header();
  bool is_control() const { return static_cast<std::uint8_t>(opcode_) >= 8; }
  event of_control(std::string_view here);
  event of_message(std::string_view here);
  event take_control(std::string_view payload);
  event take_close(std::string_view payload) const;
  event take_message(std::string_view payload);
  void unmask(std::span<char> payload);
  event fault(std::uint16_t code) const { return {kind::fault, {}, code}; }

  std::size_t message_bytes_max_;
  std::string message_;      // what came of the message so far, when it comes in pieces
  std::uint64_t left_ = 0;   // of the frame's payload
  std::array<char, 4> mask_;
  std::uint32_t mask_at_ = 0;
  std::array<char, header_bytes_max> header_;
  std::array<char, control_bytes_max> control_;
  std::uint8_t header_size_ = 0;
  std::uint8_t control_size_ = 0;
  feed::opcode opcode_ = feed::opcode::text;        // of the frame
  feed::opcode message_is_ = feed::opcode::text;    // of the message
  bool final_ = false;
  bool in_payload_ = false;  // the frame's header is read
  bool in_message_ = false;  // a piece of it came, and more will
  bool told_ = false;        // message_ was given out whole
};

}  // namespace northstar::net

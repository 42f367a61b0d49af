// SPDX-License-Identifier: MIT
// The alphabet of everything the ledger writes: varints of seven bits a byte (lowest first),
// eight-byte integers with the lowest byte first, and texts behind their length.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/copy_bytes.hpp"

namespace northstar::ledger {

using uint128 = unsigned __int128;

// How many bytes a varint takes; and what zigzag makes of a signed number, so that small ones of either sign are short.
constexpr std::size_t varint_bytes(std::uint64_t value) { return (static_cast<std::size_t>(std::bit_width(value | 1)) + 6) / 7; }
constexpr std::uint64_t zigzag(std::int64_t value) { return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63); }

using core::copy_bytes;

class byte_writer {
 public:
  explicit byte_writer(std::string& out) : out_(out) {}

  void byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void varint(std::uint64_t value) {
    if (value < 0x80) return byte(static_cast<std::uint8_t>(value));
    long_varint(value);
  }
  void wide_varint(uint128 value);
  void signed_varint(std::int64_t value) { varint(zigzag(value)); }
  void fixed64(std::uint64_t value);
  void text(std::string_view value);

 private:
  void long_varint(std::uint64_t value);

  std::string& out_;
};

// The same bytes to a place that is known to have room for them.
class place_writer {
 public:
  explicit place_writer(char* to) : to_(to) {}

  void byte(std::uint8_t value) { *to_++ = static_cast<char>(value); }
  void varint(std::uint64_t value) { any_varint(value); }
  void wide_varint(uint128 value) {
    if (value <= ~std::uint64_t{0}) return any_varint(static_cast<std::uint64_t>(value));
    any_varint(value);
  }
  void signed_varint(std::int64_t value) { any_varint(zigzag(value)); }
  void fixed64(std::uint64_t value) {
    for (int i = 0; i < 8; ++i) byte(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  void text(std::string_view value) {
    varint(value.size());
    copy_bytes(to_, value.data(), value.size());
    to_ += value.size();
  }
  char* end() const { return to_; }

 private:
  template <class Unsigned>
  void any_varint(Unsigned value) {
    for (; value >= 0x80; value >>= 7) byte(static_cast<std::uint8_t>(static_cast<std::uint8_t>(value & 0x7f) | 0x80));
    byte(static_cast<std::uint8_t>(value));
  }

  char* to_;
};

// Reads what byte_writer wrote. After the first thing that cannot be read, everything is 0 or empty
// and ok() is false, so a caller may read a whole structure and ask once.
class byte_reader {
 public:
  explicit byte_reader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte() {
    if (rest_.empty()) {
      fail();
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint64_t varint() {
    if (rest_.empty() || static_cast<std::uint8_t>(rest_.front()) >= 0x80) return long_varint();
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  uint128 wide_varint();
  std::int64_t signed_varint() {
    const std::uint64_t value = varint();
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
  }
  std::uint64_t fixed64();
  // A view into the bytes; longer than `size_max` is a fault.
  std::string_view text(std::size_t size_max) {
    const std::uint64_t size = varint();
    if (size > size_max) fail();
    return ok_ ? bytes(size) : std::string_view();
  }
  // So many, as they are.
  std::string_view bytes(std::size_t count) {
    if (count > rest_.size()) {
      fail();
      return {};
    }
    const std::string_view value = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return value;
  }
  std::string_view rest() const { return rest_; }

  void fail();
  bool ok() const { return ok_; }
  bool empty() const { return rest_.empty(); }
  // All of it was read, and all of it was right.
  bool complete() const { return ok_ && rest_.empty(); }
  std::size_t size() const { return rest_.size(); }

 private:
  std::uint64_t long_varint();
  template <class Unsigned>
  Unsigned any_varint();

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace northstar::ledger

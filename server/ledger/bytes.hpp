// SPDX-License-Identifier: MIT
// The alphabet of everything the ledger writes: varints of seven bits a byte (lowest first),
// eight-byte integers with the lowest byte first, and texts behind their length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace northstar::ledger {

using uint128 = unsigned __int128;

class byte_writer {
 public:
  explicit byte_writer(std::string& out) : out_(out) {}

  void byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void varint(std::uint64_t value) {
    if (value < 0x80) return byte(static_cast<std::uint8_t>(value));
    long_varint(value);
  }
  void wide_varint(uint128 value);
  // Zigzag: small values of either sign are short.
  void signed_varint(std::int64_t value);
  void fixed64(std::uint64_t value);
  void text(std::string_view value);

 private:
  void long_varint(std::uint64_t value);

  std::string& out_;
};

// Reads what byte_writer wrote. After the first thing that cannot be read, everything is 0 or empty
// and ok() is false, so a caller may read a whole structure and ask once.
class byte_reader {
 public:
  explicit byte_reader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte();
  std::uint64_t varint() {
    if (rest_.empty() || static_cast<std::uint8_t>(rest_.front()) >= 0x80) return long_varint();
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  uint128 wide_varint();
  std::int64_t signed_varint();
  std::uint64_t fixed64();
  // A view into the bytes; longer than `size_max` is a fault.
  std::string_view text(std::size_t size_max);

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

// SPDX-License-Identifier: MIT
#include "ledger/bytes.hpp"

#include <array>

namespace northstar::ledger {
namespace {

template <class Unsigned>
void put_varint(std::string& out, Unsigned value) {
  std::array<char, sizeof(Unsigned) * 8 / 7 + 1> digits;
  std::size_t count = 0;
  for (; value >= 0x80; value >>= 7)
    digits[count++] = static_cast<char>(static_cast<std::uint8_t>(value & 0x7f) | 0x80);
  digits[count++] = static_cast<char>(static_cast<std::uint8_t>(value));
  out.append(digits.data(), count);
}

}  // namespace

void byte_writer::long_varint(std::uint64_t value) { put_varint(out_, value); }
void byte_writer::wide_varint(uint128 value) { put_varint(out_, value); }

void byte_writer::fixed64(std::uint64_t value) {
  std::array<char, 8> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(value >> (8 * i));
  out_.append(bytes.data(), bytes.size());
}

void byte_writer::text(std::string_view value) {
  varint(value.size());
  out_.append(value);
}

void byte_reader::fail() {
  ok_ = false;
  rest_ = {};
}

template <class Unsigned>
Unsigned byte_reader::any_varint() {
  constexpr int bits = sizeof(Unsigned) * 8;
  Unsigned value = 0;
  for (int shift = 0; shift < bits; shift += 7) {
    const std::uint8_t next = byte();
    const auto digit = static_cast<Unsigned>(next & 0x7f);
    // Bits that would fall off the end make another number: a fault, not a wrap.
    if (shift + 7 > bits && (digit >> (bits - shift)) != 0) break;
    value |= digit << shift;
    if ((next & 0x80) == 0) return ok_ ? value : 0;
  }
  fail();
  return 0;
}

std::uint64_t byte_reader::long_varint() { return any_varint<std::uint64_t>(); }
uint128 byte_reader::wide_varint() { return any_varint<uint128>(); }

std::uint64_t byte_reader::fixed64() {
  if (rest_.size() < 8) {
    fail();
    return 0;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i)
    value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(rest_[i])) << (8 * i);
  rest_.remove_prefix(8);
  return value;
}

}  // namespace northstar::ledger

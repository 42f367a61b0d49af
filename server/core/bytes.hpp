// SPDX-License-Identifier: MIT
// Numbers and texts as bytes: LEB128 varints, zigzag for signed ones, length-prefixed texts. Reading is total: past the end or out of
// form it yields zeros and ok() turns false.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace northstar::core {

// What a number takes at most.
inline constexpr std::size_t number_bytes_max = 10;

// Writes into a place with room for it, and returns its end.
inline char* put_number(char* to, std::uint64_t v) {
  for (; v >= 0x80; v >>= 7) *to++ = static_cast<char>(v | 0x80);
  *to++ = static_cast<char>(v);
  return to;
}
inline char* put_signed_number(char* to, std::int64_t v) {
  return put_number(to, (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63));
}

class byte_writer {
 public:
  void reserve(std::size_t bytes) { out_.reserve(bytes); }
  void byte(std::uint8_t v) { out_ += static_cast<char>(v); }
  void number(std::uint64_t v) {
    char bytes[number_bytes_max];
    raw({bytes, put_number(bytes, v)});
  }
  void signed_number(std::int64_t v) {
    char bytes[number_bytes_max];
    raw({bytes, put_signed_number(bytes, v)});
  }
  // As they are, without their length.
  void raw(std::string_view bytes) { out_ += bytes; }
  // 8 bytes, little-endian.
  void fixed(std::uint64_t v) {
    for (int i = 0; i < 8; ++i, v >>= 8) byte(static_cast<std::uint8_t>(v));
  }
  void text(std::string_view v) {
    number(v.size());
    out_ += v;
  }
  // A text made in place, where it is too long to be copied: what is written between the two. Its length takes five bytes whatever it is.
  std::size_t begin_text() {
    out_.append(length_bytes, '\0');
    return out_.size();
  }
  void end_text(std::size_t begin) {
    std::uint64_t length = out_.size() - begin;
    for (std::size_t i = begin - length_bytes; i < begin; ++i, length >>= 7)
      out_[i] = static_cast<char>((length & 0x7f) | (i + 1 < begin ? 0x80 : 0));
  }
  const std::string& bytes() const { return out_; }
  std::string take() { return std::exchange(out_, {}); }

 private:
  static constexpr std::size_t length_bytes = 5;

  std::string out_;
};

class byte_reader {
 public:
  explicit byte_reader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte() {
    if (rest_.empty()) return fail(), std::uint8_t{0};
    const auto v = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return v;
  }
  std::uint64_t number() {
    std::uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t b = byte();
      v |= std::uint64_t{b & 0x7fu} << shift;
      if ((b & 0x80) == 0) return ok_ ? v : 0;
    }
    return fail(), 0;
  }
  std::int64_t signed_number() {
    const std::uint64_t v = number();
    return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
  }
  std::uint64_t fixed() {
    std::uint64_t v = 0;
    for (unsigned i = 0; i < 8; ++i) v |= std::uint64_t{byte()} << (8 * i);
    return v;
  }
  std::string text() {
    const std::uint64_t size = number();
    if (size > rest_.size()) return fail(), std::string{};
    std::string v(rest_.substr(0, static_cast<std::size_t>(size)));
    rest_.remove_prefix(static_cast<std::size_t>(size));
    return v;
  }
  bool ok() const { return ok_; }
  std::size_t left() const { return rest_.size(); }

 private:
  void fail() {
    ok_ = false;
    rest_ = {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace northstar::core

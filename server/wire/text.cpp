// SPDX-License-Identifier: MIT
#include "wire/text.hpp"

#include <array>
#include <charconv>
#include <cstring>

namespace northstar::wire {

namespace {

constexpr auto powers_of_ten = [] {
  std::array<std::uint64_t, figure_digits_max + 1> all{1};
  for (std::size_t i = 1; i < all.size(); ++i) all[i] = all[i - 1] * 10;
  return all;
}();

// "00" to "99".
constexpr auto pairs_of_digits = [] {
  std::array<char, 200> all{};
  for (std::size_t i = 0; i < 100; ++i) all[2 * i] = static_cast<char>('0' + i / 10), all[2 * i + 1] = static_cast<char>('0' + i % 10);
  return all;
}();

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escaped(std::string& out, char c) {
  constexpr char hex[] = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += hex[byte >> 4];
  out += hex[byte & 15];
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!needs_escape(text[i])) continue;
    out.append(text, from, i - from);
    append_escaped(out, text[i]);
    from = i + 1;
  }
  out.append(text, from);
}

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text);
  out += '"';
}

std::string json_text(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

void append_csv_text(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_integer(std::string& out, long long value) {
  char digits[24];
  const auto done = std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, done.ptr);
}

char* write_figure(char* to, std::int64_t value, std::uint8_t digits) {
  const auto magnitude = value < 0 ? -static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  if (value < 0) *to++ = '-';
  const std::uint64_t one = powers_of_ten[digits];
  to = std::to_chars(to, to + figure_bytes_max, magnitude / one).ptr;
  if (digits == 0) return to;
  *to++ = '.';
  char* const end = to + digits;
  std::uint64_t rest = magnitude % one;
  char* at = end;
  for (; at - to >= 2; rest /= 100) std::memcpy(at -= 2, &pairs_of_digits[rest % 100 * 2], 2);
  if (at != to) *to = static_cast<char>('0' + rest);
  return end;
}

void append_figure(std::string& out, const core::figure& f) {
  if (f.value == static_cast<std::int64_t>(f.value) && f.digits <= figure_digits_max) {
    char text[figure_bytes_max];
    out.append(text, write_figure(text, static_cast<std::int64_t>(f.value), f.digits));
  } else {
    out += core::to_text(f);
  }
}

std::string excerpt(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t end = bytes_max;
  // Bytes 10xxxxxx continue a character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace northstar::wire

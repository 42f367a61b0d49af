// SPDX-License-Identifier: MIT
#include "wire/text.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace northstar::wire {

namespace {

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

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!needs_escape(text[i])) continue;
    out.append(text, from, i - from);
    append_escaped(out, text[i]);
    from = i + 1;
  }
  out.append(text, from);
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
  char text[20];
  const auto magnitude = value < 0 ? -static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  const auto count = static_cast<std::size_t>(std::to_chars(text, std::end(text), magnitude).ptr - text);
  if (value < 0) *to++ = '-';
  const std::size_t whole = count > digits ? count - digits : 0;
  if (whole == 0) *to++ = '0';
  to = std::copy(text, text + whole, to);
  if (digits == 0) return to;
  *to++ = '.';
  for (std::size_t missing = count; missing < digits; ++missing) *to++ = '0';
  return std::copy(text + whole, text + count, to);
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

// SPDX-License-Identifier: MIT
#include "wire/text.hpp"

#include <charconv>

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

// Digits of a value past 64 bits, which no admissible plan reaches but arithmetic may.
void append_wide(std::string& out, unsigned __int128 value) {
  char digits[40];
  char* at = digits + sizeof digits;
  do *--at = static_cast<char>('0' + static_cast<int>(value % 10));
  while ((value /= 10) != 0);
  out.append(at, digits + sizeof digits);
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

void append_figure(std::string& out, const core::figure& f) {
  if (f.value < 0) out += '-';
  const auto magnitude = static_cast<unsigned __int128>(f.value < 0 ? -f.value : f.value);
  const std::size_t from = out.size();
  if (magnitude >> 63 == 0) append_integer(out, static_cast<long long>(magnitude));
  else append_wide(out, magnitude);
  if (f.digits == 0) return;
  const std::size_t count = out.size() - from;
  if (count <= f.digits) out.insert(from, f.digits + 1 - count, '0');
  out.insert(out.size() - f.digits, 1, '.');
}

std::string excerpt(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t end = bytes_max;
  // Bytes 10xxxxxx continue a character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace northstar::wire

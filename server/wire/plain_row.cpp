// SPDX-License-Identifier: MIT
#include "wire/plain_row.hpp"

#include <bit>
#include <cstring>
#include <string>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace northstar::wire {

namespace {

std::uint64_t word_at(const char* from) {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

// A known key as it mostly stands there: in quotes, with the colon behind it.
struct written_key {
  std::array<std::uint64_t, 2> bytes{}, mask{};
  std::size_t size = 0;

  bool stands_at(const char* from) const {
    return (((word_at(from) ^ bytes[0]) & mask[0]) | ((word_at(from + 8) ^ bytes[1]) & mask[1])) == 0;
  }
};

const auto written_keys = [] {
  std::array<written_key, row_key_count> all;
  for (std::size_t i = 0; i < row_key_count; ++i) {
    const std::string text = '"' + std::string(name_of(static_cast<row_key>(i))) + "\":";
    std::array<char, 16> bytes{}, mask{};
    text.copy(bytes.data(), bytes.size());
    std::memset(mask.data(), 0xff, text.size());
    std::memcpy(all[i].bytes.data(), bytes.data(), bytes.size());
    std::memcpy(all[i].mask.data(), mask.data(), mask.size());
    all[i].size = text.size();
  }
  return all;
}();

// The first quote, backslash or control character from here on; there is one, behind the body at the latest.
const char* end_of_text(const char* from) {
#if defined(__SSE2__)
  for (;; from += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i escape = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, escape), control)));
    if (found != 0) return from + std::countr_zero(found);
  }
#else
  while (*from != '"' && *from != '\\' && static_cast<unsigned char>(*from) >= 0x20) ++from;
  return from;
#endif
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }
void skip_space(const char*& at, const char* end) {
  while (at != end && is_space(*at)) ++at;
}
bool skip(const char*& at, const char* end, char c) {
  if (at == end || *at != c) return false;
  ++at;
  return true;
}

bool read_text(const char*& at, const char* end, std::string_view& out) {
  const char* const begin = ++at;
  at = end_of_text(begin);
  if (at >= end || *at != '"') return false;
  out = {begin, static_cast<std::size_t>(at++ - begin)};
  return true;
}

// Whatever ends at a comma, a bracket or a space.
std::string_view read_token(const char*& at, const char* end) {
  const char* const begin = at;
  while (at != end && *at != ',' && *at != '}' && *at != '\n' && !is_space(*at)) ++at;
  return {begin, static_cast<std::size_t>(at - begin)};
}

bool read_value(const char*& at, const char* end, raw_value& out) {
  if (at == end) return false;
  if (*at == '"') {
    out.kind = raw_kind::text;
    return read_text(at, end, out.text);
  }
  out.text = read_token(at, end);
  if (is_json_number(out.text)) out.kind = raw_kind::number;
  else if (out.text == "true" || out.text == "false") out.kind = raw_kind::boolean;
  else if (out.text == "null") out.kind = raw_kind::null;
  else return false;
  return true;
}

}  // namespace

bool plain_row_reader::read_key(const char*& at, const char* end, std::size_t member, int& known) {
  if (member < places_known && order_[member] >= 0) {
    const written_key& guess = written_keys[static_cast<std::size_t>(order_[member])];
    if (guess.stands_at(at)) {
      at += guess.size;
      known = order_[member];
      return true;
    }
  }
  std::string_view key;
  if (at == end || *at != '"' || !read_text(at, end, key)) return false;
  skip_space(at, end);
  if (!skip(at, end, ':')) return false;
  known = row_key_of(key);
  if (member < places_known) order_[member] = static_cast<std::int8_t>(known);
  return true;
}

std::optional<std::size_t> plain_row_reader::read(std::string_view rest, raw_row& row) {
  const char* at = rest.data();
  const char* const end = at + rest.size();
  skip_space(at, end);
  if (!skip(at, end, '{')) return std::nullopt;
  skip_space(at, end);
  raw_value ignored;
  bool more = at == end || *at != '}';
  for (std::size_t member = 0; more; ++member) {
    int known = -1;
    if (!read_key(at, end, member, known)) return std::nullopt;
    skip_space(at, end);
    const auto key = static_cast<row_key>(known);
    if (known >= 0 && row.own.has(key)) return std::nullopt;  // twice: a fault that is named elsewhere
    if (!read_value(at, end, known >= 0 ? row.own.add(key) : ignored)) return std::nullopt;
    skip_space(at, end);
    more = skip(at, end, ',');
    if (more) skip_space(at, end);
  }
  if (!skip(at, end, '}')) return std::nullopt;
  skip_space(at, end);
  if (at != end && *at != '\n') return std::nullopt;
  return static_cast<std::size_t>(at - rest.data());
}

}  // namespace northstar::wire

// SPDX-License-Identifier: MIT
#include "core/decimal.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace northstar::core {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The pieces of a JSON number.
struct pieces {
  bool negative = false;
  std::string digits;      // before and behind the point, without it
  long point = 0;          // how many of them stand before the point
};

std::optional<pieces> take_apart(std::string_view text) {
  pieces p;
  std::size_t i = 0;
  const auto run = [&] {
    const std::size_t from = i;
    while (i < text.size() && is_digit(text[i])) p.digits += text[i++];
    return i - from;
  };
  if (i < text.size() && text[i] == '-') p.negative = true, ++i;
  const std::size_t whole = run();
  if (whole == 0 || (whole > 1 && p.digits[0] == '0')) return std::nullopt;
  p.point = static_cast<long>(whole);
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (run() == 0) return std::nullopt;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    const bool down = i < text.size() && text[i] == '-';
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    long exponent = 0;
    const std::size_t from = i;
    for (; i < text.size() && is_digit(text[i]); ++i) exponent = std::min(exponent * 10 + (text[i] - '0'), 10'000L);
    if (i == from) return std::nullopt;
    p.point += down ? -exponent : exponent;
  }
  if (i != text.size()) return std::nullopt;
  return p;
}

// Longest text of a number anybody means.
constexpr std::size_t text_max = 512;
constexpr long whole_digits_max = 24;
constexpr long kept_decimals = 9;
// 10^-n, in units of 10^-9.
constexpr std::array<std::int64_t, 10> nano_of_digit{1'000'000'000, 100'000'000, 10'000'000, 1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};

}  // namespace

std::optional<decimal> parse_short_decimal(std::string_view text) {
  constexpr std::size_t short_max = 9;
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::size_t at = 0;
  std::int64_t nano = 0;
  while (at < text.size() && at <= short_max && is_digit(text[at])) nano = nano * 10 + (text[at++] - '0');
  if (at == 0 || at > short_max || (at > 1 && text[0] == '0')) return std::nullopt;
  std::size_t decimals = 0;
  if (at < text.size()) {
    if (text[at++] != '.' || at == text.size() || text.size() - at > short_max) return std::nullopt;
    for (; at < text.size(); ++at, ++decimals) {
      if (!is_digit(text[at])) return std::nullopt;
      nano = nano * 10 + (text[at] - '0');
    }
  }
  nano *= nano_of_digit[decimals];
  return decimal{negative ? -nano : nano};
}

std::optional<parsed_decimal> parse_decimal(std::string_view text) {
  if (const auto quick = parse_short_decimal(text)) return parsed_decimal{*quick, {}};
  if (text.size() > text_max) return std::nullopt;
  auto p = take_apart(text);
  if (!p) return std::nullopt;
  const std::size_t zeros = std::min(p->digits.find_first_not_of('0'), p->digits.size());
  p->digits.erase(0, zeros);
  p->point -= static_cast<long>(zeros);
  if (p->digits.empty()) return parsed_decimal{};
  if (p->point > whole_digits_max) return std::nullopt;

  parsed_decimal out;
  const auto kept = static_cast<std::size_t>(std::max(0L, p->point + kept_decimals));
  for (std::size_t i = 0; i < kept; ++i)
    out.value.nano = out.value.nano * 10 + (i < p->digits.size() ? p->digits[i] - '0' : 0);
  if (p->negative) out.value.nano = -out.value.nano;

  const long leading = std::max(0L, -(p->point + kept_decimals));  // zeros between the ninth digit and the first one cut off
  out.rest = std::string(static_cast<std::size_t>(std::min(leading, static_cast<long>(text_max))), '0');
  if (kept < p->digits.size()) out.rest += p->digits.substr(kept);
  out.rest.erase(out.rest.find_last_not_of('0') + 1);
  // A value whose kept digits are all zero still has a sign that tells contents apart.
  if (p->negative && out.value.nano == 0 && !out.rest.empty()) out.rest.insert(0, "-");
  return out;
}

__int128 round_to(const decimal& d, int digits) {
  const std::int64_t step = nano_of_digit[static_cast<std::size_t>(digits)];
  const bool negative = d.nano < 0;
  // A division of 128 bits is several times dearer than one of 64.
  constexpr __int128 narrow_max = std::numeric_limits<std::int64_t>::max() / 2;
  if (d.nano <= narrow_max && d.nano >= -narrow_max) {
    const std::int64_t magnitude = static_cast<std::int64_t>(negative ? -d.nano : d.nano);
    const std::int64_t rounded = (magnitude + step / 2) / step;
    return negative ? -rounded : rounded;
  }
  const __int128 magnitude = negative ? -d.nano : d.nano;
  const __int128 rounded = (magnitude + step / 2) / step;
  return negative ? -rounded : rounded;
}

std::string to_text(const decimal& d) {
  const bool negative = d.nano < 0;
  __int128 rest = negative ? -d.nano : d.nano;
  std::string digits;
  digits.reserve(48);
  const auto take = [&](auto& from) {
    digits += static_cast<char>('0' + static_cast<int>(from % 10));
    from /= 10;
  };
  // A division of 128 bits is several times dearer than one of 64.
  while (rest > std::numeric_limits<std::int64_t>::max()) take(rest);
  for (auto narrow = static_cast<std::int64_t>(rest); digits.size() < 10 || narrow != 0;) take(narrow);
  digits.insert(9, 1, '.');
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

}  // namespace northstar::core

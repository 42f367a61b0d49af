// SPDX-License-Identifier: MIT
#include <string>

#include "intake/field_reader.hpp"

namespace northstar::intake {

namespace {

// The letters of a pattern, each once in a while: "%Y-%m-%d %E*S" → "YmdS"; an offset is 'z'.
// nullopt: a letter that is not ours.
std::optional<std::string> letters_of(std::string_view pattern) {
  std::string letters;
  for (std::size_t at = pattern.find('%'); at != pattern.npos; at = pattern.find('%', at)) {
    std::string_view rest = pattern.substr(++at);
    if (rest.starts_with("E*S")) rest = rest.substr(2);
    if (rest.starts_with("Ez")) rest = rest.substr(1);
    if (rest.empty() || std::string_view("YymbBdeHIpMSz%").find(rest[0]) == std::string_view::npos)
      return std::nullopt;
    letters += rest[0];
    at = pattern.size() - rest.size() + 1;
  }
  return letters;
}

std::string with_four_digits_of_year(std::string_view pattern) {
  std::string text(pattern);
  for (std::size_t at = text.find('%'); at != text.npos; at = text.find('%', at + 2)) {
    if (text.compare(at, 2, "%Y") == 0) text.insert(at + 1, "E4");
  }
  return text;
}

}  // namespace

std::optional<time_pattern> read_time_pattern(std::string_view pattern) {
  const auto letters = letters_of(pattern);
  if (!letters) return std::nullopt;
  const auto has = [&](const char* any) { return letters->find_first_of(any) != letters->npos; };
  const bool whole_date = has("Yy") && has("mbB") && has("de");
  const bool half_day_known = has("I") == has("p");
  if (!whole_date || !half_day_known || (has("z") && !has("HI"))) return std::nullopt;
  return time_pattern{with_four_digits_of_year(pattern), has("HI"), has("z")};
}

}  // namespace northstar::intake

// SPDX-License-Identifier: MIT
// Numbers and instants as people and programs write them. Abseil reads the patterns; the zone is
// the core's, so that a local time that is shown twice or never means the same here as in the
// calendar.
#include <absl/time/time.h>

#include <algorithm>

#include "intake/mapping.hpp"
#include "wire/instant.hpp"

namespace northstar::intake {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_supported(std::int64_t ms) {
  return ms >= core::first_day_supported * core::ms_per_day &&
         ms < core::last_day_supported * core::ms_per_day;
}

// Unix seconds or milliseconds: digits only.
std::optional<core::instant_ms> read_count(std::string_view text, std::int64_t ms_per_unit) {
  constexpr std::size_t digits_max = 14;
  if (text.empty() || text.size() > digits_max) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value * ms_per_unit;
}

std::optional<core::instant_ms> read_pattern(const time_form& form, const core::zone& zone,
                                             const std::string& text) {
  absl::Time shown;
  std::string why;
  if (!absl::ParseTime(form.pattern, text, absl::UTCTimeZone(), &shown, &why)) return std::nullopt;
  const std::int64_t shown_ms = absl::ToUnixMillis(shown);
  if (form.has_offset || !is_supported(shown_ms)) return shown_ms;
  const std::int64_t part_ms = shown_ms % 1000;
  const std::int64_t local_s = shown_ms / 1000 + form.time_of_day_s;
  return zone.first_showing(local_s) * 1000 + part_ms;
}

std::optional<core::instant_ms> read_form(const time_form& form, const core::zone& zone,
                                          const std::string& text) {
  switch (form.form) {
    case time_form::kind::rfc3339:
      return wire::parse_rfc3339(text);
    case time_form::kind::unix_s:
      return read_count(text, 1000);
    case time_form::kind::unix_ms:
      return read_count(text, 1);
    case time_form::kind::pattern:
      return read_pattern(form, zone, text);
  }
  return std::nullopt;
}

// The text without the marks between groups; each must stand between two digits of the whole part.
std::optional<std::string> without_groups(std::string_view text, const decimal_form& form) {
  const std::size_t whole = std::min(text.find(form.mark), text.size());
  std::string kept;
  for (std::size_t i = 0; i < whole; ++i) {
    if (text[i] != form.group) {
      kept += text[i];
    } else if (i == 0 || !is_digit(text[i - 1]) || i + 1 == whole || !is_digit(text[i + 1])) {
      return std::nullopt;
    }
  }
  return kept.append(text.substr(whole));
}

}  // namespace

std::optional<core::decimal> read_decimal(const decimal_form& form, std::string_view text) {
  std::string plain(text);
  if (form.group != 0) {
    auto ungrouped = without_groups(text, form);
    if (!ungrouped) return std::nullopt;
    plain = std::move(*ungrouped);
  }
  if (form.mark != '.') {
    if (plain.find('.') != plain.npos) return std::nullopt;
    std::replace(plain.begin(), plain.end(), form.mark, '.');
  }
  const auto parsed = core::parse_decimal(plain);
  if (!parsed) return std::nullopt;
  return parsed->value;
}

std::optional<core::instant_ms> read_time(const time_form& form, const core::zone& zone,
                                          const std::string& text) {
  const auto at = read_form(form, zone, text);
  if (!at || !is_supported(*at)) return std::nullopt;
  return at;
}

}  // namespace northstar::intake

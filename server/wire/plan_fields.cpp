// SPDX-License-Identifier: MIT
// The single values of a plan: texts, decimals, dates, times.
#include <charconv>

#include "core/decimal.hpp"
#include "core/event.hpp"
#include "core/period.hpp"
#include "wire/plan_reader.hpp"

namespace northstar::wire {

namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string plain(std::int64_t value, int digits) {
  core::decimal d{value};
  for (int i = digits; i < 9; ++i) d.nano *= 10;
  return core::to_text(d);
}

std::string expected_decimal(const decimal_range& range) {
  std::string out = "a decimal from " + plain(range.min, range.digits) + " to " + plain(range.max, range.digits);
  if (range.digits == 0) return out + ", whole";
  return out + ", at most " + std::to_string(range.digits) + " digits behind the point";
}

std::int64_t unit_ms(std::string_view unit) {
  if (unit == "ms") return 1;
  if (unit == "s") return 1000;
  if (unit == "m") return 60'000;
  if (unit == "h") return 3'600'000;
  return unit == "d" ? core::ms_per_day : 0;
}

}  // namespace

std::optional<std::string> read_text(findings_log& log, const place& at, std::string_view expected) {
  if (at->type == json_type::text && !at->text.empty() && at->text.size() <= core::event_text_max) return at->text;
  std::string told(expected);
  if (at->type == json_type::text && !at->text.empty()) told += " of at most " + std::to_string(core::event_text_max) + " bytes";
  log.fault(at, std::move(told));
  return std::nullopt;
}

std::optional<std::string> read_id(findings_log& log, const place& at) {
  auto text = read_text(log, at, "an id: a text that is not empty");
  if (!text) return std::nullopt;
  for (const char c : *text) {
    if (c != '|' && !is_control(c)) continue;
    log.fault(at, "an id without '|' and control characters");
    return std::nullopt;
  }
  return text;
}

std::optional<bool> read_flag(findings_log& log, const place& at) {
  if (at->type == json_type::boolean) return at->text == "true";
  log.fault(at, "true or false");
  return std::nullopt;
}

std::optional<std::size_t> read_choice(findings_log& log, const place& at, std::initializer_list<std::string_view> choices) {
  std::string expected = "one of";
  std::size_t index = 0;
  for (const std::string_view choice : choices) {
    if (at->type == json_type::text && at->text == choice) return index;
    expected += (index++ == 0 ? " " : ", ") + std::string(choice);
  }
  log.fault(at, std::move(expected));
  return std::nullopt;
}

std::optional<std::int64_t> read_decimal(findings_log& log, const place& at, const decimal_range& range) {
  const bool has_digits = at->type == json_type::number || at->type == json_type::text;
  const auto parsed = has_digits ? core::parse_decimal(at->text) : std::nullopt;
  if (parsed && parsed->rest.empty()) {
    __int128 step = 1;
    for (int i = range.digits; i < 9; ++i) step *= 10;
    const __int128 value = parsed->value.nano / step;
    if (parsed->value.nano % step == 0 && range.min <= value && value <= range.max) return static_cast<std::int64_t>(value);
  }
  log.fault(at, expected_decimal(range));
  return std::nullopt;
}

std::optional<std::int64_t> read_share(findings_log& log, const place& at, std::int64_t max) {
  return read_decimal(log, at, {9, 0, max});
}

std::optional<core::day_number> read_date(findings_log& log, const place& at) {
  const auto day = at->type == json_type::text ? core::parse_date(at->text) : std::nullopt;
  if (!day) log.fault(at, "a date such as 2026-11-21, from 1970-01-02 to 2199-12-31");
  return day;
}

std::optional<std::int32_t> read_clock(findings_log& log, const place& at, bool may_be_24) {
  const std::string& text = at->text;
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : -100; };
  if (at->type == json_type::text && text.size() == 5 && text[2] == ':') {
    const int hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
    const bool fits = hour < 24 || (may_be_24 && hour == 24 && minute == 0);
    if (hour >= 0 && minute >= 0 && minute < 60 && fits) return hour * 3600 + minute * 60;
  }
  log.fault(at, may_be_24 ? "a time of day such as 18:00, up to 24:00" : "a time of day such as 09:00, up to 23:59");
  return std::nullopt;
}

std::optional<std::int64_t> read_duration(findings_log& log, const place& at, std::int64_t min_ms) {
  constexpr std::int64_t max_ms = 366 * core::ms_per_day;
  if (at->type == json_type::text) {
    std::int64_t count = 0;
    const char* const end = at->text.data() + at->text.size();
    const auto [stop, ec] = std::from_chars(at->text.data(), end, count);
    const std::int64_t unit = unit_ms({stop, static_cast<std::size_t>(end - stop)});
    if (ec == std::errc{} && unit > 0 && count >= 0 && count <= max_ms / unit && count * unit >= min_ms) return count * unit;
  }
  log.fault(at, std::string("a duration such as 30s, 15m or 36h") + (min_ms > 0 ? ", longer than 0" : "") + ", up to 366d");
  return std::nullopt;
}

}  // namespace northstar::wire

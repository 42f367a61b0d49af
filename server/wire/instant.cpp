// SPDX-License-Identifier: MIT
#include "wire/instant.hpp"

#include <charconv>
#include <chrono>

namespace northstar::wire {

namespace {

// Reads fixed-width fields off the front of a text; once something does not fit, every further step fails too.
class field_reader {
 public:
  explicit field_reader(std::string_view text) : rest_(text) {}

  int number(std::size_t width, int max) {
    int value = 0;
    if (rest_.size() < width) return fail();
    for (const char c : rest_.substr(0, width)) {
      if (c < '0' || c > '9') return fail();
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(width);
    return value > max ? fail() : value;
  }

  // Takes one of the characters; 0 when another stands there.
  char one_of(std::string_view allowed) {
    if (!ok_ || rest_.empty() || allowed.find(rest_.front()) == std::string_view::npos) {
      ok_ = false;
      return 0;
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  // An optional ".digits", cut to milliseconds.
  int fraction_ms() {
    if (!ok_ || rest_.empty() || rest_.front() != '.') return 0;
    rest_.remove_prefix(1);
    int ms = 0, places = 0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1), ++places)
      if (places < 3) ms = ms * 10 + (rest_.front() - '0');
    if (places == 0) return fail();
    for (; places < 3; ++places) ms *= 10;
    return ms;
  }

  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && rest_.empty(); }

 private:
  int fail() {
    ok_ = false;
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

std::optional<std::int64_t> offset_ms(field_reader& in) {
  const char sign = in.one_of("Zz+-");
  if (sign == 'Z' || sign == 'z') return 0;
  const int hours = in.number(2, 23);
  in.one_of(":");
  const int minutes = in.number(2, 59);
  if (!in.ok()) return std::nullopt;
  const std::int64_t ms = (hours * 60 + minutes) * 60'000LL;
  return sign == '-' ? -ms : ms;
}

}  // namespace

std::optional<core::instant_ms> parse_rfc3339(std::string_view text) {
  field_reader in(text);
  const int year = in.number(4, 9999);
  in.one_of("-");
  const int month = in.number(2, 12);
  in.one_of("-");
  const int day = in.number(2, 31);
  in.one_of("Tt");
  const int hour = in.number(2, 23);
  in.one_of(":");
  const int minute = in.number(2, 59);
  in.one_of(":");
  const int second = in.number(2, 59);
  const int ms = in.fraction_ms();
  const auto offset = offset_ms(in);
  if (!offset || !in.at_end()) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t local_s = ((days * 24 + hour) * 60 + minute) * 60 + second;
  return local_s * 1000 + ms - *offset;
}

std::optional<core::instant_ms> parse_instant(std::string_view text) {
  core::instant_ms ms = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, ec] = std::from_chars(text.data(), end, ms);
  if (ec == std::errc{} && stop == end) return ms;
  return parse_rfc3339(text);
}

}  // namespace northstar::wire

// SPDX-License-Identifier: MIT
#include "core/period.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace northstar::core {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

day_number number_of(sys_days d) { return static_cast<day_number>(d.time_since_epoch().count()); }

day_number first_of_month(int year, unsigned month) {
  return number_of(std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{1});
}

// The month `months` after (or before) the given one.
day_number first_of_month_after(int year, unsigned month, int months) {
  const int index = year * 12 + static_cast<int>(month) - 1 + months;
  return first_of_month(index / 12, static_cast<unsigned>(index % 12) + 1);
}

struct iso_week {
  int year = 0;
  unsigned week = 0;
};

// ISO 8601: a week belongs to the year of its Thursday.
iso_week iso_week_of(day_number day) {
  const day_number thursday = day - static_cast<day_number>(weekday(day)) + 3;
  const int year = to_civil(thursday).year;
  return {year, static_cast<unsigned>((thursday - first_of_month(year, 1)) / 7) + 1};
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  for (const char c : text)
    if (c < '0' || c > '9') return std::nullopt;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool supported(const period& p) { return p.first >= first_day_supported && p.last <= last_day_supported; }

}  // namespace

std::string_view to_text(period_kind kind) {
  switch (kind) {
    case period_kind::day: return "day";
    case period_kind::week: return "week";
    case period_kind::month: return "month";
    case period_kind::quarter: return "quarter";
    case period_kind::year: return "year";
  }
  return "day";
}

std::optional<period_kind> parse_period_kind(std::string_view text) {
  for (const period_kind kind : all_period_kinds)
    if (to_text(kind) == text) return kind;
  return std::nullopt;
}

civil_date to_civil(day_number day) {
  const year_month_day date{sys_days{days{day}}};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())};
}

std::optional<day_number> to_day(int year, unsigned month, unsigned day) {
  if (year < 1970 || year > 2199) return std::nullopt;
  const year_month_day date = std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
  if (!date.ok()) return std::nullopt;
  const day_number d = number_of(date);
  if (d < first_day_supported || d > last_day_supported) return std::nullopt;
  return d;
}

std::optional<day_number> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4)), month = number(text.substr(5, 2)), day = number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  return to_day(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

std::string date_text(day_number day) {
  const civil_date d = to_civil(day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", d.year, d.month, d.day);
  return text;
}

unsigned weekday(day_number day) { return static_cast<unsigned>(((day + 3) % 7 + 7) % 7); }  // 1970-01-01: Thursday

period period_rules::containing(period_kind kind, day_number day) const {
  const civil_date d = to_civil(day);
  const int since_start = (static_cast<int>(d.month) - static_cast<int>(fiscal_start_month) + 12) % 12;
  switch (kind) {
    case period_kind::day: return {kind, day, day};
    case period_kind::week: {
      const auto into = static_cast<day_number>((weekday(day) + 7 - week_start) % 7);
      return {kind, day - into, day - into + 6};
    }
    case period_kind::month:
      return {kind, first_of_month(d.year, d.month), first_of_month_after(d.year, d.month, 1) - 1};
    case period_kind::quarter: {
      const int back = since_start % 3;
      return {kind, first_of_month_after(d.year, d.month, -back), first_of_month_after(d.year, d.month, 3 - back) - 1};
    }
    case period_kind::year:
      return {kind, first_of_month_after(d.year, d.month, -since_start),
              first_of_month_after(d.year, d.month, 12 - since_start) - 1};
  }
  return {kind, day, day};
}

std::optional<period> period_rules::parse(std::string_view name) const {
  const auto year = name.size() >= 4 ? number(name.substr(0, 4)) : std::nullopt;
  if (!year || *year < 1970 || *year > 2199) return std::nullopt;
  const std::string_view rest = name.substr(4);
  std::optional<period> found;
  if (rest.size() == 6) {
    if (const auto day = parse_date(name)) found = period{period_kind::day, *day, *day};
  } else if (rest.size() == 4 && rest.substr(0, 2) == "-W") {
    const auto week = number(rest.substr(2));
    if (!week || *week < 1 || *week > 53) return std::nullopt;
    // Monday of that ISO week, then the one day in it that can be the fourth of a week of ours.
    const day_number fourth_january = first_of_month(*year, 1) + 3;
    const day_number monday = fourth_january - static_cast<day_number>(weekday(fourth_january)) + (*week - 1) * 7;
    const auto fourth = monday + static_cast<day_number>((week_start + 3) % 7);
    found = containing(period_kind::week, fourth);
  } else if (rest.size() == 3 && rest.substr(0, 2) == "-Q") {
    const int quarter = rest[2] - '0';
    if (quarter < 1 || quarter > 4) return std::nullopt;
    const int start_year = *year - (fiscal_label_end && fiscal_start_month != 1 ? 1 : 0);
    found = containing(period_kind::quarter, first_of_month_after(start_year, fiscal_start_month, (quarter - 1) * 3));
  } else if (rest.size() == 3 && rest[0] == '-') {
    const auto month = number(rest.substr(1));
    if (!month || *month < 1 || *month > 12) return std::nullopt;
    found = containing(period_kind::month, first_of_month(*year, static_cast<unsigned>(*month)));
  } else if (rest.empty()) {
    const int start_year = *year - (fiscal_label_end && fiscal_start_month != 1 ? 1 : 0);
    found = containing(period_kind::year, first_of_month(start_year, fiscal_start_month));
  }
  // Naming it back refuses what does not exist: a 53rd week of a short year.
  if (!found || !supported(*found) || this->name(*found) != name) return std::nullopt;
  return found;
}

std::string period_rules::name(const period& p) const {
  const civil_date d = to_civil(p.first);
  char text[32];
  const int since_start = (static_cast<int>(d.month) - static_cast<int>(fiscal_start_month) + 12) % 12;
  const int start_year = d.year - (static_cast<int>(d.month) < static_cast<int>(fiscal_start_month) ? 1 : 0);
  const int label = start_year + (fiscal_label_end && fiscal_start_month != 1 ? 1 : 0);
  switch (p.kind) {
    case period_kind::day: return date_text(p.first);
    case period_kind::week: {
      const iso_week w = iso_week_of(p.first + 3);
      std::snprintf(text, sizeof text, "%04d-W%02u", w.year, w.week);
      break;
    }
    case period_kind::month: std::snprintf(text, sizeof text, "%04d-%02u", d.year, d.month); break;
    case period_kind::quarter: std::snprintf(text, sizeof text, "%04d-Q%d", label, since_start / 3 + 1); break;
    case period_kind::year: std::snprintf(text, sizeof text, "%04d", label); break;
  }
  return text;
}

std::vector<period> period_rules::parts(const period& p) const {
  period_kind below = period_kind::day;
  if (p.kind == period_kind::day) return {};
  if (p.kind == period_kind::year) below = period_kind::quarter;
  if (p.kind == period_kind::quarter) below = period_kind::month;
  std::vector<period> out;
  for (day_number day = p.first; day <= p.last; day = out.back().last + 1) out.push_back(containing(below, day));
  return out;
}

std::optional<period> period_rules::enclosing(const period& p) const {
  switch (p.kind) {
    case period_kind::day: return containing(period_kind::month, p.first);
    case period_kind::month: return containing(period_kind::quarter, p.first);
    case period_kind::quarter: return containing(period_kind::year, p.first);
    case period_kind::week:
    case period_kind::year: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
// Civil dates and the five kinds of period. Names: 2026 · 2026-Q4 · 2026-11 · 2026-W47 · 2026-11-21.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"

namespace northstar::core {

enum class period_kind : std::uint8_t { day, week, month, quarter, year };
inline constexpr std::array all_period_kinds{period_kind::day, period_kind::week, period_kind::month,
                                             period_kind::quarter, period_kind::year};
std::string_view to_text(period_kind kind);
std::optional<period_kind> parse_period_kind(std::string_view text);

struct civil_date {
  int year = 1970;
  unsigned month = 1;  // 1…12
  unsigned day = 1;    // 1…31
};
civil_date to_civil(day_number day);
// nullopt: no such date, or outside the supported days.
std::optional<day_number> to_day(int year, unsigned month, unsigned day);
// "2026-11-21" only.
std::optional<day_number> parse_date(std::string_view text);
std::string date_text(day_number day);
// 0 = Monday … 6 = Sunday.
unsigned weekday(day_number day);

struct period {
  period_kind kind = period_kind::day;
  day_number first = 0;
  day_number last = 0;  // inclusive

  bool holds(day_number day) const { return first <= day && day <= last; }
  bool holds(const period& other) const { return first <= other.first && other.last <= last; }
  friend bool operator==(const period&, const period&) = default;
};

// How an organisation cuts time into weeks and fiscal years.
struct period_rules {
  unsigned fiscal_start_month = 1;  // 1…12
  bool fiscal_label_end = false;    // a fiscal year is named by the year it starts in, or ends in
  unsigned week_start = 0;          // 0 = Monday … 6 = Sunday

  period containing(period_kind kind, day_number day) const;
  // nullopt: not a period's name, or outside the supported days.
  std::optional<period> parse(std::string_view name) const;
  std::string name(const period& p) const;
  // The parts of the level below: year → quarters → months → days; week → days; a day has none. In time order.
  std::vector<period> parts(const period& p) const;
  // The next larger one that holds it (day → month → quarter → year); nullopt for a year and for a week.
  std::optional<period> enclosing(const period& p) const;
};

}  // namespace northstar::core

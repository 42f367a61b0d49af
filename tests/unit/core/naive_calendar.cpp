// SPDX-License-Identifier: MIT
#include "core/naive_calendar.hpp"

#include <algorithm>
#include <chrono>

namespace northstar::core::test {

namespace {

std::chrono::year_month_day date_of(day_number day) {
  return std::chrono::sys_days{std::chrono::days{day}};
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

}  // namespace

std::int64_t naive_calendar::furthest_shown(instant_ms at) const {
  std::int64_t furthest = INT64_MIN, offset_ms = rules_.zone.initial_offset_s * 1000LL;
  for (const zone_transition& t : rules_.zone.transitions) {
    if (t.utc_s * 1000 > at) break;
    furthest = std::max(furthest, t.utc_s * 1000 - 1 + offset_ms);
    offset_ms = t.offset_s * 1000LL;
  }
  return std::max(furthest, at + offset_ms);
}

instant_ms naive_calendar::first_at(std::int64_t local_ms) const {
  if (const auto known = first_at_.find(local_ms); known != first_at_.end()) return known->second;
  instant_ms before = local_ms - 3 * ms_per_day, at = local_ms + 3 * ms_per_day;
  while (at - before > 1) {
    const instant_ms middle = before + (at - before) / 2;
    (furthest_shown(middle) >= local_ms ? at : before) = middle;
  }
  return first_at_[local_ms] = at;
}

day_number naive_calendar::day_of(instant_ms at) const {
  return static_cast<day_number>(
      floor_div(furthest_shown(at) - rules_.cutover_s * 1000LL, ms_per_day));
}

instant_ms naive_calendar::day_start(day_number day) const {
  return first_at(day * ms_per_day + rules_.cutover_s * 1000LL);
}

bool naive_calendar::starts(period_kind kind, day_number day) const {
  const auto date = date_of(day);
  const auto first_month =
      static_cast<unsigned>(date.month()) + 12 - rules_.periods.fiscal_start_month;
  switch (kind) {
    case period_kind::day:
      return true;
    case period_kind::week:
      return std::chrono::weekday{std::chrono::sys_days{date}}.iso_encoding() ==
             rules_.periods.week_start + 1;
    case period_kind::month:
      return date.day() == std::chrono::day{1};
    case period_kind::quarter:
      return date.day() == std::chrono::day{1} && first_month % 3 == 0;
    case period_kind::year:
      return date.day() == std::chrono::day{1} && first_month % 12 == 0;
  }
  return false;
}

period naive_calendar::containing(period_kind kind, day_number day) const {
  period p{kind, day, day};
  while (!starts(kind, p.first)) --p.first;
  while (!starts(kind, p.last + 1)) ++p.last;
  return p;
}

std::vector<period> naive_calendar::cut(const period& p, period_kind kind) const {
  std::vector<period> out;
  for (day_number day = p.first; day <= p.last; ++day)
    if (starts(kind, day)) out.push_back(containing(kind, day));
  return out;
}

number_q naive_calendar::weight(day_number day, const leave_days& leave) const {
  for (const day_range& off : leave)
    if (off.first <= day && day <= off.last) return 0;
  const auto own = rules_.overrides.find(day);
  if (own != rules_.overrides.end()) return {integer(own->second), power_of_ten(6)};
  const auto weekday =
      std::chrono::weekday{std::chrono::sys_days{std::chrono::days{day}}}.iso_encoding() - 1;
  return rules_.workdays[weekday] ? 1 : 0;
}

number_q naive_calendar::weight(day_number first, day_number last, const leave_days& leave) const {
  number_q sum = 0;
  for (day_number day = first; day <= last; ++day) sum += weight(day, leave);
  return sum;
}

number_q naive_calendar::elapsed(const period& p, const leave_days& leave, instant_ms now) const {
  if (now < day_start(p.first)) return 0;
  number_q sum = 0;
  for (day_number day = p.first; day <= p.last; ++day) {
    const number_q w = weight(day, leave);
    if (w != 0) sum += w * share_of_day(day, now);
  }
  return sum;
}

number_q naive_calendar::share_of_day(day_number day, instant_ms now) const {
  // The clock time `second` of this day; before the cut-over it stands on the next date.
  const auto shown = [&](std::int64_t second) {
    return day * ms_per_day + (second + (second < rules_.cutover_s ? 86'400 : 0)) * 1000;
  };
  const std::int64_t open = shown(rules_.open_s);
  const std::int64_t close =
      shown(rules_.close_s) > open ? shown(rules_.close_s) : shown(rules_.close_s) + ms_per_day;
  // Far from now the answer needs no bisection.
  if (now > close + 3 * ms_per_day) return 1;
  if (now < open - 3 * ms_per_day) return 0;
  const instant_ms from = first_at(open), to = first_at(close);
  if (now >= to) return 1;
  return now <= from ? number_q(0) : number_q(integer(now - from), integer(to - from));
}

}  // namespace northstar::core::test

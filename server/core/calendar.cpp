// SPDX-License-Identifier: MIT
#include "core/calendar.hpp"

#include <algorithm>
#include <cassert>

namespace northstar::core {

namespace {

// The periods around the outermost supported days reach up to a year past them.
constexpr day_number first_table_day = first_day_supported - 370;
constexpr day_number last_table_day = last_day_supported + 370;

std::size_t slot(day_number day) { return static_cast<std::size_t>(day - first_table_day); }

instant_ms local_instant(const zone& z, day_number day, std::int64_t second) {
  return z.first_showing(std::int64_t{day} * 86'400 + second) * 1000;
}

}  // namespace

calendar::calendar(calendar_rules rules) : rules_(std::move(rules)) {
  day_start_.reserve(slot(last_table_day) + 1);
  weight_sum_.reserve(slot(last_table_day) + 1);
  weight_micro sum = 0;
  for (day_number day = first_table_day; day <= last_table_day; ++day) {
    day_start_.push_back(local_instant(rules_.zone, day, rules_.cutover_s));
    weight_sum_.push_back(sum);
    const auto own = rules_.overrides.find(day);
    sum += own != rules_.overrides.end() ? own->second : rules_.workdays[weekday(day)] ? full_day : 0;
  }
}

bool calendar::supports(instant_ms at) const {
  return at >= day_start(first_day_supported) && at < day_start(last_day_supported);
}

day_number calendar::day_of(instant_ms at) const {
  assert(supports(at));
  // A zone is never more than two days off UTC, so the table is read near the guess.
  auto day = static_cast<day_number>(std::clamp(at / ms_per_day, instant_ms{first_table_day}, instant_ms{last_table_day}));
  while (day < last_table_day && day_start(day + 1) <= at) ++day;
  while (day > first_table_day && day_start(day) > at) --day;
  return day;
}

instant_ms calendar::day_start(day_number day) const { return day_start_[slot(day)]; }

weight_micro calendar::weight(day_number day, const leave_days& leave) const {
  return weight_between(day, day, leave);
}

weight_micro calendar::weight(const period& p, const leave_days& leave) const {
  return weight_between(p.first, p.last, leave);
}

weight_micro calendar::weight_between(day_number first, day_number last, const leave_days& leave) const {
  if (last < first) return 0;
  const auto sum = [&](day_number from, day_number to) {
    return weight_sum_[slot(to) + 1] - weight_sum_[slot(from)];
  };
  weight_micro total = sum(first, last);
  for (const day_range& off : leave) {
    const day_number from = std::max(first, off.first), to = std::min(last, off.last);
    if (from <= to) total -= sum(from, to);
  }
  return total;
}

fraction calendar::elapsed(const period& p, const leave_days& leave, instant_ms now) const {
  if (now < day_start(p.first)) return {0, 1};
  // Hours may reach past a day's end, so yesterday can still be under way beside today.
  const day_number today = day_of(now);
  const day_number done = std::min(p.last, today - 2);
  fraction sum{weight_between(p.first, done, leave), 1};
  for (day_number day = std::max(p.first, today - 1); day <= std::min(p.last, today); ++day) {
    const weight_micro w = weight(day, leave);
    if (w == 0) continue;
    const fraction share = day_share(day, now);
    sum = {sum.num * share.den + share.num * w * sum.den, sum.den * share.den};
  }
  return sum;
}

fraction calendar::day_share(day_number day, instant_ms now) const {
  // Clock times before the cut-over come on the next date; hours that end before they start pass midnight.
  const std::int64_t next_date = 86'400;
  const std::int64_t open = rules_.open_s + (rules_.open_s < rules_.cutover_s ? next_date : 0);
  std::int64_t close = rules_.close_s + (rules_.close_s < rules_.cutover_s ? next_date : 0);
  if (close <= open) close += next_date;
  const instant_ms from = local_instant(rules_.zone, day, open);
  const instant_ms to = local_instant(rules_.zone, day, close);
  if (now <= from && now < to) return {0, 1};
  if (now >= to) return {1, 1};
  return {now - from, to - from};
}

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
// The calendar: how the organisation cuts time, and what its days weigh.
#include <algorithm>
#include <set>

#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

// "MM-01": the month, 1…12.
void read_fiscal_start(plan_draft& draft, const place& at) {
  const std::string& text = at->text;
  if (at->type == json_type::text && text.size() == 5 && text.substr(2) == "-01" && text[0] >= '0' && text[0] <= '1' &&
      text[1] >= '0' && text[1] <= '9') {
    const unsigned month = static_cast<unsigned>((text[0] - '0') * 10 + (text[1] - '0'));
    if (month >= 1 && month <= 12) {
      draft.plan.calendar.periods.fiscal_start_month = month;
      return;
    }
  }
  draft.log.fault(at, "the first day of a month, such as 04-01");
}

void read_workdays(plan_draft& draft, const place& at) {
  bool(&workdays)[7] = draft.plan.calendar.workdays;
  std::fill(std::begin(workdays), std::end(workdays), false);
  each_item(draft.log, at, [&](const place& item) {
    const auto day = read_choice(draft.log, item, {"mon", "tue", "wed", "thu", "fri", "sat", "sun"});
    if (!day) return;
    if (workdays[*day]) draft.log.fault(item, "each weekday once");
    workdays[*day] = true;
  });
}

void read_hours(plan_draft& draft, const place& at) {
  if (at->type != json_type::array || at->members.size() != 2) {
    draft.log.fault(at, "a list of two times, such as [\"09:00\",\"18:00\"]");
    return;
  }
  const auto open = read_clock(draft.log, place{&at->members[0].value, &at, {}, 0});
  const auto close = read_clock(draft.log, place{&at->members[1].value, &at, {}, 1}, true);
  if (!open || !close) return;
  if (*open == *close) draft.log.fault(at, "hours that end at another time than they start", "the same time twice");
  draft.plan.calendar.open_s = *open;
  draft.plan.calendar.close_s = *close;
}

// `weight` beats `off`.
void read_day(plan_draft& draft, const place& at, std::set<core::day_number>& seen) {
  object_keys keys(draft.log, at);
  const auto date = keys.require("date", "a date such as 2026-11-11");
  const auto off = keys.find("off"), weight = keys.find("weight"), name = keys.find("name");
  keys.finish();
  if (keys.is_object() && !off && !weight) draft.log.fault(at, "\"off\" or \"weight\"", "neither");

  named_day out;
  const auto day = date ? read_date(draft.log, *date) : std::nullopt;
  const auto is_off = off ? read_flag(draft.log, *off) : std::nullopt;
  out.weight = is_off.value_or(false) ? 0 : core::full_day;
  if (weight) out.weight = read_decimal(draft.log, *weight, {6, 0, core::weight_max}).value_or(0);
  if (name) out.name = read_text(draft.log, *name).value_or("");
  if (!day) return;
  out.day = *day;
  if (!seen.insert(*day).second) draft.log.fault(*date, "each date once");
  draft.days.push_back(std::move(out));
}

void set_overrides(plan_draft& draft) {
  auto& overrides = draft.plan.calendar.overrides;
  for (const holiday_file& file : draft.holiday_files)
    for (const named_day& day : file.days) overrides[day.day] = day.weight;
  for (const named_day& day : draft.days) overrides[day.day] = day.weight;
}

}  // namespace

void read_calendar(plan_draft& draft, const place& at, const holiday_source& holidays) {
  core::calendar_rules& rules = draft.plan.calendar;
  object_keys keys(draft.log, at);
  if (const auto v = keys.find("fiscal_year_start")) read_fiscal_start(draft, *v);
  if (const auto v = keys.find("fiscal_year_label"))
    rules.periods.fiscal_label_end = read_choice(draft.log, *v, {"start", "end"}).value_or(0) == 1;
  if (const auto v = keys.find("week_start"))
    rules.periods.week_start = static_cast<unsigned>(
        read_choice(draft.log, *v, {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}).value_or(0));
  if (const auto v = keys.find("day_cutover")) rules.cutover_s = read_clock(draft.log, *v).value_or(0);
  if (const auto v = keys.find("workdays")) read_workdays(draft, *v);
  if (const auto v = keys.find("hours")) read_hours(draft, *v);
  if (const auto v = keys.find("days")) {
    std::set<core::day_number> seen;
    each_item(draft.log, *v, [&](const place& item) { read_day(draft, item, seen); });
  }
  if (const auto v = keys.find("holiday_files")) read_holiday_files(draft, *v, holidays);
  keys.finish();
  set_overrides(draft);
}

}  // namespace northstar::wire

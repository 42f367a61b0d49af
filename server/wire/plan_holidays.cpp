// SPDX-License-Identifier: MIT
// Holiday files: public holidays and make-up days of a year, as published ({"days":[{"date","isOffDay","name"}]}). Next year's file
// is empty or not there until the notice comes out, so that is a doubt and never stops a plan.
#include <algorithm>

#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

struct day_shape {
  std::string_view list_of;  // for findings
  std::string_view off_key;
  bool others_allowed = false;
};
constexpr day_shape published{"published days", "isOffDay", true};
constexpr day_shape carried{"days read before", "off", false};

std::optional<named_day> read_holiday(findings_log& log, const place& at, const day_shape& shape) {
  object_keys keys(log, at);
  const auto date = keys.require("date", "a date such as 2026-10-01");
  const auto off = keys.require(shape.off_key, "true or false");
  const auto name = keys.find("name");
  if (!shape.others_allowed) keys.finish();
  const auto day = date ? read_date(log, *date) : std::nullopt;
  const auto is_off = off ? read_flag(log, *off) : std::nullopt;
  if (!day || !is_off) return std::nullopt;
  named_day out{*day, *is_off ? 0 : core::full_day, {}};
  if (name && (*name)->type == json_type::text) out.name = (*name)->text;
  return out;
}

void read_days(findings_log& log, const place& at, const day_shape& shape, holiday_file& into) {
  object_keys keys(log, at);
  const auto days = keys.require("days", "a list of days");
  if (!shape.others_allowed) keys.finish();
  if (!days) return;
  each_item(log, *days, [&](const place& item) {
    if (auto day = read_holiday(log, item, shape)) into.days.push_back(std::move(*day));
  });
}

// A fault inside the file is told at the plan's line that names the file.
void read_file(plan_draft& draft, const place& at, const std::string& text, holiday_file& into) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return;
  const json_reading reading = read_json(text);
  if (!reading.root) {
    draft.log.fault(at, "a file of JSON", into.path + ", " + reading.fault);
    return;
  }
  findings_log log;
  read_days(log, place{&*reading.root, nullptr}, published, into);
  for (const finding& f : log.take()) draft.log.fault(at, f.expected + " at " + f.pointer + " of the file", f.found);
}

// The text's order does not matter to the board, so it must not make two plans differ; the later of two equal dates wins.
void put_in_order(std::vector<named_day>& days) {
  std::stable_sort(days.begin(), days.end(), [](const named_day& a, const named_day& b) { return a.day < b.day; });
  const auto same = [](const named_day& a, const named_day& b) { return a.day == b.day; };
  std::reverse(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end(), same), days.end());
  std::reverse(days.begin(), days.end());
}

void read_carried(plan_draft& draft, const place& files, holiday_file& into) {
  each_member(draft.log, files, [&](const place& file) {
    if (file.key != into.path || file->type == json_type::null) return;
    into.is_there = true;
    read_days(draft.log, file, carried, into);
  });
}

void read_one(plan_draft& draft, const place& at, const holiday_source& source) {
  const auto path = read_text(draft.log, at, "the path of a file");
  if (!path) return;
  for (const holiday_file& before : draft.holiday_files)
    if (before.path == *path) return draft.log.fault(at, "each file once");
  holiday_file file{*path, false, {}};
  if (source.carried) {
    read_carried(draft, *source.carried, file);
  } else if (const auto text = source.files(*path)) {
    file.is_there = true;
    read_file(draft, at, *text, file);
  }
  if (!file.is_there) draft.log.doubt(at, "a file of holidays", "no such file: its holidays are not known yet");
  else if (file.days.empty()) draft.log.doubt(at, "the holidays of a year", "no days: its holidays are not known yet");
  put_in_order(file.days);
  draft.holiday_files.push_back(std::move(file));
}

}  // namespace

void read_holiday_files(plan_draft& draft, const place& at, const holiday_source& source) {
  each_item(draft.log, at, [&](const place& item) { read_one(draft, item, source); });
}

}  // namespace northstar::wire

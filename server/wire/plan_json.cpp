// SPDX-License-Identifier: MIT
// The plan as a whole: its keys, in the order in which its parts lean on each other.
#include "wire/plan_json.hpp"

#include "wire/plan_draft.hpp"
#include "wire/zone_source.hpp"

namespace northstar::wire {

namespace {

void read_zone(plan_draft& draft, const place& at) {
  auto zone = at->type == json_type::text ? load_zone(at->text) : std::nullopt;
  if (zone) draft.plan.calendar.zone = std::move(*zone);
  else draft.log.fault(at, "an IANA time zone such as Asia/Shanghai");
}

void read_currency(plan_draft& draft, const place& at) {
  const auto digits = at->type == json_type::text ? core::currency_minor_digits(at->text) : std::nullopt;
  if (!digits) return draft.log.fault(at, "a currency of three capital letters");
  draft.plan.currency = at->text;
  draft.plan.minor_digits = *digits;
}

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// BCP 47, as far as it needs to be known to be safe and plausible: "zh-CN", "en", "zh-Hant-TW".
void read_locale(plan_draft& draft, const place& at) {
  bool fits = at->type == json_type::text && at->text.size() >= 2 && at->text.size() <= 35;
  std::size_t run = 0;
  for (std::size_t i = 0; fits && i <= at->text.size(); ++i) {
    if (i < at->text.size() && is_letter_or_digit(at->text[i])) ++run;
    else if (i < at->text.size() && at->text[i] != '-') fits = false;
    else fits = run >= 1 && run <= 8, run = 0;
  }
  if (fits) draft.plan.locale = at->text;
  else draft.log.fault(at, "a locale such as zh-CN or en");
}

void read_north_star(plan_draft& draft, const place& at) {
  if (const auto metric = read_metric_ref(draft, at)) draft.plan.north_star = *metric;
}

using part_reader = void (*)(plan_draft&, const place&);

void read_part(plan_draft& draft, object_keys& keys, std::string_view key, part_reader read) {
  if (const auto at = keys.find(key)) read(draft, *at);
}

void require_part(plan_draft& draft, object_keys& keys, std::string_view key, std::string_view expected, part_reader read) {
  if (const auto at = keys.require(key, expected)) read(draft, *at);
}

void check_series_count(plan_draft& draft, const place& at) {
  const std::size_t count = (draft.plan.units.size() + 1) * draft.plan.metrics.size() * draft.plan.slices.names.size();
  if (count > core::series_max)
    draft.log.fault(at, "at most " + std::to_string(core::series_max) + " counters: (units + 1) × metrics × slices", std::to_string(count));
}

void read_whole(plan_draft& draft, const place& root, const file_reader& files) {
  object_keys keys(draft.log, root);
  keys.find("$schema");  // editors ask for it; it says nothing about the organisation
  if (const auto at = keys.require("organisation", "the organisation's name"))
    draft.plan.organisation = read_text(draft.log, *at).value_or("");
  require_part(draft, keys, "timezone", "an IANA time zone such as Asia/Shanghai", read_zone);
  require_part(draft, keys, "currency", "a currency of three capital letters", read_currency);
  read_part(draft, keys, "locale", read_locale);
  const holiday_source holidays{keys.find("holiday_files_read"), files};
  if (const auto at = keys.find("calendar")) read_calendar(draft, *at, holidays);
  read_part(draft, keys, "rates", read_rates);
  require_part(draft, keys, "units", "a list of units", read_units);
  read_part(draft, keys, "slices", read_slices);
  require_part(draft, keys, "metrics", "a list of metrics", read_metrics);
  check_series_count(draft, root);
  read_part(draft, keys, "north_star", read_north_star);
  read_part(draft, keys, "targets", read_targets);
  read_part(draft, keys, "lights", read_lights);
  read_part(draft, keys, "alerts", read_alerts);
  read_part(draft, keys, "funnel", read_funnel);
  read_part(draft, keys, "milestones", read_milestones);
  read_part(draft, keys, "bonus", read_bonus);
  read_part(draft, keys, "contests", read_contests);
  read_part(draft, keys, "closing", read_closing);
  read_celebrate(draft, keys.find("celebrate"));
  if (const auto at = keys.find("history"); at && read_choice(draft.log, *at, {"kept", "rejudged"}).value_or(0) == 1)
    draft.plan.history = core::history_rule::rejudged;
  keys.finish();
}

plan_reading refusal(std::string expected, std::string found) {
  plan_reading out;
  out.findings.push_back({severity::fault, "", std::move(expected), std::move(found)});
  return out;
}

}  // namespace

plan_reading read_plan(std::string_view text, const file_reader& files) {
  if (text.size() > plan_text_max)
    return refusal("at most " + std::to_string(plan_text_max) + " bytes", std::to_string(text.size()));
  const json_reading reading = read_json(text);
  if (!reading.root) return refusal("JSON, with comments allowed", reading.fault);

  plan_draft draft;
  read_whole(draft, place{&*reading.root, nullptr}, files);
  plan_reading out;
  out.findings = draft.log.take();
  if (has_fault(out.findings)) return out;
  out.canonical = canonical_text(draft);
  out.plan = std::move(draft.plan);
  return out;
}

}  // namespace northstar::wire

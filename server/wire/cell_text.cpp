// SPDX-License-Identifier: MIT
#include "wire/cell_text.hpp"

namespace northstar::wire {

namespace {

using core::cell;
using core::figure;

struct figure_field {
  std::string_view key;  // with quotes and colon, as it is written
  std::optional<figure> cell::*value;
};
// In the order of the contract; `actual` stands alone, because feeds write it first.
constexpr figure_field judged[] = {
    {"\"target\":", &cell::target},
    {"\"expected\":", &cell::expected},
    {"\"attainment\":", &cell::attainment},
    {"\"pace\":", &cell::pace},
    {"\"gap\":", &cell::gap},
    {"\"needed_today\":", &cell::needed_today},
    {"\"forecast\":", &cell::forecast},
    {"\"forecast_low\":", &cell::forecast_low},
    {"\"forecast_high\":", &cell::forecast_high},
    {"\"unallocated\":", &cell::unallocated},
};

void append_value(std::string& out, const std::optional<figure>& value) {
  if (value) append_figure(out, *value);
  else out += "null";
}

void append_age(std::string& out, const cell& c) {
  if (c.source_age_s) append_integer(out, *c.source_age_s);
  else out += "null";
}

void append_figures(std::string& out, const cell& c) {
  for (const figure_field& field : judged) {
    out += ',';
    out += field.key;
    append_value(out, c.*field.value);
  }
}

void append_names(std::string& out, const core::compiled_plan& plan, const core::cell_key& key) {
  out += "\"unit\":";
  append_json_text(out, plan.unit_id(key.unit));
  out += ",\"metric\":";
  append_json_text(out, plan.plan().metrics[key.metric].id);
  out += ",\"slice\":";
  append_json_text(out, plan.plan().slices.names[key.slice]);
  out += ",\"period\":";
  append_json_text(out, plan.calendar().periods().name(key.period));
}

void append_number(std::string& out, long long n) {
  out += "{\"n\":";
  append_integer(out, n);
}

void append_actual(std::string& out, const cell& c) {
  out += ",\"actual\":";
  append_value(out, c.actual);
}

void append_light(std::string& out, const cell& c) {
  out += ",\"light\":\"";
  out += core::to_text(c.light);
  out += '"';
}

void append_source_age(std::string& out, const cell& c) {
  out += ",\"source_age_s\":";
  append_age(out, c);
}

bool same_figures(const cell& a, const cell& b) {
  if (a.actual != b.actual || a.light != b.light) return false;
  for (const figure_field& field : judged)
    if (a.*field.value != b.*field.value) return false;
  return true;
}

}  // namespace

void append_cell(std::string& out, const core::compiled_plan& plan, const cell& c, long long n) {
  if (n >= 0) {
    append_number(out, n);
    append_actual(out, c);
    out += ',';
    append_names(out, plan, c.key);
  } else {
    out += '{';
    append_names(out, plan, c.key);
    append_actual(out, c);
  }
  append_figures(out, c);
  append_light(out, c);
  out += ",\"as_of\":\"";
  out += core::to_rfc3339(plan.calendar().rules().zone, c.as_of);
  out += '"';
  append_source_age(out, c);
  out += '}';
}

bool append_cell_changes(std::string& out, long long n, const cell& before, const cell& now) {
  if (same_figures(before, now)) return false;
  append_number(out, n);
  if (before.actual != now.actual) append_actual(out, now);
  for (const figure_field& field : judged) {
    if (before.*field.value == now.*field.value) continue;
    out += ',';
    out += field.key;
    append_value(out, now.*field.value);
  }
  if (before.light != now.light) append_light(out, now);
  if (before.source_age_s != now.source_age_s) append_source_age(out, now);
  out += '}';
  return true;
}

void append_cell_state(std::string& out, long long n, const cell& now) {
  append_number(out, n);
  append_actual(out, now);
  append_figures(out, now);
  append_light(out, now);
  append_source_age(out, now);
  out += '}';
}

std::string cells_json(const core::compiled_plan& plan, const std::vector<cell>& cells) {
  std::string out = "[";
  for (const cell& c : cells) {
    if (out.size() > 1) out += ',';
    append_cell(out, plan, c);
  }
  out += ']';
  return out;
}

std::string cells_csv(const core::compiled_plan& plan, const std::vector<cell>& cells) {
  std::string out =
      "unit,metric,slice,period,actual,target,expected,attainment,pace,gap,needed_today,forecast,forecast_low,forecast_high,"
      "unallocated,light,as_of,source_age_s\r\n";
  for (const cell& c : cells) {
    append_csv_text(out, plan.unit_id(c.key.unit));
    out += ',';
    append_csv_text(out, plan.plan().metrics[c.key.metric].id);
    out += ',';
    append_csv_text(out, plan.plan().slices.names[c.key.slice]);
    out += ',';
    out += plan.calendar().periods().name(c.key.period);
    out += ',';
    if (c.actual) append_figure(out, *c.actual);
    for (const figure_field& field : judged) {
      out += ',';
      if (c.*field.value) append_figure(out, *(c.*field.value));
    }
    out += ',';
    out += core::to_text(c.light);
    out += ',';
    out += core::to_rfc3339(plan.calendar().rules().zone, c.as_of);
    out += ',';
    if (c.source_age_s) append_integer(out, *c.source_age_s);
    out += "\r\n";
  }
  return out;
}

}  // namespace northstar::wire

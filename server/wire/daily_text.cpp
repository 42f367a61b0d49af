// SPDX-License-Identifier: MIT
// The rows of /api/v1/daily (docs/protocol.md).
#include "wire/cell_text.hpp"

namespace northstar::wire {

namespace {

using core::daily_row;

struct row_field {
  std::string_view key;
  std::optional<core::figure> daily_row::*value;
};
constexpr row_field figures[] = {{"\"actual\":", &daily_row::actual},
                                 {"\"cumulative\":", &daily_row::cumulative},
                                 {"\"target\":", &daily_row::target},
                                 {"\"expected\":", &daily_row::expected}};

void append_row(std::string& out, const core::compiled_plan& plan, const daily_row& row) {
  out += "{\"unit\":";
  append_json_text(out, plan.unit_id(row.day.unit));
  out += ",\"metric\":";
  append_json_text(out, plan.plan().metrics[row.day.metric].id);
  out += ",\"slice\":";
  append_json_text(out, plan.plan().slices.names[row.day.slice]);
  out += ",\"day\":\"";
  out += core::date_text(row.day.period.first);
  out += '"';
  for (const row_field& field : figures) {
    out += ',';
    out += field.key;
    if (const auto& value = row.*field.value) append_figure(out, *value);
    else out += "null";
  }
  out += ",\"weight\":";
  append_figure(out, row.weight);
  out += '}';
}

}  // namespace

std::string daily_json(const core::compiled_plan& plan, const std::vector<daily_row>& rows) {
  std::string out = "[";
  for (const daily_row& row : rows) {
    if (out.size() > 1) out += ',';
    append_row(out, plan, row);
  }
  out += ']';
  return out;
}

std::string daily_csv(const core::compiled_plan& plan, const std::vector<daily_row>& rows) {
  std::string out = "unit,metric,slice,day,actual,cumulative,target,expected,weight\r\n";
  for (const daily_row& row : rows) {
    append_csv_text(out, plan.unit_id(row.day.unit));
    out += ',';
    append_csv_text(out, plan.plan().metrics[row.day.metric].id);
    out += ',';
    append_csv_text(out, plan.plan().slices.names[row.day.slice]);
    out += ',';
    out += core::date_text(row.day.period.first);
    for (const row_field& field : figures) {
      out += ',';
      if (const auto& value = row.*field.value) append_figure(out, *value);
    }
    out += ',';
    append_figure(out, row.weight);
    out += "\r\n";
  }
  return out;
}

}  // namespace northstar::wire

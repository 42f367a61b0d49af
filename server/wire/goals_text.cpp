// SPDX-License-Identifier: MIT
#include "wire/goals_text.hpp"

#include "wire/text.hpp"

namespace northstar::wire {

namespace {

using core::compiled_plan;
using core::figure;
using core::funnel_row;

void append_key(std::string& out, std::string_view key) {
  if (out.back() != '{') out += ',';
  out += '"';
  out += key;
  out += "\":";
}

void append_field(std::string& out, std::string_view key, std::string_view text) {
  append_key(out, key);
  append_json_text(out, text);
}

void append_field(std::string& out, std::string_view key, const std::optional<figure>& value) {
  append_key(out, key);
  if (value) append_figure(out, *value);
  else out += "null";
}

void append_share(std::string& out, std::string_view key, core::share_nano share) {
  append_key(out, key);
  out += core::to_text(core::decimal{share});
}

void append_cell(std::string& out, std::string_view text) {
  out += ',';
  append_csv_text(out, text);
}

void append_cell(std::string& out, const std::optional<figure>& value) {
  out += ',';
  if (value) append_figure(out, *value);
}

std::string_view metric_id(const compiled_plan& plan, core::metric_index m) { return plan.plan().metrics[m].id; }

// The rate's parts, where there is one.
template <class Part>
std::optional<figure> of_rate(const funnel_row& row, Part part) {
  return row.rate ? std::optional((*row.rate).*part) : std::nullopt;
}

std::size_t stage_number(const compiled_plan& plan, const funnel_row& row) {
  const auto& stages = plan.plan().funnel;
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (stages[i].metric == row.key.metric) return i + 1;
  return 0;
}

void append_row(std::string& out, const compiled_plan& plan, const funnel_row& row) {
  out += '{';
  append_field(out, "unit", plan.unit_id(row.key.unit));
  append_field(out, "period", plan.calendar().periods().name(row.key.period));
  append_field(out, "slice", plan.plan().slices.names[row.key.slice]);
  append_key(out, "stage");
  append_integer(out, static_cast<long long>(stage_number(plan, row)));
  append_field(out, "metric", metric_id(plan, row.key.metric));
  append_field(out, "actual", row.actual);
  append_field(out, "rate_to_next", of_rate(row, &core::funnel_rate::value));
  append_key(out, "rate_from_unit");
  if (row.rate) append_json_text(out, plan.unit_id(row.rate->from));
  else out += "null";
  append_field(out, "rate_num", of_rate(row, &core::funnel_rate::num));
  append_field(out, "rate_den", of_rate(row, &core::funnel_rate::den));
  append_field(out, "needed", row.needed);
  append_field(out, "needed_exact", row.needed_exact);
  append_field(out, "needed_today", row.needed_today);
  append_key(out, "goal");
  if (row.goal) append_json_text(out, metric_id(plan, *row.goal));
  else out += "null";
  out += '}';
}

void append_csv_row(std::string& out, const compiled_plan& plan, const funnel_row& row) {
  append_csv_text(out, plan.unit_id(row.key.unit));
  append_cell(out, plan.calendar().periods().name(row.key.period));
  append_cell(out, plan.plan().slices.names[row.key.slice]);
  out += ',';
  append_integer(out, static_cast<long long>(stage_number(plan, row)));
  append_cell(out, metric_id(plan, row.key.metric));
  append_cell(out, row.actual);
  append_cell(out, of_rate(row, &core::funnel_rate::value));
  append_cell(out, row.rate ? plan.unit_id(row.rate->from) : std::string_view());
  append_cell(out, of_rate(row, &core::funnel_rate::num));
  append_cell(out, of_rate(row, &core::funnel_rate::den));
  append_cell(out, row.needed);
  append_cell(out, row.needed_exact);
  append_cell(out, row.needed_today);
  append_cell(out, row.goal ? metric_id(plan, *row.goal) : std::string_view());
  out += "\r\n";
}

void append_parts(std::string& out, const core::bonus_rule& rule, const std::vector<core::bonus_part>& parts) {
  append_key(out, "tiers");
  out += '[';
  for (const core::bonus_part& part : parts) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_share(out, "from", rule.tiers[part.tier].from);
    append_share(out, "rate", rule.tiers[part.tier].rate);
    append_field(out, "base", part.base);
    append_field(out, "amount", part.amount);
    out += '}';
  }
  out += ']';
}

std::string instant_text(const compiled_plan& plan, core::instant_ms at) {
  return core::to_rfc3339(plan.calendar().rules().zone, at);
}

void append_deals(std::string& out, const compiled_plan& plan, const bonus_row& row) {
  append_key(out, "deals");
  out += '[';
  for (const core::deal_bonus& deal : row.statement.deals) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_field(out, "source", row.names[deal.index].source);
    append_field(out, "id", row.names[deal.index].id);
    append_field(out, "occurred_at", instant_text(plan, deal.occurred_at));
    append_field(out, "value", deal.value);
    append_field(out, "amount", deal.amount);
    append_parts(out, row.rule, deal.parts);
    out += '}';
  }
  out += ']';
}

void append_statement(std::string& out, const compiled_plan& plan, const bonus_row& row) {
  out += '{';
  append_field(out, "unit", plan.unit_id(row.unit));
  append_field(out, "metric", metric_id(plan, row.rule.metric));
  append_field(out, "period", plan.calendar().periods().name(row.period));
  append_field(out, "target", row.statement.target);
  append_field(out, "actual", row.statement.actual);
  append_field(out, "attainment", row.statement.attainment);
  append_field(out, "amount", row.statement.amount);
  append_field(out, "currency", plan.plan().currency);
  append_parts(out, row.rule, row.statement.tiers);
  append_deals(out, plan, row);
  out += '}';
}

void append_csv_names(std::string& out, const compiled_plan& plan, const bonus_row& row) {
  append_csv_text(out, plan.unit_id(row.unit));
  append_cell(out, metric_id(plan, row.rule.metric));
  append_cell(out, plan.calendar().periods().name(row.period));
}

template <class Row, class Append>
std::string array_of(const compiled_plan& plan, const std::vector<Row>& rows, Append append) {
  std::string out = "[";
  for (const Row& row : rows) {
    if (out.size() > 1) out += ',';
    append(out, plan, row);
  }
  out += ']';
  return out;
}

}  // namespace

std::string funnel_json(const compiled_plan& plan, const std::vector<funnel_row>& rows) { return array_of(plan, rows, append_row); }

std::string funnel_csv(const compiled_plan& plan, const std::vector<funnel_row>& rows) {
  std::string out =
      "unit,period,slice,stage,metric,actual,rate_to_next,rate_from_unit,rate_num,rate_den,needed,needed_exact,needed_today,goal\r\n";
  for (const funnel_row& row : rows) append_csv_row(out, plan, row);
  return out;
}

std::string bonus_json(const compiled_plan& plan, const std::vector<bonus_row>& rows) { return array_of(plan, rows, append_statement); }

std::string bonus_csv(const compiled_plan& plan, const std::vector<bonus_row>& rows) {
  std::string out = "unit,metric,period,target,actual,attainment,amount,currency\r\n";
  for (const bonus_row& row : rows) {
    append_csv_names(out, plan, row);
    append_cell(out, row.statement.target);
    append_cell(out, row.statement.actual);
    append_cell(out, row.statement.attainment);
    append_cell(out, row.statement.amount);
    append_cell(out, plan.plan().currency);
    out += "\r\n";
  }
  return out;
}

std::string bonus_deals_csv(const compiled_plan& plan, const std::vector<bonus_row>& rows) {
  std::string out = "unit,metric,period,source,id,occurred_at,value,amount,currency\r\n";
  for (const bonus_row& row : rows)
    for (const core::deal_bonus& deal : row.statement.deals) {
      append_csv_names(out, plan, row);
      append_cell(out, row.names[deal.index].source);
      append_cell(out, row.names[deal.index].id);
      append_cell(out, instant_text(plan, deal.occurred_at));
      append_cell(out, deal.value);
      append_cell(out, deal.amount);
      append_cell(out, plan.plan().currency);
      out += "\r\n";
    }
  return out;
}

}  // namespace northstar::wire

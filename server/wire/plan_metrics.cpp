// SPDX-License-Identifier: MIT
// Metrics: what is counted, out of which event types, and how exactly.
#include <set>

#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

using core::event_field;
using core::metric_kind;

constexpr std::int64_t decimals_default = 6;

const json_value* member(const json_value& object, std::string_view key) {
  for (const json_member& m : object.members)
    if (m.key == key) return &m.value;
  return nullptr;
}

// First all ids and which are ratios, so that a ratio may name metrics that stand further down.
void read_ids(plan_draft& draft, const place& at) {
  core::metric_index index = 0;
  each_item(draft.log, at, [&](const place& item) {
    const core::metric_index metric = index++;
    draft.plan.metrics.emplace_back();
    const json_value* const id = item->type == json_type::object ? member(*item.value, "id") : nullptr;
    if (!id) return;
    const place here{id, &item, "id"};
    const auto text = read_id(draft.log, here);
    if (!text) return;
    const auto [first, is_new] = draft.metrics.emplace(*text, metric);
    if (!is_new) draft.log.fault(here, "an id of its own", describe(*id) + ", as /metrics/" + std::to_string(first->second));
    draft.plan.metrics[metric].id = *text;
    const json_value* const kind = member(*item.value, "kind");
    if (kind && kind->text == "ratio") draft.plan.metrics[metric].kind = metric_kind::ratio;
  });
}

void read_types(plan_draft& draft, const place& at, std::set<std::string>& seen, std::vector<std::string>& into) {
  each_item(draft.log, at, [&](const place& item) {
    const auto text = read_text(draft.log, item, "an event type");
    if (!text) return;
    if (*text == "void") return draft.log.fault(item, "another type: void takes a record back");
    if (!seen.insert(*text).second) return draft.log.fault(item, "each event type once");
    into.push_back(*text);
  });
}

void require_types(plan_draft& draft, object_keys& keys, std::set<std::string>& seen, core::metric& metric) {
  const auto types = keys.require("types", "a list of event types");
  if (!types) return;
  if ((*types)->type == json_type::array && (*types)->members.empty()) draft.log.fault(*types, "at least one event type");
  read_types(draft, *types, seen, metric.types);
}

void read_sum(plan_draft& draft, object_keys& keys, core::metric& metric) {
  metric.of = event_field::amount;
  const auto of = keys.find("of");
  if (of && read_choice(draft.log, *of, {"amount", "quantity"}).value_or(0) == 1) metric.of = event_field::quantity;
  const auto money = keys.find("money");
  metric.money = money && read_flag(draft.log, *money).value_or(false);
  if (metric.money && metric.of != event_field::amount) draft.log.fault(*of, "amount: only that is money");
  std::int64_t digits = metric.money ? draft.plan.minor_digits : decimals_default;
  if (const auto v = keys.find("decimals")) {
    if (metric.money) draft.log.fault(*v, "no \"decimals\": money has those of its currency");
    else digits = read_decimal(draft.log, *v, {0, 0, 6}).value_or(decimals_default);
  }
  metric.digits = static_cast<std::uint8_t>(digits);
  std::set<std::string> seen;
  require_types(draft, keys, seen, metric);
  if (const auto v = keys.find("minus")) read_types(draft, *v, seen, metric.minus);
}

void read_distinct(plan_draft& draft, object_keys& keys, core::metric& metric) {
  constexpr event_field fields[] = {event_field::customer, event_field::owner,    event_field::product,
                                    event_field::segment,  event_field::currency, event_field::id};
  if (const auto of = keys.require("of", "the field whose different texts are counted"))
    metric.of = fields[read_choice(draft.log, *of, {"customer", "owner", "product", "segment", "currency", "id"}).value_or(0)];
  std::set<std::string> seen;
  require_types(draft, keys, seen, metric);
}

core::metric_index read_part(plan_draft& draft, object_keys& keys, std::string_view key) {
  const auto at = keys.require(key, "the id of a metric");
  const auto part = at ? read_metric_ref(draft, *at) : std::nullopt;
  if (part && draft.plan.metrics[*part].kind == metric_kind::ratio) draft.log.fault(*at, "a metric that is no ratio itself");
  return part.value_or(core::no_index);
}

// Keys that another kind of metric has; `money` may say false anywhere.
void refuse_keys(plan_draft& draft, object_keys& keys, std::string_view kind, std::initializer_list<std::string_view> foreign) {
  for (const std::string_view key : foreign)
    if (const auto v = keys.find(key); v && !(key == "money" && (*v)->text == "false" && (*v)->type == json_type::boolean))
      draft.log.fault(*v, "no \"" + std::string(key) + "\" in a " + std::string(kind) + " metric");
}

void read_by_kind(plan_draft& draft, object_keys& keys, core::metric& metric) {
  switch (metric.kind) {
    case metric_kind::sum:
      read_sum(draft, keys, metric);
      return refuse_keys(draft, keys, "sum", {"numerator", "denominator"});
    case metric_kind::count: {
      std::set<std::string> seen;
      require_types(draft, keys, seen, metric);
      return refuse_keys(draft, keys, "count", {"of", "money", "decimals", "minus", "numerator", "denominator"});
    }
    case metric_kind::distinct:
      read_distinct(draft, keys, metric);
      return refuse_keys(draft, keys, "distinct", {"money", "decimals", "minus", "numerator", "denominator"});
    case metric_kind::ratio:
      metric.digits = 6;
      metric.numerator = read_part(draft, keys, "numerator");
      metric.denominator = read_part(draft, keys, "denominator");
      return refuse_keys(draft, keys, "ratio", {"of", "money", "decimals", "types", "minus"});
  }
}

}  // namespace

void read_metrics(plan_draft& draft, const place& at) {
  read_ids(draft, at);
  if (at->type != json_type::array) return;
  if (at->members.empty()) draft.log.fault(at, "at least one metric");
  if (at->members.size() > core::metrics_max)
    draft.log.fault(at, "at most " + std::to_string(core::metrics_max) + " metrics", std::to_string(at->members.size()));
  each_item(draft.log, at, [&](const place& item) {
    core::metric& metric = draft.plan.metrics[item.index];
    object_keys keys(draft.log, item);
    keys.require("id", "an id");
    const auto name = keys.find("name");
    metric.name = name ? read_text(draft.log, *name).value_or("") : metric.id;
    const auto kind = keys.require("kind", "sum, count, distinct or ratio");
    const auto chosen = kind ? read_choice(draft.log, *kind, {"sum", "count", "distinct", "ratio"}) : std::nullopt;
    if (!chosen) return;
    metric.kind = static_cast<metric_kind>(*chosen);
    read_by_kind(draft, keys, metric);
    keys.finish();
  });
}

}  // namespace northstar::wire

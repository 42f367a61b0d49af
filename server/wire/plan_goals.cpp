// SPDX-License-Identifier: MIT
// What stands on top of targets: lights, alerts, the funnel, milestones, bonus, contests and closing.
#include <algorithm>
#include <set>

#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

using core::share_nano;
using core::whole_share;

// A hundred thousand per cent: above it stands a typing error.
constexpr share_nano threshold_max = 1000 * whole_share;
// What a bonus pays per unit of its metric: a share of money, or an amount per deal.
constexpr share_nano bonus_rate_max = 1'000'000 * whole_share;

std::optional<core::period_kind> read_period_kind(plan_draft& draft, const place& at) {
  const auto kind = at->type == json_type::text ? core::parse_period_kind(at->text) : std::nullopt;
  if (!kind) draft.log.fault(at, "day, week, month, quarter or year");
  return kind;
}

void refuse_ratio(plan_draft& draft, const place& keys_at, std::optional<core::metric_index> metric) {
  if (metric && draft.plan.metrics[*metric].kind == core::metric_kind::ratio)
    draft.log.fault(keys_at, "a metric that adds up, no ratio", "the ratio " + draft.plan.metrics[*metric].id);
}

void read_tier(plan_draft& draft, const place& at, std::vector<core::bonus_tier>& into) {
  object_keys keys(draft.log, at);
  const auto from = keys.require("from", "the attainment from which the rate holds");
  const auto rate = keys.require("rate", "a decimal");
  keys.finish();
  const auto from_share = from ? read_share(draft.log, *from, threshold_max) : std::nullopt;
  const auto rate_share = rate ? read_share(draft.log, *rate, bonus_rate_max) : std::nullopt;
  if (!from_share || !rate_share) return;
  const core::bonus_tier tier{from_share.value_or(0), rate_share.value_or(0)};  // value_or: g++ 12 warns of * here, wrongly
  if (!into.empty() && tier.from <= into.back().from) draft.log.fault(*from, "more than the tier before");
  into.push_back(tier);
}

void read_milestone(plan_draft& draft, const place& at) {
  object_keys keys(draft.log, at);
  core::milestone m;
  m.unit = require_unit(draft, keys).value_or(0);
  m.metric = require_metric(draft, keys).value_or(0);
  m.slice = read_slice_ref(draft, keys.find("slice")).value_or(0);
  if (const auto v = keys.require("period", "a period, or day, week, month, quarter, year for the running one")) {
    m.every = (*v)->type == json_type::text ? core::parse_period_kind((*v)->text) : std::nullopt;
    if (!m.every) m.period = read_period(draft, *v);
  }
  if (const auto v = keys.require("at", "the share of the target")) m.at = read_decimal(draft.log, *v, {9, 1, threshold_max}).value_or(0);
  if (const auto v = keys.require("reward", "a text")) m.reward = read_text(draft.log, *v).value_or("");
  keys.finish();
  draft.plan.milestones.push_back(std::move(m));
}

void read_bonus_rule(plan_draft& draft, const place& at) {
  object_keys keys(draft.log, at);
  core::bonus_rule rule;
  if (const auto v = keys.require("units", "a kind of unit")) {
    rule.units = read_text(draft.log, *v, "a kind of unit").value_or("");
    const auto& units = draft.plan.units;
    if (std::none_of(units.begin(), units.end(), [&](const core::unit& u) { return u.kind == rule.units; }) && !rule.units.empty())
      draft.log.doubt(*v, "a kind that some unit has", describe(*v->value));
  }
  const auto metric = require_metric(draft, keys);
  refuse_ratio(draft, at, metric);
  rule.metric = metric.value_or(0);
  if (const auto v = keys.require("period", "day, week, month, quarter or year"))
    rule.period = read_period_kind(draft, *v).value_or(core::period_kind::month);
  if (const auto v = keys.require("tiers", "a list of tiers")) {
    if ((*v)->type == json_type::array && (*v)->members.empty()) draft.log.fault(*v, "at least one tier");
    each_item(draft.log, *v, [&](const place& item) { read_tier(draft, item, rule.tiers); });
  }
  keys.finish();
  draft.plan.bonus.push_back(std::move(rule));
}

void read_contest(plan_draft& draft, const place& at, std::set<std::string>& seen) {
  object_keys keys(draft.log, at);
  core::contest contest;
  if (const auto v = keys.require("id", "an id")) {
    contest.id = read_id(draft.log, *v).value_or("");
    if (!contest.id.empty() && !seen.insert(contest.id).second) draft.log.fault(*v, "an id of its own");
  }
  const auto name = keys.find("name");
  contest.name = name ? read_text(draft.log, *name).value_or("") : contest.id;
  contest.metric = require_metric(draft, keys).value_or(0);
  contest.slice = read_slice_ref(draft, keys.find("slice")).value_or(0);
  contest.period = require_period(draft, keys).value_or(core::period{});
  if (const auto v = keys.require("units", "a list of two or more units")) {
    if ((*v)->type == json_type::array && (*v)->members.size() < 2) draft.log.fault(*v, "two or more units");
    each_item(draft.log, *v, [&](const place& item) {
      const auto unit = read_unit_ref(draft, item);
      if (!unit) return;
      if (std::count(contest.units.begin(), contest.units.end(), *unit) > 0) return draft.log.fault(item, "each unit once");
      contest.units.push_back(*unit);
    });
  }
  keys.finish();
  draft.plan.contests.push_back(std::move(contest));
}

}  // namespace

void read_lights(plan_draft& draft, const place& at) {
  core::light_rules& lights = draft.plan.lights;
  object_keys keys(draft.log, at);
  const auto green = keys.find("green"), yellow = keys.find("yellow"), grace = keys.find("grace"), stale = keys.find("stale_after");
  keys.finish();
  if (green) lights.green = read_share(draft.log, *green, threshold_max).value_or(lights.green);
  if (yellow) lights.yellow = read_share(draft.log, *yellow, threshold_max).value_or(0);
  if (grace) lights.grace = read_share(draft.log, *grace, whole_share).value_or(0);
  if (stale) lights.stale_after_ms = read_duration(draft.log, *stale, 1);
  if (lights.yellow > lights.green)
    draft.log.fault(yellow ? *yellow : *green, "\"yellow\" at most \"green\"",
                    core::to_text(core::decimal{lights.yellow}) + " above " + core::to_text(core::decimal{lights.green}));
}

void read_alerts(plan_draft& draft, const place& at) {
  object_keys keys(draft.log, at);
  if (const auto v = keys.find("after")) draft.plan.alert_after_ms = read_duration(draft.log, *v, 0).value_or(0);
  keys.finish();
}

void read_funnel(plan_draft& draft, const place& at) {
  std::set<core::metric_index> seen;
  each_item(draft.log, at, [&](const place& item) {
    object_keys keys(draft.log, item);
    const auto metric = require_metric(draft, keys);
    keys.finish();
    if (!metric) return;
    refuse_ratio(draft, item, metric);
    if (!seen.insert(*metric).second) return draft.log.fault(item, "each metric once", "a second " + draft.plan.metrics[*metric].id);
    draft.plan.funnel.push_back({*metric});
  });
}

void read_milestones(plan_draft& draft, const place& at) {
  each_item(draft.log, at, [&](const place& item) { read_milestone(draft, item); });
}

void read_bonus(plan_draft& draft, const place& at) {
  each_item(draft.log, at, [&](const place& item) { read_bonus_rule(draft, item); });
}

void read_contests(plan_draft& draft, const place& at) {
  std::set<std::string> seen;
  each_item(draft.log, at, [&](const place& item) { read_contest(draft, item, seen); });
}

void read_closing(plan_draft& draft, const place& at) {
  each_item(draft.log, at, [&](const place& item) {
    object_keys keys(draft.log, item);
    const auto periods = keys.require("periods", "day, week, month, quarter or year");
    const auto after = keys.require("after", "a duration such as 5d");
    keys.finish();
    const auto kind = periods ? read_period_kind(draft, *periods) : std::nullopt;
    const auto after_ms = after ? read_duration(draft.log, *after, 0) : std::nullopt;
    if (!kind || !after_ms) return;
    auto& rules = draft.plan.closing;
    if (std::any_of(rules.begin(), rules.end(), [&](const core::close_rule& r) { return r.periods == *kind; }))
      return draft.log.fault(*periods, "each kind of period once");
    rules.push_back({*kind, *after_ms});
  });
}

}  // namespace northstar::wire

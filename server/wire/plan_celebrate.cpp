// SPDX-License-Identifier: MIT
// What deserves to be celebrated: deals of the north star from a size on, and milestones.
#include <algorithm>

#include "core/board.hpp"
#include "wire/plan_draft.hpp"

namespace northstar::wire {

namespace {

constexpr std::string_view closed_deal = "deal.won";

void read_type(plan_draft& draft, const place& at, const core::metric& north_star) {
  const auto type = read_text(draft.log, at, "an event type");
  if (!type) return;
  auto& types = draft.plan.celebrate.types;
  if (std::count(north_star.types.begin(), north_star.types.end(), *type) == 0) draft.log.fault(at, "a type that the north star counts");
  else if (std::count(types.begin(), types.end(), *type) != 0) draft.log.fault(at, "each type once");
  else types.push_back(*type);
}

}  // namespace

void read_celebrate(plan_draft& draft, const std::optional<place>& at) {
  if (draft.plan.metrics.empty()) return;  // told already
  core::celebrate_rules& rules = draft.plan.celebrate;
  const core::metric& north_star = draft.plan.metrics[draft.plan.north_star];
  const bool has_won = std::count(north_star.types.begin(), north_star.types.end(), closed_deal) != 0;
  const std::vector<std::string> usual = has_won ? std::vector<std::string>{std::string(closed_deal)} : north_star.types;
  rules.types = usual;
  if (!at) return;
  object_keys keys(draft.log, *at);
  if (const auto v = keys.find("deals")) rules.deals = read_flag(draft.log, *v).value_or(true);
  if (const auto v = keys.find("milestones")) rules.milestones = read_flag(draft.log, *v).value_or(true);
  if (const auto v = keys.find("from")) rules.from = read_decimal(draft.log, *v, {north_star.digits, 0, core::amount_max});
  if (const auto v = keys.find("types")) {
    rules.types.clear();
    each_item(draft.log, *v, [&](const place& item) { read_type(draft, item, north_star); });
    if (rules.types.empty()) rules.types = usual;
  }
  keys.finish();
}

}  // namespace northstar::wire

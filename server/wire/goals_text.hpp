// SPDX-License-Identifier: MIT
// The funnel and bonus statements as JSON and CSV (docs/goals.md). Figures are written from their digits, like those of cells.
#pragma once

#include <string>
#include <vector>

#include "core/bonus.hpp"
#include "core/compiled_plan.hpp"
#include "core/funnel.hpp"

namespace northstar::wire {

// [{"unit","period","slice","stage","metric","actual","rate_to_next","rate_from_unit","rate_num","rate_den","needed","needed_exact",
// "needed_today","goal"}]: `stage` counts from 1; `goal` is the metric whose target the needs are about, and behind the last
// stage the one that the rate leads to. null where there is none.
std::string funnel_json(const core::compiled_plan& plan, const std::vector<core::funnel_row>& rows);
// The same columns, with a header line, CRLF; null is an empty field.
std::string funnel_csv(const core::compiled_plan& plan, const std::vector<core::funnel_row>& rows);

// A deal's business key.
struct deal_name {
  std::string source;
  std::string id;
};

// A statement with what it is about.
struct bonus_row {
  core::unit_index unit = 0;
  core::bonus_rule rule;
  core::period period;
  core::bonus_statement statement;
  std::vector<deal_name> names;  // parallel to the deals that bonus_of() was given
};

// [{"unit","metric","period","target","actual","attainment","amount","currency","tiers":[{"from","rate","base","amount"}],
// "deals":[{"source","id","occurred_at","value","amount","tiers":[…the same, of what the deal moved]}]}]
std::string bonus_json(const core::compiled_plan& plan, const std::vector<bonus_row>& rows);
// A row a statement: unit … currency.
std::string bonus_csv(const core::compiled_plan& plan, const std::vector<bonus_row>& rows);
// A row a deal: unit, metric, period, source, id, occurred_at, value, amount, currency.
std::string bonus_deals_csv(const core::compiled_plan& plan, const std::vector<bonus_row>& rows);

}  // namespace northstar::wire

// SPDX-License-Identifier: MIT
// Milestones and closed periods as rows (docs/protocol.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/milestone_watch.hpp"
#include "engine/board_query.hpp"
#include "engine/closing_book.hpp"
#include "ledger/record_codec.hpp"
#include "wire/table_text.hpp"

namespace northstar::engine {

// Those of the running periods, reached or not, then what else was reached, newest period first; of units within `scope` today.
std::string milestones_text(wire::table_form form, const core::compiled_plan& plan, const core::milestone_watch& watch, core::unit_index scope,
                            core::instant_ms now);
std::string closes_text(wire::table_form form, const core::compiled_plan& plan, const std::vector<closed_period>& closes);
// Each frozen cell with the current one beside it; of units within `scope` on the period's last day, as the current plan has them.
std::string frozen_text(wire::table_form form, const board_view& view, const closed_period& c, const ledger::period_close& frozen,
                        core::unit_index scope);

}  // namespace northstar::engine

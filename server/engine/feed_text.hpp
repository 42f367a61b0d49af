// SPDX-License-Identifier: MIT
// The parts of feed messages around the cells (docs/protocol.md).
#pragma once

#include <string>
#include <vector>

#include "core/board.hpp"
#include "core/milestone_watch.hpp"
#include "core/view.hpp"

namespace northstar::engine {

// "type":"delta","scope":"east","position":"e:17","at_ms":1
std::string message_head(std::string_view type, std::string_view scope, const std::string& epoch, std::uint64_t offset, core::instant_ms at);
// The snapshot's "plan" object for a scope.
std::string plan_text(const core::compiled_plan& plan, std::uint32_t version, core::unit_index scope,
                      const std::vector<core::metric_index>& metrics, const core::view_moment& moment);
// [{"id":"2026-11","elapsed":0.683333},…]; with bounds also kind, start_ms and end_ms.
std::string periods_text(const core::compiled_plan& plan, core::unit_index scope, core::instant_ms now, bool with_bounds);
// "contests":[…],"milestones":[…] of the scope.
std::string goals_text(const core::board& board, const core::milestone_watch& watch, core::unit_index scope, const std::vector<core::unit_index>& units,
                       const core::view_moment& moment);

}  // namespace northstar::engine

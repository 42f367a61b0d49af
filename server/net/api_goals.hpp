// SPDX-License-Identifier: MIT
// Routes of what stands on top of the cells: funnel, bonus, milestones, alerts, closed periods.
#pragma once

#include "net/api.hpp"

namespace northstar::net {

void add_goal_routes(router& to, const api_surroundings& around);

}  // namespace northstar::net

// SPDX-License-Identifier: MIT
// Routes of the plan: the one in force, its versions, and the next one.
#pragma once

#include "net/api.hpp"

namespace northstar::net {

void add_plan_routes(router& to, const api_surroundings& around);

}  // namespace northstar::net

// SPDX-License-Identifier: MIT
// Routes of the tables: cells, daily, targets, attainment, events, explain; each as JSON and as CSV.
#pragma once

#include "net/api.hpp"

namespace northstar::net {

void add_table_routes(router& to, const api_surroundings& around);

}  // namespace northstar::net

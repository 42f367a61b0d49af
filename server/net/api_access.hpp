// SPDX-License-Identifier: MIT
// /api/v1/tokens and /api/v1/displays, for admins: who may come in, and which screens hang where.
#pragma once

#include "net/api.hpp"

namespace northstar::net {

void add_access_routes(router& to, const api_surroundings& around);

}  // namespace northstar::net

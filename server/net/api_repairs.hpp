// SPDX-License-Identifier: MIT
// /api/v1/quarantine/…: what an admin can do about what takes no part yet.
#pragma once

#include "net/api.hpp"

namespace northstar::net {

void add_repairs_routes(router& to, const api_surroundings& around);

}  // namespace northstar::net

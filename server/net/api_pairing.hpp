// SPDX-License-Identifier: MIT
// /api/v1/pairing: a display shows a code, an admin confirms it, the display takes its token as a cookie.
#pragma once

#include "net/api.hpp"

namespace northstar::net {

void add_pairing_routes(router& to, const api_surroundings& around);

}  // namespace northstar::net

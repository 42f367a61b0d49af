// SPDX-License-Identifier: MIT
// /api/v1/session: signing in and out of a browser, and who one is.
#pragma once

#include "net/api.hpp"

namespace northstar::net {

void add_session_routes(router& to, const api_surroundings& around);

}  // namespace northstar::net

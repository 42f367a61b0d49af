// SPDX-License-Identifier: MIT
// The running server: owns every object, in the order in which they start and, backwards, stop.
#pragma once

#include "config.hpp"

namespace northstar {

// Serves until SIGTERM or SIGINT. The exit code: 0 after an orderly stop, 1 when it could not start (said in the log).
int run_server(const config& c);

}  // namespace northstar

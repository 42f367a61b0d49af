// SPDX-License-Identifier: MIT
// Everything that is counted, as Prometheus text; built when asked for. Names follow Prometheus' habits: base units, _total for what
// only grows.
#pragma once

#include <string>

#include "engine/engine.hpp"
#include "net/net_statistics.hpp"

namespace northstar::net {

std::string metrics_text(engine::engine& engine, const net_statistics& net);

}  // namespace northstar::net

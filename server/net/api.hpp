// SPDX-License-Identifier: MIT
// The routes under /api and beside it: what is asked for in HTTP's words, asked of the engine, and told in wire's words.
#pragma once

#include "engine/engine.hpp"
#include "net/access.hpp"
#include "net/answer_cache.hpp"
#include "net/net_config.hpp"
#include "net/net_statistics.hpp"
#include "net/router.hpp"

namespace northstar::net {

// What the handlers work with; all of it outlives them.
struct api_surroundings {
  engine::engine& engine;
  const access& rights;
  const net_config& config;
  const net_statistics& statistics;
  answer_cache& answers;
};

void add_api_routes(router& to, const api_surroundings& around);

}  // namespace northstar::net

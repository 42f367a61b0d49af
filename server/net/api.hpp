// SPDX-License-Identifier: MIT
// The routes under /api and beside it: what is asked for in HTTP's words, asked of the engine, and told in wire's words.
#pragma once

#include "engine/clock.hpp"
#include "engine/engine.hpp"
#include "net/access.hpp"
#include "net/answer_cache.hpp"
#include "net/audit_log.hpp"
#include "net/live_displays.hpp"
#include "net/net_config.hpp"
#include "net/net_statistics.hpp"
#include "net/pairing.hpp"
#include "net/router.hpp"
#include "net/token_store.hpp"

namespace northstar::net {

// What the handlers work with; all of it outlives them.
struct api_surroundings {
  engine::engine& engine;
  const access& rights;
  const net_config& config;
  const net_statistics& statistics;
  answer_cache& answers;
  token_store& tokens;
  pairing& waiting_displays;
  live_displays& displays;
  audit_log& audit;
  const engine::clock& clock;
};

// What an admin did, for the audit.
void note(const api_surroundings& around, const call& c, std::string_view act, std::string_view subject, std::string_view detail = {});

void add_api_routes(router& to, const api_surroundings& around);

}  // namespace northstar::net

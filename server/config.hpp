// SPDX-License-Identifier: MIT
// Everything `northstar serve` can be told. commands/serve.cpp fills it from flags, NORTHSTAR_… variables and the configuration
// file; defaults and the reason for each limit stand where the limit is kept.
#pragma once

#include <filesystem>
#include <string>

#include "engine/engine.hpp"
#include "net/net_config.hpp"

namespace northstar {

struct config {
  std::filesystem::path plan;
  std::filesystem::path data = "northstar-data";
  std::string apply_plan;  // the reason why a plan that differs from the recorded one becomes the next version
  net::net_config net;     // address, pages and what one client, or all together, may take
  engine::engine_limits engine;
  std::string redis;                       // URL of the Redis with the log that several nodes share; empty: this server alone
  std::string redis_name = "northstar";    // of its keys, in braces
  cluster::log_limits shared;
  std::int64_t answer_within_ms = 2'000;   // then a body is answered as queued
  std::string webhook;                     // where celebrations and alerts are told; empty: nowhere
  std::string webhook_secret;              // whsec_…
};

}  // namespace northstar

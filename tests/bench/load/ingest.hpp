// SPDX-License-Identifier: MIT
// Posts bodies of new sales as fast as the server answers them (closed loop: each connection has
// `depth` bodies under way), and believes only what is answered: a row counts when its body came
// back with it accepted.
#pragma once

#include <cstdint>
#include <string>

#include "load/loop.hpp"

namespace load {

struct ingest_options {
  std::string server = "127.0.0.1:8080";
  std::string headers;  // further header lines, each with its end
  std::size_t connections = 4;
  std::size_t rows = 1'000;  // of a body; 1: a single event as application/json
  std::size_t depth = 1;
  double warm_up_s = 1;
  double seconds = 5;
  int pid = 0;  // of the server; 0: not looked at
  std::uint64_t seed = 1;
  std::uint64_t first_id = 0;  // 0: by the clock, so that two runs never send the same
  bool many_sources = false;   // connections from more than one address
  std::string peer_path;       // a peer's path: bodies are sent alike, answers only counted
};

// Prints one JSON line. False when an answer was none of success, a row was lost or counted twice.
bool run_ingest(const ingest_options& options);

}  // namespace load

// SPDX-License-Identifier: MIT
// The engine's work in progress: bodies on their way, and the one turn under way. Seen by the engine's .cpp files only.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"

namespace northstar::engine {

struct engine::body {
  wire::event_reading rows;
  outcomes so_far;
  std::size_t next = 0;  // row to take
  answer then;
};

// What a durable record will do to the board.
struct planned_change {
  ledger::offset at = 0;
  std::optional<core::event> before;
  ledger::delivery delivery;
  bool edit = false;
};

struct engine::turn {
  core::instant_ms begun_at = 0;
  std::vector<ledger::record> records;
  std::vector<planned_change> changes;
  std::vector<waiting_record> waiting;          // enter quarantine
  std::vector<asked_close> closing;             // recorded first of all
  std::vector<ledger::offset> leaving;          // leave it
  std::vector<std::shared_ptr<body>> finished;  // answered when durable
  std::size_t rows = 0;
  // What the changes can move a counter by at most: while that surely fits, none has to be looked at.
  unsigned __int128 reach = 0;

  // The delivery that will stand at an offset, or null.
  const ledger::delivery* find(ledger::offset at) const {
    const auto found = std::lower_bound(changes.begin(), changes.end(), at, [](const planned_change& c, ledger::offset o) { return c.at < o; });
    return found == changes.end() || found->at != at ? nullptr : &found->delivery;
  }
};

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// At which moment a question is meant: in business time (what had occurred), in knowledge time (what had been received), or now.
#pragma once

#include <memory>
#include <optional>

#include "core/board.hpp"
#include "core/view.hpp"
#include "engine/plan_versions.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

struct moment_query {
  std::optional<core::instant_ms> as_of;     // contracts §2.1
  std::optional<core::instant_ms> known_at;  // contracts §2.1
  bool is_now() const { return !as_of && !known_at; }
};

// A board to look at, and the moment to judge it at. Holds what it shows; `board` of now changes with the next turn, so it is looked at at once.
struct board_view {
  const core::board* board = nullptr;
  core::view_moment moment;
  std::uint32_t plan_version = 0;
  ledger::offset upto = 0;                          // records known
  std::optional<core::instant_ms> occurred_by;      // and counted by
  std::shared_ptr<const core::board> keeps;         // null: the board of now
};

}  // namespace northstar::engine

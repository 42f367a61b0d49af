// SPDX-License-Identifier: MIT
// The board of another moment: what counts among the records up to an offset, as far as it occurred by an instant. Reads backwards, so the
// first delivery met of a key is its newest and tells which one counts; no look-up elsewhere is needed.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>

#include "core/board.hpp"
#include "engine/fold.hpp"
#include "engine/history.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

class past_fold {
 public:
  // occurred_by: empty for all.
  past_fold(ledger::ledger& ledger, std::shared_ptr<const core::compiled_plan> plan, ledger::offset upto,
            std::optional<core::instant_ms> occurred_by);

  // Reads at most `records` more. errc::past_a_counter: a counter cannot hold what the moment asks for (the order of arrival kept it from it).
  result<progress> step(std::size_t records);
  const core::board& board() const { return board_; }
  core::board take() { return std::move(board_); }

 private:
  result<void> meet(ledger::offset at, const ledger::delivery& d);
  result<void> count(const core::event& e);

  ledger::ledger& ledger_;
  core::board board_;
  ledger::offset left_;  // everything behind it has been met
  std::optional<core::instant_ms> occurred_by_;
  // Keys met whose first delivery has not been: which delivery counts, or 0 when that one was met.
  std::unordered_map<core::digest, ledger::offset, digest_hash> open_;
};

}  // namespace northstar::engine

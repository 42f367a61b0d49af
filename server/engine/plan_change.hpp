// SPDX-License-Identifier: MIT
// A plan version on its way into force: the state it leads to is folded beside the one that serves, a piece at a time; when it has caught up,
// the version is recorded, and from its record on the new state serves.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/error.hpp"
#include "engine/fold.hpp"
#include "engine/state.hpp"
#include "wire/plan_json.hpp"

namespace northstar::engine {

class plan_change {
 public:
  // `reading` must hold a plan; `before` is the serving state, or null with an empty ledger.
  plan_change(ledger::ledger& ledger, const state* before, const wire::plan_reading& reading, std::string reason);

  // Folds on, up to `upto`; done: caught up. errc::rate_needed, past_a_counter: the plan cannot hold what is recorded.
  result<progress> step(std::size_t records, ledger::offset upto);
  // Once caught up: appends the version as the ledger's next record, received at `at`.
  void record(ledger::ledger& ledger, core::instant_ms at, ledger::ledger::done then);
  // Once recorded: the state that serves from here on.
  std::unique_ptr<state> take() { return work_.take(); }

  std::uint32_t version() const { return version_; }

 private:
  plan_change(ledger::ledger& ledger, const state* before, const wire::plan_reading& reading, std::string reason,
              std::shared_ptr<core::compiled_plan> compiled);

  std::uint32_t version_;
  std::string reason_;
  std::shared_ptr<const core::compiled_plan> before_;
  std::shared_ptr<core::compiled_plan> compiled_;  // not asked until recorded
  refold work_;
};

}  // namespace northstar::engine

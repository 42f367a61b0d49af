// SPDX-License-Identifier: MIT
// A plan version on its way into force: the state it leads to is folded beside the one that serves, a piece at a time; when it has caught up,
// the version is recorded, and from its record on the new state serves.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/error.hpp"
#include "engine/fold.hpp"
#include "engine/state.hpp"
#include "wire/plan_json.hpp"

namespace northstar::engine {

class plan_change {
 public:
  // `reading` must hold a plan; `before` is the serving state, or null with an empty ledger; `now`: when the version is expected to be recorded.
  plan_change(ledger::ledger& ledger, const state* before, wire::plan_reading reading, std::string reason, core::instant_ms now);

  // Folds on, up to `upto`; done: caught up. errc::rate_needed, past_a_counter: the plan cannot hold what is recorded.
  result<progress> step(std::size_t records, ledger::offset upto);
  // False when a day has ended since it began: what that day was judged by may have been folded wrongly, so it has to begin anew.
  bool still_holds(core::instant_ms now) const;
  const wire::plan_reading& reading() const { return reading_; }
  const std::string& reason() const { return reason_; }
  // Once caught up: appends the version as the ledger's next record, received at `at`; `mark`: as what that entry of a shared log came to.
  void record(ledger::ledger& ledger, core::instant_ms at, std::optional<ledger::log_mark> mark, ledger::ledger::done then);
  // Once recorded: the state that serves from here on.
  std::unique_ptr<state> take() { return work_.take(); }

  std::uint32_t version() const { return version_; }

 private:
  plan_change(ledger::ledger& ledger, const state* before, wire::plan_reading reading, std::string reason, core::instant_ms now,
              std::shared_ptr<core::compiled_plan> compiled);

  std::uint32_t version_;
  wire::plan_reading reading_;
  std::string reason_;
  core::instant_ms begun_at_;
  std::shared_ptr<const core::compiled_plan> before_;
  std::shared_ptr<core::compiled_plan> compiled_;  // shown to nobody until recorded
  refold work_;
};

}  // namespace northstar::engine

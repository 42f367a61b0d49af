// SPDX-License-Identifier: MIT
// The ledger, folded from its first record: what recovery falls back to and what `northstar verify` compares with.
#pragma once

#include <memory>
#include <optional>

#include "engine/error.hpp"
#include "engine/state.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

// Reads the plan a canonical text stands for; the text is our own, so a failure means damage.
result<plan_in_force> compile_recorded(const ledger::plan_version& recorded);

// The newest plan recorded at first … upto; empty when there is none.
result<std::optional<ledger::plan_version>> newest_plan(ledger::ledger& ledger, ledger::offset first, ledger::offset upto);

// All records 1 … upto under the newest plan among them. errc::damaged when there is none, or a record cannot be decoded.
result<std::unique_ptr<state>> fold(ledger::ledger& ledger, ledger::offset upto);

}  // namespace northstar::engine

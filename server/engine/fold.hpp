// SPDX-License-Identifier: MIT
// The ledger, folded from its first record: what recovery falls back to and what `northstar verify` compares with.
#pragma once

#include <memory>
#include <optional>

#include "engine/error.hpp"
#include "engine/state.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

enum class progress : std::uint8_t { more, done };  // what is left of a piece of work: something, nothing

// A state made anew from the first record on, a piece at a time, while the ledger may be growing.
class refold {
 public:
  refold(ledger::ledger& ledger, plan_in_force plan, key_heads heads);

  // Takes at most `records` more of those up to `upto`. An error ends it.
  result<progress> step(std::size_t records, ledger::offset upto);
  state& made() { return *made_; }
  std::unique_ptr<state> take() { return std::move(made_); }

 private:
  ledger::ledger& ledger_;
  std::unique_ptr<state> made_;
  ledger::offset next_ = 1;
};

// All records 1 … upto under the newest plan among them. errc::damaged when there is none, or a record cannot be decoded.
result<std::unique_ptr<state>> fold(ledger::ledger& ledger, ledger::offset upto, key_heads heads = key_heads::left_out);

}  // namespace northstar::engine

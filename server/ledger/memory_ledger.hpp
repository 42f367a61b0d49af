// SPDX-License-Identifier: MIT
// A ledger that forgets: for tests and for re-folding without touching the disk. append() reports at once.
#pragma once

#include <memory>

#include "ledger/identity.hpp"
#include "ledger/ledger.hpp"
#include "ledger/retained.hpp"

namespace northstar::ledger {

std::unique_ptr<ledger> create_memory_ledger(retention kept = {});
std::unique_ptr<ledger> create_memory_ledger(retention kept, const identity& whose);
// What it has forgotten when its node comes back after a crash: everything behind the entry `seq` of the shared log.
void cut_memory_ledger(ledger& of, std::uint64_t seq);
// Lets the memory of records up to this one go, the last chunk's excepted: reading them is errc::no_such_record from then on, and replay() begins
// behind them. For whoever records without end and looks back a little.
void forget_memory_ledger(ledger& of, offset upto);
std::unique_ptr<ledger> copy_memory_ledger(const ledger& of);
void mark_memory_ledger(ledger& of, log_mark first);

}  // namespace northstar::ledger

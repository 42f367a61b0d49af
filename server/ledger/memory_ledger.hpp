// SPDX-License-Identifier: MIT
// A ledger that forgets: for tests and for re-folding without touching the disk. append() reports at once.
#pragma once

#include <memory>

#include "ledger/ledger.hpp"
#include "ledger/retained.hpp"

namespace northstar::ledger {

std::unique_ptr<ledger> create_memory_ledger(retention kept = {});

}  // namespace northstar::ledger

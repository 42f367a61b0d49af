// SPDX-License-Identifier: MIT
// The saved keys on their way into memory at the start: read and checked on a thread of their own, while the loop's thread reads the checkpoint and what
// came after it. Nothing is shared but the ledger's file.
#pragma once

#include <future>

#include "engine/key_index.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

class key_loading {
 public:
  // The ledger must outlive this, and save nothing meanwhile.
  explicit key_loading(ledger::ledger& from);
  // Waits for the end. Once.
  ledger::result<key_index> take();

 private:
  std::future<ledger::result<key_index>> loaded_;
};

}  // namespace northstar::engine

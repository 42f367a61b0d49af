// SPDX-License-Identifier: MIT
// Records that wait: for a rate, or for their instant to come near. They take no part until released.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

struct waiting_record {
  ledger::offset offset = 0;
  core::instant_ms received_at = 0;
  std::string reason;  // no_rate, in_the_future
  core::event event;
};

class quarantine {
 public:
  void add(waiting_record w);
  void remove(ledger::offset at);
  // The same key with the same content waits already.
  bool holds(const core::event_view& e) const;
  std::size_t size() const { return by_offset_.size(); }
  const std::map<ledger::offset, waiting_record>& all() const { return by_offset_; }

 private:
  std::map<ledger::offset, waiting_record> by_offset_;
  std::multimap<std::pair<std::uint64_t, std::uint64_t>, ledger::offset> by_key_;  // by the key's digest
};

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// What is known of each business key: in memory only the newest delivery's offset (about 40 bytes a key); the chain of deliveries
// stands in the ledger and is read when a key comes again.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/event.hpp"
#include "core/judge.hpp"
#include "ledger/ledger.hpp"
#include "ledger/record_codec.hpp"

namespace northstar::engine {

struct digest_hash {
  using is_avalanching = void;  // SipHash output is already mixed
  std::size_t operator()(const core::digest& d) const { return d.low; }
};

// What an arriving event meets.
struct judgement {
  core::verdict verdict = core::verdict::accepted;
  ledger::offset previous = 0;             // newest delivery of the key
  ledger::offset winner = 0;               // delivery that counted so far
  std::optional<core::event> counted;      // its event
};

class history {
 public:
  explicit history(ledger::ledger& ledger) : ledger_(ledger) {}

  // Reads the chain of the key back as far as needed. Deliveries of the turn under way are seen through remember().
  ledger::result<judgement> judge(const core::event& candidate);
  // The delivery at `at` is now the newest of its key. Durable only once the turn is; forget_turn() takes a failed turn back.
  void remember(const core::digest& key, ledger::offset at, ledger::delivery d);
  // The turn is durable: its deliveries can be read from the ledger.
  void turn_done();

  void restore(const ledger::key_entry& entry);
  std::vector<ledger::key_entry> take_unsaved();
  std::size_t keys() const { return heads_.size(); }

 private:
  ledger::result<ledger::delivery> delivery_at(ledger::offset at);

  ledger::ledger& ledger_;
  boost::unordered_flat_map<core::digest, ledger::offset, digest_hash> heads_;
  boost::unordered_flat_map<ledger::offset, ledger::delivery> turn_;  // not durable yet
  std::vector<ledger::key_entry> unsaved_;
};

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// What is known of each business key: in memory only the newest delivery's offset (about 30 bytes a key); the chain of deliveries
// stands in the ledger and is read when a key comes again. Keys in use stay known for a while (bounded).
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <unordered_map>
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
  ledger::offset previous = 0;           // newest delivery of the key; 0: none
  ledger::offset winner = 0;             // delivery that counted so far
  const core::event* counted = nullptr;  // its event; valid until the next call of remember() or turn_done()
};

class history {
 public:
  using head_map = boost::unordered_flat_map<core::digest, ledger::offset, digest_hash>;

  explicit history(ledger::ledger& ledger) : ledger_(&ledger) {}

  // Error: a record of the chain cannot be read back.
  ledger::result<judgement> judge(const core::event& candidate);
  // The delivery at `at` is now the newest of its key, durable or about to be. It must have been judged just before.
  void remember(ledger::offset at, const ledger::delivery& d);
  // The turn is durable: what it remembered can be read from the ledger and may be forgotten.
  void turn_done();

  void restore(const ledger::key_entry& entry) { heads_[entry.key] = entry.head; }
  // Entries remembered since the last call, in order.
  std::vector<ledger::key_entry> take_unsaved();
  // Entries up to here are saved already (after a fold from the first record).
  void forget_unsaved(ledger::offset upto);
  const head_map& heads() const { return heads_; }

 private:
  struct known_key {
    ledger::offset head = 0;
    ledger::offset winner = 0;
    core::event counted;
    std::vector<core::digest> contents;  // of all its deliveries
  };
  // nullptr: the key is new.
  ledger::result<known_key*> find(const core::digest& key);
  ledger::result<known_key> read_chain(ledger::offset head);

  // Keys kept with their chain; beyond it all are forgotten after the turn (about 20 MB).
  static constexpr std::size_t known_max = 50'000;

  ledger::ledger* ledger_;
  head_map heads_;
  std::unordered_map<core::digest, known_key, digest_hash> known_;
  std::size_t contents_known_ = 0;
  std::vector<ledger::key_entry> unsaved_;
};

}  // namespace northstar::engine

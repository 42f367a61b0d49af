// SPDX-License-Identifier: MIT
// What is known of each business key. In memory only the newest delivery's offset (key_index.hpp), of the oldest keys not even that: they lie
// in the ledger's sorted rest. The chain of deliveries stands in the ledger and is read when a key comes again. Keys that did stay known for a
// while (bounded).
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/event.hpp"
#include "core/judge.hpp"
#include "engine/key_index.hpp"
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
  // Finds the delivery at an offset past the ledger's last: one of the turn under way.
  using turn_reader = std::function<std::optional<ledger::delivery>(ledger::offset)>;

  explicit history(ledger::ledger& ledger) : ledger_(&ledger) {}

  // Where deliveries are found that were remembered and are not durable yet.
  void reads_turn(turn_reader reader) { turn_ = std::move(reader); }
  // A key that will be judged soon: a few rows ahead its memory is on its way.
  void prefetch(const core::digest& key) const { heads_.prefetch(key); }
  // Error: a record of the chain cannot be read back.
  ledger::result<judgement> judge(const core::event_view& candidate);
  // The delivery at `at` is now the newest of its key, durable or about to be. It must have been judged just before.
  void remember(ledger::offset at, const ledger::delivery_view& d);
  // The turn is durable: what it remembered can be read from the ledger and may be forgotten. Also goes on dropping what has settled.
  void turn_done();

  // Notes an entry that no checkpoint holds yet, as remember() does.
  void note(const ledger::key_entry& entry);
  // Takes a whole index, as loaded; what was noted before is newer.
  void restore(key_index loaded);
  // Entries up to that record noted since the last call, in order; those behind it, not durable yet, wait for the next.
  std::vector<ledger::key_entry> take_unsaved(ledger::offset upto);

  // Newest delivery of a key; 0: there is none.
  ledger::result<ledger::offset> head_of(const core::digest& key);
  // Keys in memory; those up to the ledger's keys_settled() leave it, a few thousand a turn.
  std::size_t in_memory() const { return heads_.size(); }
  const key_index& heads() const { return heads_; }

 private:
  struct known_key {
    ledger::offset head = 0;
    ledger::offset winner = 0;
    core::event counted;
    std::vector<core::digest> contents;  // of all its deliveries
  };
  // nullptr: the key is new.
  ledger::result<known_key*> find(const core::digest& key);
  ledger::result<ledger::offset> head_of(const core::digest& key, key_index::vacancy& where);
  ledger::result<known_key> read_chain(ledger::offset head);
  ledger::result<ledger::delivery> read(ledger::offset at);
  void drop_settled();

  // Deliveries kept of keys that came again; beyond it all are forgotten after the turn (about 20 MB).
  static constexpr std::size_t known_max = 50'000;

  ledger::ledger* ledger_;
  turn_reader turn_;
  key_index heads_;
  key_index::vacancy judged_;  // of the key that was judged last, until anything is put or dropped
  std::unordered_map<core::digest, known_key, digest_hash> known_;
  std::size_t contents_known_ = 0;
  std::vector<ledger::key_entry> unsaved_;
  ledger::offset dropped_to_ = 0;              // all shards hold newer heads only,
  ledger::offset dropping_to_ = 0;             // those before this one newer ones than this
  std::size_t dropping_ = key_index::shard_count;
};

}  // namespace northstar::engine

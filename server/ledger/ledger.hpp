// SPDX-License-Identifier: MIT
// The durable, ordered record of everything accepted. Records are numbered from 1 without gaps (their offset); a record
// is bytes with a kind, and the ledger judges nothing. One writer. Calls come from the loop's thread; append() and
// save_checkpoint() do their disk work on the ledger's own thread and report back on the loop.
#pragma once

#include <array>
#include <boost/system/result.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/event.hpp"

namespace northstar::ledger {

template <class T>
using result = boost::system::result<T>;

using offset = std::uint64_t;  // 0: before the first record

// The numbers are on disk: never change one.
enum class record_kind : std::uint8_t {
  delivery = 1,    // an event that takes part (ledger/record_codec.hpp)
  quarantined = 2, // an event that waits
  released = 3,    // a quarantined one that takes part from here on
  plan = 4,        // a plan version
  dropped = 5,     // a quarantined one that will never take part (refused when its time came), with the reason
  closed = 6,      // a period that was closed, with its figures as they stood
  server = 7,      // the shared log is kept by another server from here on
};

struct record {
  record_kind kind = record_kind::delivery;
  std::string body;
};

struct record_view {
  ledger::offset offset = 0;
  core::instant_ms received_at = 0;
  record_kind kind = record_kind::delivery;
  std::string_view body;  // valid during the call that hands it out
};

struct stored_record {
  core::instant_ms received_at = 0;
  ledger::record record;
};

// Newest delivery of a business key.
struct key_entry {
  core::digest key;
  ledger::offset head = 0;
};

struct checkpoint {
  ledger::offset at = 0;     // counters hold everything up to here
  std::string counters;      // opaque to the ledger
};

// A piece of an index over the records, made again from them when it is missing.
struct index_piece {
  ledger::offset first = 0;  // record with which it begins
  std::string body;          // opaque to the ledger
};

// Where the keys lie that no longer have to be in memory.
struct settled_keys {
  offset upto = 0;            // heads up to here: find_key() knows them, load_keys() leaves them out
  std::uint64_t entries = 0;  // a key may have several, of which the newest counts
  std::uint64_t runs = 0;
  std::uint64_t memory_bytes = 0;  // of filters and fences
  std::uint64_t asked = 0;         // calls of find_key()
  std::uint64_t pages_read = 0;    // by them; the others were answered from memory
};

// An entry of the log that several nodes share, once all it came to is on this disk. `upto` never goes back; an entry of which nothing had to be
// recorded leaves it where it was.
struct log_mark {
  std::uint64_t seq = 0;       // from 1, without holes
  std::string uid;
  core::instant_ms at = 0;     // the instant it counts as received
  std::uint8_t kind = 0;       // opaque to the ledger
  offset upto = 0;             // its records end here
};

// Of the marks so many are kept, the newest.
inline constexpr std::uint64_t log_marks_max = 1'000'000;

class record_batch;

class ledger {
 public:
  using done = std::function<void(boost::system::error_code)>;
  using visitor = std::function<void(const record_view&)>;
  using key_visitor = std::function<void(std::span<const key_entry>)>;

  virtual ~ledger() = default;

  // Random text made when the ledger was; a position is only comparable under the same epoch.
  virtual const std::string& epoch() const = 0;
  // 16 random bytes made with the ledger: the key of all digests in it.
  virtual const std::array<std::uint8_t, 16>& digest_key() const = 0;
  // Offset of the last durable record.
  virtual offset last() const = 0;

  // Writes the records as last()+1 … in one transaction and syncs it. `then` runs on the loop afterwards, last() moved; an
  // error means that nobody may be told (after a failed sync a restart may still find them). One append under way at a time.
  virtual void append(record_batch batch, done then) = 0;
  void append(std::vector<record> records, core::instant_ms received_at, done then);
  // The marks that were appended (record_batch::mark): the newest (of a kind), if there is one; and those from `first` on, `count` at most, ascending.
  virtual result<std::optional<log_mark>> last_mark(std::optional<std::uint8_t> kind = {}) = 0;
  virtual result<std::vector<log_mark>> marks(std::uint64_t first, std::size_t count) = 0;
  // One durable record, read on the calling thread; recent ones come from memory.
  virtual result<stored_record> read(offset at) = 0;
  // The durable records first … upto, in order.
  virtual result<void> replay(offset first, offset upto, const visitor& visit) = 0;
  result<void> replay(offset first, const visitor& visit) { return replay(first, last(), visit); }
  // The durable records at these offsets, which ascend; what lies together on the disk is read once.
  virtual result<void> visit(const std::vector<offset>& at, const visitor& visit) = 0;

  // Counters as of `at` with the key entries written since the last checkpoint (in order; a later one of a key replaces an
  // earlier). Of the older checkpoints some are kept (ledger/retained.hpp), key entries all. Not durable until `then`.
  virtual void save_checkpoint(checkpoint saved, std::vector<key_entry> keys, done then) = 0;
  virtual result<std::optional<checkpoint>> load_checkpoint() = 0;
  // Where there are checkpoints, ascending; and one of them. nullopt: it has gone meanwhile, or is damaged.
  virtual result<std::vector<offset>> checkpoints() = 0;
  virtual result<std::optional<checkpoint>> checkpoint_at(offset at) = 0;
  // Pieces of the index, each taking the place of an earlier one of the same `first`; and one of them, nullopt when there is none.
  virtual void save_index(std::vector<index_piece> pieces, done then) = 0;
  virtual result<std::optional<std::string>> load_index(offset first) = 0;
  // The saved key entries that have not settled, in runs of at most some 65,536: of each key the greatest head counts. May be called on
  // another thread while this one uses the rest of the ledger, as long as nothing is saved meanwhile.
  virtual result<void> load_keys(const key_visitor& visit) = 0;
  // How many entries load_keys() will visit, about.
  virtual result<std::uint64_t> count_keys() = 0;

  // Past what memory shall hold: sorts the oldest saved entries, about so many, into the settled ones, in pieces between appends.
  // `then`: keys_settled() has moved as far as it will. One at a time.
  virtual void settle_keys(std::uint64_t entries, done then) = 0;
  virtual const settled_keys& settled() const = 0;
  offset keys_settled() const { return settled().upto; }
  // Newest settled delivery of a key; 0: none. Reads the disk at most when there probably is one.
  virtual result<offset> find_key(const core::digest& key) = 0;
  // All settled entries.
  virtual result<void> visit_settled_keys(const key_visitor& visit) = 0;
};

}  // namespace northstar::ledger

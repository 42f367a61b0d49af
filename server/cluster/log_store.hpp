// SPDX-License-Identifier: MIT
// The one log that the nodes of a cluster share: entries in one order, numbered from 1 without holes, each a unique name and bytes. What it is
// kept in is behind this interface: Redis (redis_log_store.hpp), or memory that fails on purpose (tests). All calls and answers on the loop's
// thread; an answer never comes from within the call, and none comes after the store is destroyed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cluster/error.hpp"

namespace northstar::cluster {

// What a node wants to stand in the log.
struct offer {
  std::string uid;   // at most 32 bytes; never the same twice, not even for the same body: where a uid stands, all that stands before it is known
  std::string body;  // at most entry_bytes_max
};

struct log_entry {
  std::uint64_t seq = 0;  // from 1
  std::string uid;
  std::string body;
};

// Where the log stands. `last` 0: empty. Entries before `first` are trimmed away; first == last + 1 when all are.
struct log_head {
  std::string epoch;   // empty: nobody has begun this log
  std::string server;  // what answers: another one after a restart or a failover, when the log's tail may have been lost
  std::uint64_t first = 1;
  std::uint64_t last = 0;
};

inline constexpr std::size_t entry_bytes_max = std::size_t{4} << 20;

class log_store {
 public:
  virtual ~log_store() = default;

  using head_answer = std::function<void(const result<log_head>&)>;
  using read_answer = std::function<void(const result<std::vector<log_entry>>&)>;
  using seq_answer = std::function<void(const result<std::uint64_t>&)>;

  // errc::away in all answers: not reached, or lost under way; what was asked may have been done.

  virtual void head(head_answer then) = 0;

  // Begins the log under this epoch, if nobody has; answers the head either way.
  virtual void begin(const std::string& epoch, head_answer then) = 0;

  // Entries from `first` on, `count` or 4 MiB of them at most (one at least); at the log's end it waits for one up to `wait_ms` (0: not at all) and then answers none.
  // One read at a time. errc::trimmed: `first` is not kept any more.
  // errc::other_log: the log ends before the one before `first`.
  virtual void read(std::uint64_t first, std::size_t count, std::int64_t wait_ms, read_answer then) = 0;

  // Appends behind whatever is last, in this order and as a whole, if the log is of this epoch and kept by this server (errc::other_log if not: nothing was
  // appended). Answers the number of the last one. Several may be under way; they are appended in the order of the calls.
  virtual void append(const log_head& to, std::vector<offer> offers, seq_answer then) = 0;

  // Puts back entries that a log lost, with consecutive numbers, if its last is exactly the one before the first of them and has the uid `after`; or, `after` empty, if
  // it is empty: then it begins with that number, under this epoch. errc::other_log: it is not so. Answers the number of the last one.
  virtual void restore(const std::string& epoch, const std::string& after, std::vector<log_entry> entries, seq_answer then) = 0;

  // Drops entries before `first` (fewer may go; never others).
  virtual void trim(std::uint64_t first, seq_answer then) = 0;

  // Says `id` has entries up to `applied` on its disk; answers the smallest such number of all that have said so within `alive_ms`.
  virtual void note_applied(const std::string& id, std::uint64_t applied, std::int64_t alive_ms, seq_answer then) = 0;

  // Called with true when it can be reached (again; perhaps another server with other contents), with false when it cannot.
  virtual void on_reach(std::function<void(bool)> call) = 0;
};

}  // namespace northstar::cluster

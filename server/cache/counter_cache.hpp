// SPDX-License-Identifier: MIT
// The board's counters in Redis, where colleagues read them and a new node begins with them: hash
// {name}:cells (name → integer) and {name}:watermark, always written together. Every node of a
// cluster offers what it counts; the newest position wins, so a slow node never puts the counters
// back.
//
// One write is under way at a time; what comes meanwhile is merged. Past cells_max changed cells,
// or when changes are missing in between, or when Redis has lost what stood there, the owner is
// asked for the whole set. Redis out of reach costs nothing but age.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cache/cache_reader.hpp"
#include "cache/cache_scripts.hpp"
#include "cache/cell.hpp"
#include "cache/pending_cells.hpp"
#include "redis/connection.hpp"

namespace northstar::cache {

// Some cells of the whole set. They may be newer than the position the set began with: `at` is
// where the board stood when they were read.
struct piece {
  std::vector<cell> cells;  // empty: there are no more
  std::uint64_t at = 0;
};

// All calls on the loop's thread. What is called back never comes from within a call, and none
// comes after it is destroyed.
class counter_cache {
 public:
  static constexpr std::size_t cells_max = std::size_t{64}
                                           << 10;   // changed cells that wait, and of one write
  static constexpr std::size_t piece_cells = 4096;  // a piece should hold about so many

  // `name` of the keys, in braces (redis::is_key_name). `seed`: another one for each node and
  // start.
  counter_cache(boost::asio::io_context& io, const redis::address& to, std::string name,
                std::uint64_t seed, const redis::connection_settings& settings = {});

  // The owner is asked for put_whole(); puts until then are passed over.
  void on_needs_whole(std::function<void()> call) { needs_whole_ = std::move(call); }
  // What stands in Redis now, as far as a write has told: what the log may be trimmed behind.
  void on_watermark(std::function<void(const watermark&)> call) { stands_ = std::move(call); }
  void on_reach(std::function<void(bool)> call) { reach_ = std::move(call); }

  // All cells that changed after `from`, up to `upto` (from ≤ upto, which never goes back), with
  // their values at `upto`. Another epoch begins anew.
  void put(std::vector<cell> changed, const std::string& epoch, std::uint64_t from,
           std::uint64_t upto);

  // All cells, from `upto` on: `next` is called for one piece after the other while they are
  // written aside (it calls nothing here). Changes after `upto` go on coming through put(), and
  // when they have caught up with the newest piece, all of it takes the old cells' place in one
  // step. Replaces a set under way.
  void put_whole(const std::string& epoch, std::uint64_t upto, std::function<piece()> next);

  // All that stands in Redis, with its watermark (cache_reader.hpp).
  void load(std::function<void(redis::result<contents>)> then);

 private:
  struct whole {
    std::function<piece()> next;
    std::string key;
    std::uint64_t upto = 0;    // where the set stands, once all pieces are written
    std::uint64_t newest = 0;  // of the pieces
    std::uint64_t pieces = 0;
    std::optional<change_set> last;  // the changes since, being written into it
    bool all_given = false;
    bool writing = false;
  };

  void on_state(bool up);
  void flush();
  void written(change_set sent, const redis::result<redis::reply>& r);
  void want_whole();
  void ask_for_whole();
  void build();
  void write_piece(std::vector<cell> cells);
  void commit();
  void end_whole(const redis::result<redis::reply>& r);
  std::string outcome(const redis::result<redis::reply>& r);

  boost::asio::io_context& io_;
  const std::string cells_key_, watermark_key_, epoch_key_, name_;
  const std::string id_;
  const cache_scripts scripts_;
  redis::connection over_;
  redis::script_runner runner_;
  std::function<void()> needs_whole_;
  std::function<void(const watermark&)> stands_;
  std::function<void(bool)> reach_;
  std::string epoch_;
  pending_cells pending_{cells_max};
  bool writing_ = false;  // changes are on their way
  bool foreign_ = false;  // what stands there is of another log; said once
  bool wanted_ = false;   // the owner has been, or is to be, asked for the whole set
  std::shared_ptr<whole> whole_;
  std::uint64_t named_ = 0;  // keys that were named so far
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace northstar::cache

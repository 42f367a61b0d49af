// SPDX-License-Identifier: MIT
// The board's counters as others read them in Redis: which cells have changed, and their values by name. Ratios are not counters: whoever wants one divides.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cache/counter_cache.hpp"
#include "core/board.hpp"
#include "core/facts.hpp"

namespace northstar::engine {

class counter_writer {
 public:
  // Where the board stands when it is asked for.
  struct standing {
    const core::board* board = nullptr;  // null: there is none yet
    std::string epoch;
    std::uint64_t offset = 0;
  };
  // Both outlive it.
  counter_writer(cache::counter_cache& to, std::function<standing()> where);

  // Something counts from now on, or no more (null: nothing).
  void note(const core::facts* f);
  // Another plan: names and lines are others, so all is written again.
  void begin_anew();
  // Every change up to where the board stands was noted. Hands over what has changed, seldom enough that it costs a twentieth of the time at most.
  void flush(core::instant_ms now);
  // The counters that stand there hold everything up to this record.
  bool stands_at(const std::string& epoch, std::uint64_t offset) const { return stands_.epoch == epoch && stands_.offset >= offset; }

 private:
  cache::piece next_piece();
  // The cells of the unit that hold any of these days.
  void add_unit(const core::board& b, core::unit_index u, const std::vector<core::day_number>& days, std::vector<cache::cell>& into) const;
  void add_cells(const core::board& b, core::unit_index u, const core::period& p, std::vector<cache::cell>& into) const;

  static constexpr core::instant_ms every_ms = 100;

  cache::counter_cache& to_;
  std::function<standing()> where_;
  std::set<std::pair<const core::counting_line*, core::day_number>> changed_;
  std::pair<const core::counting_line*, core::day_number> last_{nullptr, 0};
  std::uint64_t from_ = 0;        // cells up to here were handed over
  std::string epoch_;
  cache::watermark stands_;       // the newest that is known
  core::instant_ms flush_at_ = 0;
  core::unit_index next_unit_ = 0;  // of the whole set under way
  bool wants_whole_ = true;
};

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// The board of another moment, from the nearest board there is: the one that serves, a checkpoint's, or an empty one. What counts among the
// records between is put on it (or taken off), cut at the asked day; that day is counted anew, up to the asked instant. Records are read once, in
// their order, and only those that the index names. Equal, byte for byte, to what past_fold makes of all records.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/board_loader.hpp"
#include "engine/fold.hpp"
#include "engine/moment_index.hpp"
#include "engine/past_fold.hpp"
#include "engine/state.hpp"
#include "engine/unit_batch.hpp"

namespace northstar::engine {

// What a look back begins with; all of it outlives the look.
struct past_sources {
  ledger::ledger* ledger = nullptr;
  moment_index* index = nullptr;
  std::function<const state&()> serving;  // as it stands when it is called
};

// Reads on in the ledger what the index lacks, at most `records`.
result<progress> catch_up(moment_index& index, ledger::ledger& ledger, std::size_t records);

class past_board {
 public:
  // `plan`: which counts. `occurred_by`: empty for all.
  past_board(past_sources from, plan_in_force plan, ledger::offset upto, std::optional<core::instant_ms> occurred_by);

  // A few milliseconds' worth. errc::past_a_counter as past_fold.
  result<progress> step();
  // When done.
  core::board take() { return std::move(*board_); }

 private:
  struct entry {
    ledger::offset at = 0;
    int sign = +1;
    bool of_day = false;  // counts as a part of the asked day, else of the days before
  };

  result<progress> begin();
  result<progress> begin_with_checkpoint(ledger::offset at);
  result<progress> load();
  progress look_for_replaced();
  result<progress> count();
  void gather(ledger::offset first, ledger::offset last);
  result<void> count_gathered();
  void count(const core::event_view& e, int sign);
  progress settle();
  result<progress> fold_whole();

  past_sources from_;
  plan_in_force plan_;
  ledger::offset upto_;
  std::optional<core::instant_ms> occurred_by_;
  time_range before_day_;  // what the base holds after the cut
  time_range day_;         // the asked day as far as it counts; empty without one

  enum class stage : std::uint8_t { index, base, load, replaced, count, settle, whole } stage_ = stage::index;
  std::vector<ledger::offset> passed_over_;  // checkpoints that would not do
  std::unique_ptr<core::board_loader> loader_;
  std::optional<core::board> board_;
  ledger::offset base_ = 0;  // the board began with what counted up to here
  ledger::offset low_ = 0, high_ = 0;  // the records between it and upto_: low_ + 1 … high_
  std::vector<bool> gone_;             // of those between: replaced among them
  std::vector<ledger::offset> put_back_;  // at or before low_, replaced between; ascending
  std::vector<ledger::offset> gone_of_day_;  // ascending
  std::size_t next_replaced_ = 0;
  ledger::offset counted_ = 0;  // all up to here
  std::size_t put_back_done_ = 0, gone_of_day_done_ = 0;
  std::vector<entry> gathered_;
  unit_batch batch_;  // counted, but not yet on the board
  std::unique_ptr<past_fold> whole_;
};

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// Milestones over time: reached once, and un-reached visibly when what counted is taken back (docs/goals.md). A fold over the applied changes:
// the same changes in the same order give the same state and the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/board.hpp"
#include "core/facts.hpp"

namespace northstar::core {

class byte_reader;

// Index into plan::milestones.
using milestone_index = std::uint32_t;

// Reached: actual ≥ at × target of the cell, exactly, by the version of the plan that judges the period. Never without a target, with one of
// 0 or less, or for a ratio.
bool milestone_reached(const board& b, milestone_index m, const period& p);

// How many (milestone, period) are remembered, each since it was first reached: about 100 bytes apiece. Past that the period that ended
// longest ago is forgotten; what happens in periods that ended then or earlier is not told any more, rather than told twice.
inline constexpr std::size_t milestone_records_max = 10'000;

// When a change was received, and its place in the ledger.
struct milestone_stamp {
  instant_ms at = 0;
  std::uint64_t offset = 0;
  friend bool operator==(const milestone_stamp&, const milestone_stamp&) = default;
};

struct milestone_record {
  milestone_index milestone = 0;
  core::period period;
  bool is_reached = false;
  milestone_stamp reached;                  // the first crossing
  std::optional<milestone_stamp> reversed;  // the last fall below
  std::uint32_t times_again = 0;            // how often it was reached after a fall
  friend bool operator==(const milestone_record&, const milestone_record&) = default;
};

enum class milestone_turn : std::uint8_t { reached, reversed, reached_again };
struct milestone_news {
  milestone_index milestone = 0;
  core::period period;
  milestone_turn turn = milestone_turn::reached;
  friend bool operator==(const milestone_news&, const milestone_news&) = default;
};

// What was told, by which record.
struct told_milestone {
  milestone_news news;
  milestone_stamp stamp;
};

// The board handed to a call must be of the plan that the watch has.
class milestone_watch {
 public:
  explicit milestone_watch(std::shared_ptr<const compiled_plan> plan);

  // After board.apply(before, after), with the same facts (either may be null), once for each change of that board: the watch goes along with the
  // totals of what it watches. Looks only at milestones whose cell the change moves. The news are ordered by end of period, then by milestone.
  std::vector<milestone_news> step(const board& b, const facts* before, const facts* after, const milestone_stamp& when);
  std::vector<milestone_news> step(const board& b, const event* before, const event* after, const milestone_stamp& when);

  // Another version of the plan may judge a period from here on: totals and targets are looked up anew.
  void look_anew() { running_.assign(running_.size(), {}); }

  // nullptr: never reached, or forgotten.
  const milestone_record* find(milestone_index m, const period& p) const;
  // By end of period, then by milestone.
  std::vector<milestone_record> records() const;

  // The state as bytes, for checkpoints. load() is false, and the watch empty, when the bytes do not fit the milestones of its plan or are
  // out of form; they carry no checksum of their own.
  std::string save() const;
  bool load(const std::string& bytes);

 private:
  // Last day, first day, milestone: what ended longest ago comes first.
  using record_key = std::tuple<day_number, day_number, milestone_index>;
  using record_map = std::map<record_key, milestone_record>;
  // What a milestone compares in a period: the total so far, and from which one on it is reached. A distinct metric has no running total, and
  // neither has one whose numbers are too large to compare so: it is looked at anew each time.
  struct running {
    core::period period;
    std::uint64_t begun = 0;  // the step that made it, out of a board which held that step's change already
    bool is_total = false;
    __int128 total = 0;
    __int128 reached_from = 0;
  };
  // Milestone, and which of its running periods.
  using touched_list = boost::container::small_vector<std::pair<milestone_index, std::size_t>, 4>;

  static record_key key_of(milestone_index m, const period& p) { return {p.last, p.first, m}; }
  void build_index();
  void touch(const board& b, const facts* f, int sign, touched_list& out);
  std::size_t running_at(const board& b, milestone_index m, day_number day);
  running begin(const board& b, milestone_index m, const period& p) const;
  std::vector<milestone_news> judge(const board& b, touched_list& touched, const milestone_stamp& when);
  std::optional<milestone_turn> turn_of(bool is_reached, milestone_index m, const period& p, const milestone_stamp& when);
  void forget_oldest();
  bool load_record(byte_reader& in);
  bool has_period(milestone_index m, const period& p) const;

  std::shared_ptr<const compiled_plan> plan_;
  std::vector<std::vector<milestone_index>> milestones_by_unit_;  // ratios have none
  std::vector<std::vector<running>> running_;  // by milestone; at most running_max periods each, then all of it begin anew
  std::uint64_t step_ = 0;
  static constexpr std::size_t running_max = 64;
  record_map records_;
  std::optional<day_number> forgotten_to_;  // last day of the period forgotten last
};

}  // namespace northstar::core

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
#include <unordered_map>
#include <vector>

#include "core/board.hpp"

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

// The board handed to a call must be of the plan that the watch has.
class milestone_watch {
 public:
  explicit milestone_watch(std::shared_ptr<const compiled_plan> plan);

  // After board.apply(before, after), with the same events. Looks only at milestones whose cell the change can have moved; a change of
  // a type that feeds no milestone costs one or two look-ups of its type. The news are ordered by end of period, then by milestone.
  std::vector<milestone_news> step(const board& b, const event* before, const event* after, const milestone_stamp& when);

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
  using touched_list = std::vector<std::pair<record_key, core::period>>;

  static record_key key_of(milestone_index m, const period& p) { return {p.last, p.first, m}; }
  void build_index();
  std::uint64_t place_of(unit_index u, metric_index m, slice_index s) const;
  void touch(const event* e, touched_list& out) const;
  void touch_day(milestone_index m, day_number day, touched_list& out) const;
  std::vector<milestone_news> judge(const board& b, touched_list& touched, const milestone_stamp& when);
  std::optional<milestone_turn> turn_of(const board& b, milestone_index m, const period& p, const milestone_stamp& when);
  void forget_oldest();
  bool load_record(byte_reader& in);
  bool has_period(milestone_index m, const period& p) const;

  std::shared_ptr<const compiled_plan> plan_;
  std::unordered_map<std::string, std::vector<metric_index>> metrics_by_type_;  // only those that some milestone watches
  std::unordered_map<std::uint64_t, std::vector<milestone_index>> milestones_by_place_;
  record_map records_;
  std::optional<day_number> forgotten_to_;  // last day of the period forgotten last
};

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
// The plan made ready for use: look-ups by text, the line from a unit to the root on a day, which metrics an event type
// feeds, and the tables of calendar and targets. Immutable; a new plan version is a new object.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/calendar.hpp"
#include "core/owner_table.hpp"
#include "core/plan.hpp"
#include "core/text_map.hpp"

namespace northstar::core {

class compiled_plan;
class target_table;

// A metric fed by an event type, and with which sign.
struct metric_feed {
  metric_index metric = 0;
  int sign = +1;
};

// Where an event of an owner counts on a day.
struct counting_line {
  std::vector<unit_index> units;  // the owner first, then ancestors; the root always, `unassigned` when the line breaks
  bool reaches_root = true;
  const counting_line* above = nullptr;  // the same without the owner, on the same days; null: the line breaks, or the owner is the root
};

// A version that a newer one has replaced.
struct earlier_plan {
  std::shared_ptr<const compiled_plan> plan;
  instant_ms until = 0;  // in force before this instant
};

class compiled_plan {
 public:
  explicit compiled_plan(core::plan p);
  ~compiled_plan();
  compiled_plan(const compiled_plan&) = delete;
  compiled_plan& operator=(const compiled_plan&) = delete;

  // The versions before this one, oldest first; told once, before anybody asks.
  void comes_after(std::vector<earlier_plan> earlier) { earlier_ = std::move(earlier); }

  const core::plan& plan() const { return plan_; }
  const core::calendar& calendar() const { return calendar_; }
  const target_table& targets() const { return *targets_; }

  // The version that judges a period: with history kept the one in force at its end (the first one for what ended before it), else
  // this one. See core/judging.hpp.
  const compiled_plan& in_force_at_end(const period& p) const;
  const std::vector<earlier_plan>& earlier() const { return earlier_; }

  unit_index unassigned() const { return static_cast<unit_index>(plan_.units.size()); }
  // plan units and `unassigned`.
  std::size_t unit_count() const { return plan_.units.size() + 1; }

  // By id (also "unassigned"). nullopt: no such.
  std::optional<unit_index> unit(std::string_view id) const;
  std::optional<metric_index> metric(std::string_view id) const;
  std::optional<slice_index> slice(std::string_view name) const;
  std::string_view unit_id(unit_index u) const;
  // An event's owner: by id, then by alias, exactly. nullopt: unknown.
  std::optional<unit_index> owner(std::string_view text) const;

  // Where an event of this owner counts on that day. Made when first asked for, kept for the plan's life: one for each stretch of days in which
  // nobody on the line moved.
  const counting_line& line(std::optional<unit_index> owner, day_number day) const;
  // The same for the text an event names its owner with.
  const counting_line& line_of(std::string_view owner, day_number day) const;
  // Whose an event on that line is: its owner's, or nobody's, when the line does not reach the root.
  unit_index unit_on(const counting_line& line) const { return line.reaches_root ? line.units.front() : unassigned(); }
  // It will be asked for some events later.
  void prefetch_owner(std::string_view owner) const { owners_.prefetch(owner); }
  // The unit's parent on that day; nullopt for the root and for a unit that has none then.
  std::optional<unit_index> parent(unit_index u, day_number day) const;
  // Direct members on that day, in plan order.
  std::vector<unit_index> members(unit_index u, day_number day) const;
  // True when `u` is `scope` or below it on that day (`unassigned` is below the root).
  bool within(unit_index u, unit_index scope, day_number day) const;
  const leave_days& leave(unit_index u) const;

  // Empty: the type feeds nothing.
  const std::vector<metric_feed>& feeds(std::string_view type) const;
  // The slices an event counts under beside the whole: one segment, one product; no_index where the plan has none of the kind.
  std::array<slice_index, 2> slices_of(std::string_view segment, std::string_view product) const;

  // Plan-currency value of one `currency` on that day × 10^9; nullopt: no rate in force.
  std::optional<std::int64_t> rate_nano(std::string_view currency, day_number day) const;

 private:
  core::plan plan_;
  core::calendar calendar_;
  std::vector<earlier_plan> earlier_;
  text_map<unit_index> unit_by_id_;
  mutable owner_table owners_;
  text_map<metric_index> metric_by_id_;
  text_map<slice_index> slice_by_name_;
  text_map<slice_index> segment_by_text_;
  text_map<slice_index> product_by_text_;
  text_map<std::vector<metric_feed>> feeds_;
  mutable std::vector<std::vector<known_line>> lines_;  // by owner, no owner last; by day, ascending
  mutable std::deque<counting_line> made_lines_;
  std::vector<std::vector<unit_index>> possible_members_;  // by parent, any time, plan order
  std::unique_ptr<target_table> targets_;

  known_line known_line_of(std::optional<unit_index> owner, day_number day) const;
  known_line make_line(std::optional<unit_index> owner, day_number day) const;
};

}  // namespace northstar::core

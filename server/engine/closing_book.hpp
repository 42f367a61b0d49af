// SPDX-License-Identifier: MIT
// Closed periods: which, since when, and what came for them later. The frozen figures stand in the ledger, in the record that closed the
// period; here is where that record lies and which records adjusted the period after it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "core/compiled_plan.hpp"
#include "core/facts.hpp"
#include "ledger/ledger.hpp"

namespace northstar::core {
class byte_reader;
class byte_writer;
}  // namespace northstar::core

namespace northstar::engine {

struct closed_period {
  std::string name;
  core::period period;  // in the calendar of the plan in force; what that plan does not know stays listed
  ledger::offset at = 0;
  core::instant_ms closed_at = 0;
  std::uint32_t plan_version = 0;
  std::string by;
  std::uint64_t adjustment_count = 0;
  std::deque<ledger::offset> adjustments;  // the newest adjustments_max
};

class closing_book {
 public:
  explicit closing_book(std::shared_ptr<const core::compiled_plan> plan) : plan_(std::move(plan)) {}

  void add(closed_period c);
  // A change was applied; either side may be null. It adjusts every closed period that holds the day of one that feeds a metric.
  void note(const core::facts* before, const core::facts* after, ledger::offset at);

  // nullptr: not closed.
  const closed_period* find(const std::string& name) const;
  const std::map<ledger::offset, closed_period>& all() const { return by_offset_; }  // in the order of closing

  void save(core::byte_writer& out) const;
  bool load(core::byte_reader& in);

  // Past it a period cannot be closed any more.
  static constexpr std::size_t closed_max = 10'000;
  static constexpr std::size_t adjustments_max = 10'000;

 private:
  std::shared_ptr<const core::compiled_plan> plan_;
  std::map<ledger::offset, closed_period> by_offset_;
};

}  // namespace northstar::engine

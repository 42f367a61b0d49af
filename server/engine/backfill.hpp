// SPDX-License-Identifier: MIT
// Tells an import of the past from the day's business: many records that are new here and long old. What merely becomes known with them is no news:
// lights settle silently (alert_patrol.hpp) and nothing is celebrated (herald.hpp). A fold over the records in their order; asks no clock.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/compiled_plan.hpp"
#include "engine/news.hpp"

namespace northstar::engine {

class backfill {
 public:
  // Entered so much later than it occurred, a record is history. An edit never is: somebody has corrected something now.
  static constexpr std::int64_t old_ms = 72 * 3'600'000;
  // So many of them, none more than the pause behind the one before, are an import of the past; the pause ends it. Fewer are a person's late entries.
  static constexpr int begins_with = 20;
  static constexpr std::int64_t pause_ms = 10'000;

  // Another plan numbers its units otherwise; to be called before anything is asked by it.
  void follow(const std::shared_ptr<const core::compiled_plan>& plan);
  // A change received at `at`. True: it came with an import of the past, old itself or not.
  bool take(const told_change& change, core::instant_ms at);
  // How often an import has touched the unit's figures; only ever grows.
  std::uint32_t touches(core::unit_index unit) const { return unit < touches_.size() ? touches_[unit] : 0; }

 private:
  std::shared_ptr<const core::compiled_plan> plan_;
  std::vector<std::uint32_t> touches_;        // by unit
  std::vector<core::unit_index> untouched_;   // of the records that may yet turn out to be an import's first
  int old_records_ = 0;                       // of this import, or what may become one
  core::instant_ms newest_old_ = 0;           // when the last of them was received
};

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// Says what is celebrated, and when (docs/protocol.md, "Celebrations"): deals that are large for a scope, milestones that are reached. A fold over the
// records in their order: id and instant follow from them alone, so that every node over one log says the same. Asks no clock.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/compiled_plan.hpp"
#include "core/milestone_watch.hpp"
#include "engine/backfill.hpp"
#include "engine/news.hpp"

namespace northstar::engine {

struct celebration {
  std::string id;                        // of a deal that of its news: "crm:D-7001"
  core::digest key;                      // of the deal, so that a void withdraws it
  std::string json;                      // its fields, without type and scope: "\"id\":…"
  std::vector<core::unit_index> scopes;  // whose screens show it
  core::instant_ms at_ms = 0;            // the same on each of them
  std::uint64_t offset = 0;              // of the record that brought it

  bool is_for(core::unit_index scope) const { return std::find(scopes.begin(), scopes.end(), scope) != scopes.end(); }
};

class herald {
 public:
  // Ahead of the receipt: for the record to reach the disk, and the frame every screen.
  static constexpr std::int64_t lead_ms = 1'500;
  // A screen that hears of it later does without.
  static constexpr std::int64_t late_ms = 3'000;
  // A screen plays one for seven seconds. In each scope they follow each other, those of one minute so at most seven and a half,
  static constexpr std::int64_t apart_ms = 8'000;
  // and so many wait; a milestone may wait behind two more. What would wait longer is not celebrated. (A page lets five wait.)
  static constexpr int waiting_max = 3, waiting_milestones_max = 5;
  // A deal that is entered later, or an older period's milestone, is no news any more; nor is anything that an import of the past brings along.
  static constexpr std::int64_t old_ms = backfill::old_ms;

  // What a durable turn received at `at` has brought. Records that were looked at before (an offset not above the highest so far) are passed over.
  std::vector<celebration> take(const std::shared_ptr<const core::compiled_plan>& plan, const std::vector<told_change>& changes,
                                const std::vector<core::told_milestone>& milestones, core::instant_ms at);

  // The same of a record told before this process began: what its screens still play keeps its time.
  void rehearse(const std::shared_ptr<const core::compiled_plan>& plan, const told_change& change, core::instant_ms at);

  // The imports among what it has taken, by the units of this plan.
  const backfill& imports(const std::shared_ptr<const core::compiled_plan>& plan);

  std::uint64_t told() const { return told_; }
  // Deserved it in no scope that had room.
  std::uint64_t passed_over() const { return passed_over_; }

 private:
  // What a scope asks of a deal, in a month.
  struct bar {
    core::day_number from = 1, to = 0;  // empty
    std::int64_t value = 0;
  };


  void follow(const std::shared_ptr<const core::compiled_plan>& plan);
  std::int64_t bar_of(core::unit_index scope, core::day_number day);
  std::int64_t value_of(const core::weighed& w) const;
  void look_at_deal(const told_change& c, core::instant_ms at, std::vector<celebration>& out);
  void look_at_milestone(const core::told_milestone& m, core::instant_ms at, std::vector<celebration>& out);
  std::optional<core::instant_ms> find_room(scope_list& scopes, core::instant_ms at, int waiting);

  std::shared_ptr<const core::compiled_plan> plan_;
  backfill imports_;
  std::vector<core::instant_ms> free_at_;  // by unit: when its screens have played what they were told
  std::vector<bar> bars_;                  // by unit
  std::uint64_t seen_ = 0;                 // offset
  std::uint64_t told_ = 0, passed_over_ = 0;
};

}  // namespace northstar::engine

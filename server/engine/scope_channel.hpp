// SPDX-License-Identifier: MIT
// One scope of the board as a channel: the cells it shows, numbered, with the version in which each last changed. Its
// deltas carry changed fields of changed cells; what a viewer missed is merged from the versions.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/board.hpp"
#include "core/milestone_watch.hpp"
#include "core/view.hpp"
#include "engine/changed_series.hpp"
#include "engine/news.hpp"
#include "engine/shown_cell.hpp"
#include "feed/hub.hpp"

namespace northstar::engine {

// What a channel shows, resolved.
struct scope_request {
  core::unit_index scope = 0;
  std::vector<core::metric_index> metrics;
  bool slices = false;
};

// What the clock alone may change in this tick.
enum class drift : std::uint8_t { none, lights, figures };

class scope_channel : public feed::channel {
 public:
  scope_channel(scope_request request, std::string epoch);

  // Shows this of the board from now on: new numbers, and a snapshot to everybody there. Readers are of the board that is shown, one for all channels.
  void show(scope_request request, const core::board& board, const core::milestone_watch& milestones, std::uint32_t plan_version, std::uint64_t offset, core::cell_reader& from);
  // Takes over what changed and sends one delta if there is anything to say. True when a frame was made.
  bool refresh(const changed_series& changed, std::uint64_t offset, core::cell_reader& from, drift by_clock);
  // Everything anew, without sending: before a first viewer of an idle channel.
  void catch_up_silently(std::uint64_t offset, core::cell_reader& from);
  // An item of this scope. In the next frame; of more than news_max the newest.
  void tell(std::shared_ptr<const news_item> item);
  static constexpr std::size_t news_max = 50;
  // Of one tick; who reads faster finds the rest in a snapshot. Fifty would be most of every frame while thousands of events come.
  static constexpr std::size_t news_of_tick_max = 12;

  // Good news to who watches now. Who is behind gets it with what he catches up on, while it is `until`; who comes later does without.
  void celebrate(feed::frame text, core::instant_ms until);

  // The scope is gone with the plan: an error frame, and nothing after it until it is shown again.
  void end(const std::string& scope);

  feed::sequenced_frame snapshot() override;
  feed::sequenced_frame catch_up(std::uint64_t since) override;
  // For a viewer who stood at an offset: everything that changed behind it (figures moved by the clock: at it, too).
  feed::sequenced_frame resume(std::uint64_t since_offset);

  // Whether a clock that is off by so much at most would number the cells as this one does.
  bool numbers_hold(core::instant_ms now, core::instant_ms off_ms) const;

  const scope_request& request() const { return request_; }
  bool is_shown() const { return board_ != nullptr; }  // false: the scope has ended
  std::size_t cell_count() const { return cells_.size(); }

 private:
  struct told_celebration {
    std::uint64_t version = 0;
    feed::frame text;
    core::instant_ms until = 0;
  };
  struct told_item {
    std::uint64_t version = 0;
    std::shared_ptr<const news_item> item;
  };

  void number_cells(core::cell_reader& from);
  bool periods_moved() const { return !numbered_alike(moment_.now); }
  bool numbered_alike(core::instant_ms at) const;
  void recompute(std::size_t n, bool by_clock, core::cell_reader& from);
  void drift_cells(drift by_clock, core::cell_reader& from);
  core::cell cell_now(std::size_t n) const;
  void list_goals();
  bool goals_changed();
  void settle_news();
  std::string delta_head() const;
  void close_delta(std::string& out, std::uint64_t since, bool with_goals, std::size_t news_at_most) const;
  std::string delta_since(std::uint64_t version, std::uint64_t offset, bool by_offset) const;
  std::string celebrations_since(std::uint64_t version) const;

  scope_request request_;
  std::string epoch_;
  const core::milestone_watch* milestones_ = nullptr;
  const core::board* board_ = nullptr;  // null: the scope has ended
  std::uint32_t plan_version_ = 0;
  std::vector<core::period> periods_;
  std::vector<core::unit_index> units_;
  std::vector<shown_cell> cells_;
  struct fed_cells {
    core::series_index series = 0;
    std::vector<std::uint32_t> cells;
  };
  std::vector<fed_cells> cells_of_series_;
  std::vector<core::series_index> series_of_goals_;  // those that contests and milestones count
  std::deque<told_item> news_;
  std::deque<std::shared_ptr<const news_item>> untold_;
  std::deque<told_celebration> celebrations_;  // a screen may still show them
  std::string pending_cells_;   // of the delta being made
  std::string goals_;           // contests and milestones as last sent
  std::uint64_t goals_version_ = 0;
  std::uint64_t version_ = 1;
  std::uint64_t state_version_ = 1;   // in which anything but a celebration was last said
  std::uint64_t floor_version_ = 0;   // numbers hold since
  std::uint64_t floor_offset_ = 0;
  std::uint64_t offset_ = 0;
  core::view_moment moment_;
  feed::sequenced_frame snapshot_;    // cached for version_ and offset_
  std::uint64_t snapshot_offset_ = 0;
  std::unordered_map<std::uint64_t, feed::frame> catch_ups_;  // by version missed from, of version_
};

}  // namespace northstar::engine

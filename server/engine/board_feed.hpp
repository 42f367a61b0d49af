// SPDX-License-Identifier: MIT
// The board as channels of the feed: one for every (scope, metrics, slices) that somebody looks at. Makes a frame once and lets the
// hub share it; keeps what is needed to bring a returning viewer up to date with one merged delta.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/board.hpp"
#include "core/milestone_watch.hpp"
#include "core/view.hpp"
#include "engine/changed_series.hpp"
#include "engine/error.hpp"
#include "engine/herald.hpp"
#include "engine/news.hpp"
#include "engine/news_queue.hpp"
#include "feed/hub.hpp"
#include "feed/position.hpp"

namespace northstar::engine {

class beat_channel;
class scope_channel;
struct scope_request;

struct feed_request {
  std::string scope;                 // a unit's id
  std::vector<std::string> metrics;  // empty: all
  bool slices = false;
};

class board_feed {
 public:
  explicit board_feed(std::string epoch);
  ~board_feed();

  // The board that channels show from now on, and where it stands: another plan's, perhaps. Whoever watches gets a snapshot, or an error frame when
  // his scope is no more.
  void show(const core::board& board, const core::milestone_watch& milestones, std::uint32_t plan_version, std::uint64_t offset, const core::view_moment& moment);

  // errc::unknown_unit, unknown_metric; too_many_cells when channels_max are watched already. The channel lives as long as the feed, or
  // until nobody watches it and its place is needed; idle ones cost no ticks.
  result<feed::channel*> open(const feed_request& request);
  // Positions are of another epoch from here on; show() is to follow, for what was shown before cannot be gone on from.
  void begin_epoch(std::string epoch) { epoch_ = std::move(epoch); }
  // Viewers may come from other servers with their positions, which number by clocks of their own: within a minute of a new day they get a snapshot.
  void is_one_of_many() { clocks_differ_ms_ = 60'000; }
  // What a viewer needs who stood at `since`: one merged delta, or a snapshot when the epoch is another or too much has passed. A viewer
  // of several scopes names one position for all: one scope's frame may have reached him and another's of the same moment not, so he
  // gets what the last half minute before `since` changed as well (values are absolute).
  feed::sequenced_frame resume(feed::channel& of, const feed::position& since, bool only_scope);

  // `build` tells one set of pages from another; empty: none.
  feed::frame hello(core::instant_ms now, const std::string& build) const;
  // The beats as a channel: every connection joins it.
  feed::channel& beats();

  // News of a turn's events, in their order, shown in the next frames of the scopes above them.
  void tell(const std::shared_ptr<const core::compiled_plan>& plan, const std::vector<told_change>& changes, core::instant_ms at);
  // The same for what is told already when the feed begins: a void takes its record out of the list.
  void remember_told(news_item item, bool taken_back);
  // What later channels would be told, forgotten: another plan numbers its units otherwise.
  void forget_told();
  // Said once, before the next frames, to who watches then, and to who comes back from before it while there is time to show it. At most
  // celebrations_max wait for that, and as many for who comes back.
  void celebrate(std::vector<celebration> all);
  static constexpr std::size_t celebrations_max = 64;
  // The board holds everything up to `offset` now.
  void advance(std::uint64_t offset);
  // Which series changed up to there; told once before what is published next.
  void changed(const std::vector<core::series_index>& series) { changed_.add(series); }
  // Sends what is due: changes, lights that turned with the clock, slow drift, new periods, the beat.
  void publish(const core::view_moment& moment, const std::vector<std::pair<std::string, std::int64_t>>& source_ages);
  // Of a node: since when (Unix ms) the shared log cannot be reached, for the beat; 0: it can.
  void log_away_since(core::instant_ms since) { log_away_since_ = since; }
  bool has_changes() const { return has_changes_; }
  std::size_t channel_count() const { return channels_.size(); }
  // Subscribers by scope, for /metrics.
  std::map<std::string, std::size_t> viewers() const;
  std::uint64_t frames_made() const { return frames_made_; }

  static constexpr std::size_t channels_max = 4096;

 private:
  friend class scope_channel;
  struct publication {  // an instant at which the feed spoke, of the records behind `before` up to `offset`
    core::instant_ms at = 0;
    std::uint64_t before = 0;
    std::uint64_t offset = 0;
  };

  result<scope_request> resolve(const feed_request& request) const;
  std::uint64_t surely_seen(std::uint64_t named) const;
  core::cell_reader& at_moment();
  void make_room();
  void tell_waiting();
  void remember(std::shared_ptr<const news_item> item);
  feed::frame celebrate_frame(core::unit_index scope, const celebration& c) const;
  void publish_celebrations();
  feed::sequenced_frame with_celebrations(feed::sequenced_frame f, const scope_channel& of, std::uint64_t since) const;
  void publish_beat(const std::vector<std::pair<std::string, std::int64_t>>& source_ages);

  std::string epoch_;
  const core::milestone_watch* milestones_ = nullptr;
  const core::board* board_ = nullptr;
  std::unique_ptr<core::cell_reader> reader_;  // of that board, for all channels
  std::uint32_t plan_version_ = 0;
  std::uint64_t offset_ = 0;
  core::view_moment moment_;
  struct open_channel {
    feed_request request;
    std::unique_ptr<scope_channel> channel;
  };
  std::map<std::string, open_channel> channels_;  // by request, resolved
  std::unique_ptr<beat_channel> beats_;
  changed_series changed_;  // since the last publication
  std::vector<celebration> celebrations_;
  std::deque<celebration> said_;  // screens may still show them
  news_queue waiting_news_;  // for who listens since it was last empty
  bool listeners_known_ = false;
  std::deque<std::shared_ptr<const news_item>> recent_;  // for channels that open later
  std::vector<publication> publications_;  // of the last half minute and one before
  core::instant_ms light_checked_at_ = 0;
  core::instant_ms drift_checked_at_ = 0;
  core::instant_ms beat_at_ = 0;
  core::instant_ms log_away_since_ = 0;
  core::instant_ms clocks_differ_ms_ = 0;
  std::uint64_t frames_made_ = 0;
  bool has_changes_ = false;
};

}  // namespace northstar::engine

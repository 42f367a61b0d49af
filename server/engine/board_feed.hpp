// SPDX-License-Identifier: MIT
// The board as channels of the feed: one for every (scope, metrics, slices) that somebody looks at. Makes a frame once and lets the hub
// share it; keeps what is needed to bring a returning viewer up to date with one merged delta.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/board.hpp"
#include "core/view.hpp"
#include "engine/error.hpp"
#include "engine/news.hpp"
#include "feed/hub.hpp"
#include "feed/position.hpp"

namespace northstar::engine {

class scope_channel;

struct feed_request {
  std::string scope;                 // a unit's id
  std::vector<std::string> metrics;  // empty: all
  bool slices = false;
};

class board_feed {
 public:
  board_feed(std::string epoch);
  ~board_feed();

  // The board and plan version that channels show; after a new plan version every viewer gets a snapshot.
  void show(const core::board& board, std::uint32_t plan_version);

  // errc::unknown_unit, unknown_metric. The channel lives as long as the feed; idle ones cost no ticks, and at most
  // channels_max are kept (too_many_cells past it).
  result<feed::channel*> open(const feed_request& request);
  // What a viewer needs who stood at `since`: one merged delta, or a snapshot when the epoch is another or too much has passed.
  feed::sequenced_frame resume(feed::channel& of, const feed::position& since);

  // {"type":"hello",…}
  feed::frame hello(core::instant_ms now) const;
  // The beats as a channel: every connection joins it.
  feed::channel& beats();

  // News of an applied event, shown in the next frames of the scopes above it.
  void tell(news_item item);
  // Something changed: series and offset up to which the board holds.
  void changed(const std::vector<core::series_index>& series, std::uint64_t offset);
  // Sends what is due at `now`: changes, lights that turned with the clock, slow drift, new periods, the beat.
  void publish(const core::view_moment& moment, const std::vector<std::pair<std::string, std::int64_t>>& source_ages);
  bool has_changes() const;
  std::size_t channel_count() const;
  std::uint64_t frames_made() const;

  static constexpr std::size_t channels_max = 4096;

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace northstar::engine

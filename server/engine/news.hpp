// SPDX-License-Identifier: MIT
// Items of the ticker: which change is one, for whom, and how it reads.
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/compiled_plan.hpp"
#include "core/event.hpp"
#include "core/facts.hpp"
#include "core/ids.hpp"

namespace northstar::engine {

// Units whose screens are meant: those of two lines, without a piece of memory of their own in nearly all organisations.
using scope_list = boost::container::small_vector<core::unit_index, 8>;

struct news_item {
  std::uint64_t offset = 0;  // of the record
  core::digest key;          // of its business key
  scope_list units;          // the lines it counted or counts for
  std::string json;          // the item as it goes out (docs/protocol.md); empty: nothing to tell
};

// What an event did to the board, as far as the ticker goes: `before` stopped counting, `after` began to or, a void, did not. They live as long as
// the call it is handed to.
struct told_change {
  core::weighed before;
  core::weighed after;
  std::uint64_t offset = 0;
  bool edit = false;  // the key was known before
};

// Where it counts; null: it feeds no metric.
inline const core::counting_line* line_of(const core::weighed& w) { return w.what ? w.what->line : nullptr; }

// What of a change its item is made of. The lines are the plan's; the texts are those of the change.
struct news_matter {
  std::uint64_t offset = 0;
  core::digest key;
  std::array<const core::counting_line*, 2> lines{};  // counted before, and since; null: it feeds no metric
  std::string_view type;                              // of the event that came
  core::event_view told;                              // a void speaks of what it took back
  bool edit = false;

  // Whether there is anything to tell.
  bool is_news() const { return lines[0] != nullptr || lines[1] != nullptr; }
};
news_matter matter_of(const told_change& c);
// The item; without text when it is no news.
news_item news_of(const core::compiled_plan& plan, const news_matter& m, core::instant_ms at);

}  // namespace northstar::engine

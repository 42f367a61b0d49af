// SPDX-License-Identifier: MIT
// Owners by the text an event names them with: the first thing asked of every event, and there are many of them. One line of memory holds all that
// is asked, the line of units of the last day too, and can be asked for some events ahead.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/prefetch.hpp"
#include "core/text_map.hpp"

namespace northstar::core {

struct counting_line;

// A line of units, and on which days it is the same.
struct known_line {
  day_number from = 0, to = 0;
  const counting_line* line = nullptr;

  bool holds(day_number day) const { return line && from <= day && day <= to; }
};

class owner_table {
 public:
  struct alignas(64) owner {
    text_ends ends;
    std::string_view text;       // the plan's
    unit_index unit = no_index;  // no_index: the place is free
    known_line last;
  };

  // The first of two equal texts stays. The text must live as long.
  void add(std::string_view text, unit_index unit) {
    if ((count_ + 1) * 2 > places_.size()) grow();
    if (owner& o = place_of(text); o.unit == no_index) o = {text_ends(text), text, unit, {}}, ++count_;
  }
  // nullptr: unknown. The owner's last line may be changed by whoever asks.
  owner* find(std::string_view text) {
    if (places_.empty()) return nullptr;
    owner& o = place_of(text);
    return o.unit == no_index ? nullptr : &o;
  }
  void prefetch(std::string_view text) const {
    if (!places_.empty()) core::fetch_ahead(&places_[first_place(text)]);
  }

 private:
  // Where it stands, or the free place it would be put into.
  owner& place_of(std::string_view text) {
    const text_ends ends(text);
    for (std::size_t at = first_place(text);; at = (at + 1) & (places_.size() - 1)) {
      owner& o = places_[at];
      if (o.unit == no_index) return o;
      if (o.ends == ends && o.text.size() == text.size() && (text.size() <= text_ends::whole_max || o.text == text)) return o;
    }
  }
  void grow() {
    std::vector<owner> before(std::max<std::size_t>(16, places_.size() * 2));
    before.swap(places_);
    for (const owner& o : before)
      if (o.unit != no_index) place_of(o.text) = o;
  }
  std::size_t first_place(std::string_view text) const { return text_hash()(text) & (places_.size() - 1); }

  std::vector<owner> places_;  // a power of two, half of them free at least
  std::size_t count_ = 0;
};

}  // namespace northstar::core

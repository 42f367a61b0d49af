// SPDX-License-Identifier: MIT
// Records as compact bytes. A delivery of a usual deal takes about 90 bytes. Decoding a damaged record yields nullopt, never a
// crash: bytes come from a disk. An event out of core's limits (texts, instant, decimals) counts as damaged.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.hpp"
#include "ledger/ledger.hpp"

namespace northstar::ledger {

// A delivery knows the one before it of the same business key and which one counts after it, so that the history of a key is a
// chain through the ledger and no index holds more than its head.
struct delivery {
  core::event event;
  offset previous = 0;  // delivery of the same key before this one; 0: none
  offset winner = 0;    // the delivery that counts from here on: 0 = this one itself
};

// The same over texts of somebody else's: of an event, or of the record it was read from.
struct delivery_view {
  core::event_view event;
  offset previous = 0;
  offset winner = 0;
};

inline delivery_view view_of(const delivery& d) { return {d.event, d.previous, d.winner}; }
inline delivery to_delivery(const delivery_view& d) {
  return {core::to_event(d.event), d.previous, d.winner};
}

struct quarantined_delivery {
  core::event event;
  std::string reason;  // no_rate, in_the_future
};

// A quarantined delivery that takes part from here on, as if it had arrived now.
struct release {
  offset quarantined = 0;
  delivery taken;  // the event again, so that history can be read without a second look-up
};

struct release_view {
  offset quarantined = 0;
  delivery_view taken;
};

struct drop {
  offset quarantined = 0;
  std::string reason;
};

struct plan_version {
  std::uint32_t version = 0;  // from 1
  std::string reason;
  std::string canonical;      // wire/plan_json.hpp
};

// A cell of a closed period as it was given out at that moment; an empty text is a null.
struct frozen_cell {
  std::string unit, metric, slice;  // ids and name
  std::string actual, target, attainment, light;
  friend bool operator==(const frozen_cell&, const frozen_cell&) = default;
};

struct period_close {
  std::string period;  // its name
  std::string by;      // who closed it: the name of a token, or "plan"
  std::uint32_t plan_version = 0;
  std::vector<frozen_cell> cells;  // those with a target or anything counted
};

// Who keeps the shared log from here on, and what positions begin with: what an earlier server had shown may not be in this one.
struct log_server {
  std::string name;
  std::string epoch;
};

std::string encode(const delivery& d);
// Takes the place of what `into` holds.
void encode(const delivery_view& d, std::string& into);
std::string encode(const quarantined_delivery& q);
std::string encode(const release& r);
std::string encode(const drop& d);
std::string encode(const plan_version& p);
std::string encode(const period_close& c);
std::optional<delivery> decode_delivery(std::string_view bytes);
// The texts lie in `bytes`.
std::optional<delivery_view> decode_delivery_view(std::string_view bytes);
std::optional<quarantined_delivery> decode_quarantined(std::string_view bytes);
std::optional<release> decode_release(std::string_view bytes);
std::optional<release_view> decode_release_view(std::string_view bytes);
std::optional<drop> decode_drop(std::string_view bytes);
std::optional<plan_version> decode_plan(std::string_view bytes);
std::optional<period_close> decode_close(std::string_view bytes);
std::string encode(const log_server& s);
std::optional<log_server> decode_server(std::string_view bytes);

}  // namespace northstar::ledger

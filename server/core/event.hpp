// SPDX-License-Identifier: MIT
// A sales event after the edge: parsed, checked, nothing rounded yet. (source, id) is its business key.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/decimal.hpp"
#include "core/ids.hpp"

namespace northstar::core {

// 128 bits that stand for a business key or for an event's content. Wire makes them with a keyed hash, so two different
// texts are taken for the same one with a chance below 10^-18 even at 10^10 events, and nobody can aim for it.
struct digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const digest&, const digest&) = default;
};

struct event {
  std::string source;
  std::string id;
  std::string type;  // "void" takes the record back
  instant_ms occurred_at = 0;
  std::int64_t version = 0;
  std::string owner;     // as sent: an id or alias of the plan, or unknown; empty = missing
  std::string currency;  // empty = the plan's
  std::string customer;
  std::string segment;
  std::string product;
  decimal amount;    // missing = 0
  decimal quantity;  // missing = 0
  digest key;        // of (source, id)
  digest content;    // of everything above but source and id, values compared as values

  bool takes_back() const { return type == "void"; }
};

// Texts longer than this are refused at the edge (bytes).
inline constexpr std::size_t event_text_max = 512;

}  // namespace northstar::core

// SPDX-License-Identifier: MIT
// A sales event after the edge: parsed, checked, nothing rounded yet. (source, id) is its business key.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

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

// An event whose texts belong to somebody else: to the body it came in, to a record of the ledger, to an `event`. The hot path works on these,
// so that a row's texts are copied once, into its record.
struct event_view {
  std::string_view source;
  std::string_view id;
  std::string_view type;
  instant_ms occurred_at = 0;
  std::int64_t version = 0;
  std::string_view owner;
  std::string_view currency;
  std::string_view customer;
  std::string_view segment;
  std::string_view product;
  decimal amount;
  decimal quantity;
  digest key;
  digest content;

  bool takes_back() const { return type == "void"; }
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

  operator event_view() const {
    return {source, id, type, occurred_at, version, owner, currency, customer, segment, product, amount, quantity, key, content};
  }
};

// The same event with texts of its own.
inline event to_event(const event_view& e) {
  return {std::string(e.source),   std::string(e.id),       std::string(e.type),    e.occurred_at, e.version,
          std::string(e.owner),    std::string(e.currency), std::string(e.customer), std::string(e.segment),
          std::string(e.product),  e.amount,                e.quantity,              e.key,         e.content};
}

// Texts longer than this are refused at the edge (bytes).
inline constexpr std::size_t event_text_max = 512;

}  // namespace northstar::core

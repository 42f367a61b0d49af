// SPDX-License-Identifier: MIT
// What the entries of the shared log say. Everything that puts records into a node's ledger is one of these, so that the same log makes the same ledger,
// byte for byte, on every node: an instant that counts stands in the entry, never on a node's own clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.hpp"
#include "ledger/ledger.hpp"

namespace northstar::engine {

// The numbers are on disks and in the log: never change one.
enum class entry_kind : std::uint8_t {
  events = 1,    // rows, in their order; none: an entry that came to nothing
  plan = 2,      // a plan version; the first entry is one
  clock = 3,     // at this instant records may leave quarantine
  close = 4,     // a period is to be closed
  server = 5,    // the log is kept by this server from here on
  drop = 6,      // a record leaves quarantine by somebody's order
  origin = 7,    // the first one of a log that began with the ledger of a server alone: stands for all its records, which only a copy of a node's ledger holds
};

constexpr std::uint8_t number_of(entry_kind kind) { return static_cast<std::uint8_t>(kind); }

struct shared_entry {
  entry_kind kind = entry_kind::events;
  core::instant_ms at = 0;              // when its node sent it; counts as received then, or when the entry before it was, if that is later
  std::vector<core::event_view> events = {};  // texts in the bytes they were read from
  std::string text = {};    // plan: its canonical text; close: the period; server: its name; drop: why
  std::string reason = {};  // plan: the reason; close: who asked
  ledger::offset record = 0;  // drop: which
};

std::string encode(const shared_entry& e);
// nullopt: damaged, or of a newer program. `e.events` lie in `body`.
std::optional<shared_entry> decode_entry(std::string_view body);

}  // namespace northstar::engine

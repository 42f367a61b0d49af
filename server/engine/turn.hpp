// SPDX-License-Identifier: MIT
// The engine's work in progress: bodies on their way, and the one turn under way. Seen by the engine's .cpp files only.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/facts.hpp"
#include "engine/engine.hpp"
#include "ledger/record_batch.hpp"

namespace northstar::engine {

struct engine::body {
  wire::event_reading rows;
  outcomes so_far;
  std::size_t next = 0;  // row to take
  answer then;
  // As a node of a shared log: rows whose outcome is not known yet, and when that is said.
  std::size_t left = 0;
  core::instant_ms answer_by = 0;

  // Row `at` of the good ones did not count after all.
  void refuse(std::size_t at, const std::string& why) {
    const bool full = why == "quarantine_full";
    so_far.rejected.push_back({rows.rows[at], full ? "" : "/amount", why, full ? "too many records wait in quarantine" : "past what a cell can hold"});
  }
};

// What stops counting: read back from the ledger, so its texts are its own.
struct replaced_event {
  core::event event;
  core::event_view view;
  core::facts what;
};

// What a durable record will do to the board.
struct planned_change {
  ledger::offset at = 0;
  const core::event_view* event = nullptr;  // a row of a body, or one of the turn's released
  core::facts what;
  const replaced_event* before = nullptr;   // one of the turn's
  ledger::offset previous = 0;
  ledger::offset winner = 0;  // as in ledger::delivery
};

struct engine::turn {
  turn(ledger::offset first, core::instant_ms at) : begun_at(at), records(first, at) {}

  // Counting and nothing else: what the next turn may be judged behind while this one is on its way to the disk.
  bool is_plain() const { return waiting.empty() && leaving.empty() && closing.empty(); }
  // It counts as begun, and all of it as received, at this instant.
  void begin_at(core::instant_ms at) {
    begun_at = at;
    records.receive_at(at);
    for (waiting_record& w : waiting) w.received_at = at;
  }

  core::instant_ms begun_at;
  ledger::record_batch records;
  ledger::offset end = 0;  // behind them, once they are on their way
  std::string record;  // the one being made
  std::vector<planned_change> changes;
  std::deque<replaced_event> replaced;
  std::deque<core::event_view> released;        // of events that leave quarantine
  std::vector<waiting_record> waiting;          // enter quarantine
  std::vector<asked_close> closing;             // recorded first of all
  std::vector<ledger::offset> leaving;          // leave it
  std::vector<std::shared_ptr<body>> finished;  // answered when durable
  std::size_t rows = 0;
  // Entries of a shared log that are whole with this turn, and what their rows lie in.
  struct log_point {
    std::uint64_t seq = 0;
    std::string uid;
  };
  std::vector<log_point> entries;
  std::vector<std::shared_ptr<const std::string>> held;
  std::vector<std::vector<core::event_view>> rows_held;
  bool begins_epoch = false;
  std::vector<std::function<void()>> answers;  // given when it is durable
  // What the changes can move a counter by at most: while that surely fits, none has to be looked at. And the same of the turn before, when that is
  // not on the board yet.
  unsigned __int128 reach = 0;
  unsigned __int128 reach_before = 0;

  ledger::offset add(const ledger::delivery_view& d) {
    ledger::encode(d, record);
    return records.add(ledger::record_kind::delivery, record);
  }
  const replaced_event& replace(const core::compiled_plan& plan, const core::event& counted) {
    replaced_event& r = replaced.emplace_back();
    r.event = counted;
    r.view = r.event;
    r.what = core::facts_of(plan, r.view);
    return r;
  }

  // The delivery that will stand at an offset.
  std::optional<ledger::delivery> find(ledger::offset at) const {
    const auto found = std::lower_bound(changes.begin(), changes.end(), at, [](const planned_change& c, ledger::offset o) { return c.at < o; });
    if (found == changes.end() || found->at != at) return std::nullopt;
    return ledger::delivery{core::to_event(*found->event), found->previous, found->winner};
  }
};

}  // namespace northstar::engine

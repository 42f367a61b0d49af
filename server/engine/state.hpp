// SPDX-License-Identifier: MIT
// What the ledger folds to: board, histories, quarantine, unmatched owners, under one plan. take() is the only way in, for the live run, for
// recovery and for `northstar verify` alike.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/board.hpp"
#include "core/bytes.hpp"
#include "core/facts.hpp"
#include "core/milestone_watch.hpp"
#include "engine/closing_book.hpp"
#include "engine/error.hpp"
#include "engine/history.hpp"
#include "engine/plan_versions.hpp"
#include "engine/quarantine.hpp"
#include "engine/unmatched.hpp"
#include "ledger/ledger.hpp"
#include "ledger/record_codec.hpp"

namespace northstar::engine {

// Whether a fold notes the key of each record: who only looks at the board, or has the keys already, saves the memory.
enum class key_heads : std::uint8_t { noted, left_out };

class state {
 public:
  state(ledger::ledger& ledger, plan_in_force plan, key_heads heads = key_heads::noted);

  // Applies a durable record. The engine's live path calls the pieces below, which take() is made of. errc::past_a_counter when a counter would
  // overflow, which only another plan than the record was accepted under can bring about.
  result<void> take(const ledger::record_view& r);

  // A delivery counts from now on; what counted for its key before (null: nothing) stops.
  void count(ledger::offset at, core::instant_ms received_at, const core::weighed& before, const core::weighed& after);
  void hear(std::string_view source, core::instant_ms at);

  // Everything but the key heads (the ledger keeps those itself), for a checkpoint. load() is false, leaving an empty state, when the
  // bytes are damaged or of another plan.
  std::string save() const;
  // The bytes of save() as of begin_saving(), made in pieces between which the state goes on counting: of about so many bytes each, all of them
  // with the last one. Only while is_saving().
  void begin_saving();
  bool is_saving() const { return saving_.has_value(); }
  std::optional<std::string> save_some(std::size_t bytes);
  bool load(std::string_view bytes);
  // The plan versions a checkpoint was made under; empty: damaged.
  static std::vector<recorded_plan> plans_of(std::string_view bytes);
  // The board's part of a checkpoint made under exactly these versions, a view into it; nullopt: it was not, or is damaged.
  static std::optional<std::string_view> board_in(std::string_view bytes, const std::vector<recorded_plan>& versions);

  // How many counting records this plan has no rate for, or finds out of range: none under a plan they were accepted under.
  std::int64_t obstructed() const { return obstructed_; }

  const core::compiled_plan& compiled() const { return *plan.compiled; }

  plan_in_force plan;
  core::board board;
  engine::history history;
  engine::quarantine quarantine;
  engine::unmatched unmatched;
  core::milestone_watch milestones;
  closing_book closes;
  // What the records have told since it was last taken; the newest told_milestones_max.
  std::vector<core::told_milestone> take_told_milestones() { return std::exchange(told_milestones_, {}); }
  static constexpr std::size_t told_milestones_max = 64;
  // When each source was last heard of; at most sources_max, the longest silent is dropped.
  std::map<std::string, core::instant_ms, std::less<>> heard;

  static constexpr std::size_t sources_max = 1000;

 private:
  struct saving {
    core::byte_writer out;
    std::size_t board_begin = 0;
    std::string rest;
  };

  void save_head(core::byte_writer& out) const;
  void save_rest(core::byte_writer& out) const;
  int weigh(const core::event_view& e, core::facts& out) const;

  std::vector<core::told_milestone> told_milestones_;
  std::optional<saving> saving_;
  std::size_t saved_bytes_ = 0;  // the last time
  std::pair<const std::string, core::instant_ms>* heard_last_ = nullptr;  // in `heard`
  ledger::ledger* ledger_;
  key_heads heads_;
  std::int64_t obstructed_ = 0;
};

}  // namespace northstar::engine

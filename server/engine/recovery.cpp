// SPDX-License-Identifier: MIT
// Start-up: from the newest checkpoint and the ledger's tail to a board that serves; a full fold where those do not do.
#include <optional>
#include <utility>

#include "engine/delivery_chain.hpp"
#include "engine/engine.hpp"
#include "engine/fold.hpp"
#include "engine/key_loading.hpp"
#include "engine/plan_change.hpp"
#include "engine/shared_side.hpp"
#include "engine/turn.hpp"
#include "log/log.hpp"

namespace northstar::engine {

namespace {

constexpr ledger::offset news_records = 500;

}  // namespace

result<void> engine::recover(const wire::plan_reading& reading, const std::string& apply_reason, std::function<void()> then) {
  if (shared_) return recover_shared(reading, apply_reason, std::move(then));
  if (const auto mark = ledger_.last_mark(); mark.has_error() || *mark) return mark.has_error() ? mark.error() : make_error_code(errc::not_shared);
  if (ledger_.last() == 0) return begin_with(reading, apply_reason.empty() ? "first plan" : apply_reason, std::move(then));
  if (const auto restored = restore(); restored.has_error()) return restored.error();
  const auto differs = stands_against(reading);
  if (differs.has_error()) return differs.error();
  if (differs->yes && apply_reason.empty()) return errc::plan_differs;
  if (!plan_diff_.empty() && !apply_reason.empty()) return begin_with(reading, apply_reason, std::move(then));
  begin_service();
  post_(std::move(then));
  return {};
}

result<void> engine::recover_shared(const wire::plan_reading& reading, const std::string& reason, std::function<void()> then) {
  const auto placed = shared_->restore();
  if (placed.has_error()) return placed.error();
  const auto planned = shared_->has_plan();
  if (planned.has_error()) return planned.error();
  if (planned->yes) {
    if (const auto restored = restore(); restored.has_error()) return restored.error();
    begin_service();
  }
  return shared_->start(reading, reason, std::move(then));
}

// Whether this is neither the plan in force nor an earlier one: then the file has not followed what was applied since, and the newest stays in force.
result<engine::bool_answer> engine::stands_against(const wire::plan_reading& reading) {
  // Read again, the recorded plan has the defaults of keys that it did not know yet.
  const auto recorded = wire::read_plan(state_->plan.canonical, [](const std::string&) { return std::nullopt; });
  plan_diff_ = wire::plan_diff(recorded.canonical, reading.canonical);
  if (plan_diff_.empty()) return bool_answer{false};
  const auto earlier = is_recorded(reading);
  if (earlier.has_error()) return earlier.error();
  return bool_answer{!earlier->yes};
}

result<engine::bool_answer> engine::is_recorded(const wire::plan_reading& reading) const {
  for (const recorded_plan& p : state_->plan.versions) {
    const auto text = read_recorded(ledger_, p);
    if (text.has_error()) return text.error();
    const auto recorded = wire::read_plan(text->canonical, [](const std::string&) { return std::nullopt; });
    if (!wire::plan_diff(recorded.canonical, reading.canonical).empty()) continue;
    log::write(log::level::info, "plan_earlier", "version=" + std::to_string(p.version) + " in_force=" + std::to_string(state_->plan.version));
    return bool_answer{true};
  }
  return bool_answer{false};
}

// Keys and counters are read at the same time, each on a core of its own.
result<void> engine::restore() {
  key_loading keys(ledger_);
  const auto restored = restore_state();
  auto loaded = keys.take();
  if (restored.has_error()) return restored.error();
  if (loaded.has_error()) return loaded.error();
  state_->history.restore(std::move(*loaded));
  return {};
}

result<void> engine::restore_state() {
  const auto loaded = ledger_.load_checkpoint();
  if (loaded.has_error()) return loaded.error();
  const ledger::offset from = *loaded ? (**loaded).at : 0;
  saved_offset_ = from;
  if (*loaded) {
    auto versions = state::plans_of((**loaded).counters);
    const auto newer = list_plans(ledger_, from + 1, ledger_.last());
    if (newer.has_error()) return newer.error();
    if (!versions.empty() && newer->empty()) {
      auto plan = compile_versions(ledger_, std::move(versions));
      if (plan.has_error()) return plan.error();
      state_ = std::make_unique<state>(ledger_, std::move(*plan));
      if (state_->load((**loaded).counters)) return read_tail(from);
    }
    log::write(log::level::info, "checkpoint_passed_over", "reason=" + std::string(newer->empty() ? "unreadable" : "newer_plan"));
  }
  auto folded = fold(ledger_, ledger_.last());
  if (folded.has_error()) return folded.error();
  state_ = std::move(*folded);
  return note_tail(from);
}

result<void> engine::read_tail(ledger::offset from) {
  result<void> taken;
  const auto read = ledger_.replay(from + 1, [&](const ledger::record_view& r) {
    if (taken.has_value()) taken = state_->take(r);
  });
  if (read.has_error()) return read.error();
  return taken;
}

// After a whole fold: the keys that no checkpoint holds.
result<void> engine::note_tail(ledger::offset from) {
  result<void> noted;
  const auto read = ledger_.replay(from + 1, [&](const ledger::record_view& r) {
    const auto found = delivery_in(r.kind, r.body);
    if (found.has_error()) noted = found.error();
    else if (*found) state_->history.note({(**found).event.key, r.offset});
  });
  if (read.has_error()) return read.error();
  return noted;
}

void engine::begin_service() {
  // A long tail was read: save soon, so that a server that keeps being killed does not read it each time.
  const bool long_tail = ledger_.last() - saved_offset_ >= limits_.checkpoint_every / 10;
  saved_at_ = long_tail ? 0 : clock_.now();
  state_->board.take_changed();
  remember_news();
  if (ledger_.last() != 0)
    if (const auto newest = ledger_.read(ledger_.last()); newest.has_value()) received_at_ = std::max(received_at_, newest->received_at);
  feed_.show(state_->board, state_->milestones, state_->plan.version, ledger_.last(), moment());
  ready_ = true;
  index_soon();
}

// The ticker after a restart: the last records that count, as far as they have not been taken back since.
void engine::remember_news() {
  const ledger::offset first = ledger_.last() > news_records ? ledger_.last() - news_records + 1 : 1;
  const auto read = ledger_.replay(first, [&](const ledger::record_view& r) {
    const auto found = delivery_in(r.kind, r.body);
    if (found.has_error() || !*found || (**found).winner != 0) return;
    const ledger::delivery& d = **found;
    const core::event_view event = d.event;
    const core::facts what = core::facts_of(state_->compiled(), event);
    const told_change told{{}, {&event, &what}, r.offset, d.previous != 0};
    feed_.remember_told(news_of(state_->compiled(), matter_of(told), r.received_at), event.takes_back());
    if (!told.edit) herald_.rehearse(shared_plan(), told, r.received_at);
  });
  if (read.has_error()) log::write(log::level::warning, "news_not_read", "error=" + log::quoted(read.error().message()));
}

}  // namespace northstar::engine

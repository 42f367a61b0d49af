// SPDX-License-Identifier: MIT
// Start-up: from the newest checkpoint and the ledger's tail to a board that serves; a full fold where those do not do.
#include <optional>
#include <utility>

#include "engine/engine.hpp"
#include "engine/fold.hpp"
#include "engine/turn.hpp"
#include "log/log.hpp"

namespace northstar::engine {

namespace {

constexpr ledger::offset news_records = 500;

}  // namespace

result<void> engine::recover(const wire::plan_reading& reading, const std::string& apply_reason, std::function<void()> then) {
  if (ledger_.last() == 0) {
    record_plan(reading, apply_reason.empty() ? "first plan" : apply_reason, std::move(then));
    return {};
  }
  if (const auto restored = restore(); restored.has_error()) return restored.error();
  // Read again, the recorded plan has the defaults of keys that it did not know yet.
  const auto recorded = wire::read_plan(state_->plan.canonical, [](const std::string&) { return std::nullopt; });
  plan_diff_ = wire::plan_diff(recorded.canonical, reading.canonical);
  if (plan_diff_.empty()) {
    begin_service();
    post_(std::move(then));
    return {};
  }
  if (apply_reason.empty()) return errc::plan_differs;
  record_plan(reading, apply_reason, std::move(then));
  return {};
}

result<void> engine::restore() {
  const auto loaded = ledger_.load_checkpoint();
  if (loaded.has_error()) return loaded.error();
  const ledger::offset from = *loaded ? (**loaded).at : 0;
  if (*loaded) {
    const auto recorded = state::plan_of((**loaded).counters);
    const auto newer = newest_plan(ledger_, from + 1, ledger_.last());
    if (newer.has_error()) return newer.error();
    if (recorded.version != 0 && !*newer) {
      auto plan = compile_recorded(recorded);
      if (plan.has_error()) return plan.error();
      state_ = std::make_unique<state>(ledger_, std::move(*plan));
      if (state_->load((**loaded).counters)) return read_tail(from);
    }
    log::write(log::level::info, "checkpoint_passed_over", "reason=" + std::string(*newer ? "newer_plan" : "unreadable"));
  }
  auto folded = fold(ledger_, ledger_.last());
  if (folded.has_error()) return folded.error();
  state_ = std::move(*folded);
  state_->history.forget_unsaved(from);
  saved_offset_ = from;
  return {};
}

result<void> engine::read_tail(ledger::offset from) {
  const auto keys = ledger_.load_keys([&](const ledger::key_entry& e) { state_->history.restore(e); });
  if (keys.has_error()) return keys.error();
  result<void> taken;
  const auto read = ledger_.replay(from + 1, [&](const ledger::record_view& r) {
    if (taken.has_value()) taken = state_->take(r);
  });
  if (read.has_error()) return read.error();
  saved_offset_ = from;
  return taken;
}

void engine::record_plan(const wire::plan_reading& reading, const std::string& reason, std::function<void()> then) {
  ledger::plan_version next;
  next.version = state_ ? state_->plan.version + 1 : 1;
  next.reason = reason;
  next.canonical = reading.canonical;
  std::vector<ledger::record> records;
  records.push_back({ledger::record_kind::plan, ledger::encode(next)});
  ledger_.append(std::move(records), clock_.now(), [this, then = std::move(then)](boost::system::error_code ec) {
    if (ec) return fail(ec);
    auto folded = fold(ledger_, ledger_.last());
    if (folded.has_error()) return fail(folded.error());
    state_ = std::move(*folded);
    state_->history.forget_unsaved(saved_offset_);
    begin_service();
    log::write(log::level::info, "plan_recorded", "version=" + std::to_string(state_->plan.version));
    then();
  });
}

void engine::begin_service() {
  // A long tail was read: save soon, so that a server that keeps being killed does not read it each time.
  const bool long_tail = ledger_.last() - saved_offset_ >= limits_.checkpoint_every / 10;
  saved_at_ = long_tail ? 0 : clock_.now();
  state_->board.take_changed();
  remember_news();
  feed_.show(state_->board, state_->plan.version, ledger_.last(), moment());
  ready_ = true;
}

// The ticker after a restart: the last records that count, as far as they have not been taken back since.
void engine::remember_news() {
  const ledger::offset first = ledger_.last() > news_records ? ledger_.last() - news_records + 1 : 1;
  const auto read = ledger_.replay(first, [&](const ledger::record_view& r) {
    std::optional<ledger::delivery> d;
    if (r.kind == ledger::record_kind::delivery) d = ledger::decode_delivery(r.body);
    if (r.kind == ledger::record_kind::released)
      if (auto release = ledger::decode_release(r.body)) d = std::move(release->taken);
    if (!d || d->winner != 0) return;
    const bool taken_back = d->event.takes_back();
    feed_.remember_told(news_of(state_->compiled(), {taken_back ? &d->event : nullptr, &d->event}, r.offset, r.received_at, d->previous != 0),
                        taken_back);
  });
  if (read.has_error()) log::write(log::level::warning, "news_not_read", "error=" + log::quoted(read.error().message()));
}

}  // namespace northstar::engine

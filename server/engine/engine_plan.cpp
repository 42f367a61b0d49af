// SPDX-License-Identifier: MIT
// Plan versions coming into force: at start-up in one go, in a serving engine in pieces between turns.
#include <utility>

#include "engine/counter_writer.hpp"
#include "engine/engine.hpp"
#include "engine/plan_change.hpp"
#include "engine/shared_side.hpp"
#include "log/log.hpp"

namespace northstar::engine {

namespace {

// A few milliseconds' worth: what a turn may have to wait.
constexpr std::size_t piece_records = 2000;

}  // namespace

// Folds first: a plan that the recorded events cannot be counted under is refused before it is recorded.
result<void> engine::begin_with(const wire::plan_reading& reading, const std::string& reason, std::function<void()> then) {
  if (state_ && state_->plan.versions.size() >= plan_versions_max) return errc::too_many_plans;
  change_ = std::make_unique<plan_change>(ledger_, state_.get(), reading, reason, received_now());
  const auto folded = change_->step(static_cast<std::size_t>(ledger_.last()), ledger_.last());
  if (folded.has_error()) return folded.error();
  change_->record(ledger_, received_now(), std::nullopt, [this, then = std::move(then)](boost::system::error_code ec) {
    if (ec) return fail(ec);
    take_over_plan();
    begin_service();
    then();
  });
  return {};
}

result<void> engine::apply_plan(const wire::plan_reading& reading, const std::string& reason, plan_answer then) {
  if (failed_) return errc::ledger_failed;
  if (stopping_ || !ready_) return errc::stopping;
  if (change_) return errc::plan_busy;
  if (state_->plan.versions.size() >= plan_versions_max) return errc::too_many_plans;
  if (shared_ && shared_->is_away()) return errc::log_away;
  if (shared_) return shared_->offer_plan(reading, reason, std::move(then));
  change_ = std::make_unique<plan_change>(ledger_, state_.get(), reading, reason, received_now());
  plan_answer_ = std::move(then);
  post_([this] { go_on_with_plan(); });
  return {};
}

void engine::go_on_with_plan() {
  if (!change_ || recording_plan_) return;
  if (failed_ || stopping_) return end_plan_change(failed_ ? errc::ledger_failed : errc::stopping);
  const auto folded = change_->step(piece_records, ledger_.last());
  if (folded.has_error()) return end_plan_change(folded.error());
  if (*folded == progress::more) return post_([this] { go_on_with_plan(); });
  if (turn_ || next_) return;  // their end goes on
  const core::instant_ms at = shared_ ? shared_->plan_at() : received_now();
  if (!change_->still_holds(at)) {
    change_ = std::make_unique<plan_change>(ledger_, state_.get(), change_->reading(), change_->reason(), at);
    return post_([this] { go_on_with_plan(); });
  }
  recording_plan_ = true;
  const auto mark = shared_ ? std::optional(shared_->plan_mark()) : std::nullopt;
  change_->record(ledger_, at, mark, [this](boost::system::error_code ec) {
    recording_plan_ = false;
    if (ec) {
      fail(ec);
      return end_plan_change(ec);
    }
    take_over_plan();
    state_->board.take_changed();
    feed_.forget_told();
    remember_news();
    show_board();
    if (!ready_) begin_service();
    saved_at_ = 0;  // a checkpoint of the older plan would mean a whole fold at the next start
    end_plan_change({});
    if (shared_) return shared_->plan_recorded();
    if (!inbox_.empty() || !closing_.empty()) schedule_turn();
    else if (stopping_) finish_stop();
  });
}

void engine::end_plan_change(boost::system::error_code ec) {
  const bool was_underway = std::exchange(change_, {}) != nullptr;
  if (ec && shared_ && was_underway && !failed_ && !stopping_) shared_->plan_came_to_nothing();
  if (const auto then = std::exchange(plan_answer_, {})) {
    if (ec) then(ec);
    else then(state_->plan.versions.back());
  }
}

void engine::take_over_plan() {
  auto next = change_->take();
  change_.reset();
  // The keys are the same under any plan.
  if (state_) next->history = std::move(state_->history);
  state_ = std::move(next);
  state_->milestones.look_anew();
  if (counters_) counters_->begin_anew();
  log::write(log::level::info, "plan_recorded", "version=" + std::to_string(state_->plan.version));
}

}  // namespace northstar::engine

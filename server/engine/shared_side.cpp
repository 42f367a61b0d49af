// SPDX-License-Identifier: MIT
// A node of a shared log: how it begins, and what it makes again from its own disk for a log that has lost it.
#include "engine/shared_side.hpp"

#include <algorithm>
#include <utility>

#include "engine/log_history.hpp"
#include "ledger/record_codec.hpp"
#include "log/log.hpp"

namespace northstar::engine {

engine::shared_side::shared_side(engine& e, cluster::log_store& store, cluster::outbox& kept, shared_settings settings)
    : engine_(e),
      settings_(std::move(settings)),
      client_(store, kept, *this, [&e] { return e.clock_.now(); }, settings_.node, settings_.log),
      position_epoch_(e.ledger_.epoch()) {}

result<void> engine::shared_side::restore() {
  const auto newest = engine_.ledger_.last_mark();
  if (newest.has_error()) return newest.error();
  if (!*newest) return {};
  applied_ = {(**newest).seq, (**newest).uid};
  engine_.received_at_ = (**newest).at;
  const auto named = engine_.ledger_.last_mark(number_of(entry_kind::server));
  if (named.has_error()) return named.error();
  if (!*named) return {};
  const auto stored = engine_.ledger_.read((**named).upto);
  if (stored.has_error()) return stored.error();
  const auto change = ledger::decode_server(stored->record.body);
  if (!change) return errc::damaged;
  server_ = change->name;
  position_epoch_ = change->epoch;
  engine_.feed_.begin_epoch(position_epoch_);
  return {};
}

result<engine::bool_answer> engine::shared_side::has_plan() const {
  for (const entry_kind kind : {entry_kind::plan, entry_kind::origin}) {
    const auto found = engine_.ledger_.last_mark(number_of(kind));
    if (found.has_error()) return found.error();
    if (*found) return bool_answer{true};
  }
  return bool_answer{applied_.seq == 0 && engine_.ledger_.last() != 0};
}

result<void> engine::shared_side::start(const wire::plan_reading& reading, const std::string& reason, std::function<void()> then) {
  own_plan_ = reading;
  own_reason_ = reason;
  ready_ = std::move(then);
  had_board_ = engine_.state_ != nullptr;
  client_.on_state([this] {
    const auto s = client_.state();
    log::write(s == cluster::log_state::away ? log::level::warning : log::level::info, "shared_log",
               s == cluster::log_state::away ? "state=away" : s == cluster::log_state::in_step ? "state=in_step" : "state=catching_up");
    if (s == cluster::log_state::away) answer_all();
    look_whether_ready();
    pack();
  });
  const auto started = client_.start();
  if (started.has_error()) return started.error();
  look_whether_ready();
  return {};
}

// A node with a board of its own serves at once, the log there or not; one without waits for the log's.
void engine::shared_side::look_whether_ready() {
  if (!ready_) return;
  const bool caught_up = client_.state() == cluster::log_state::in_step && entries_.empty() && !engine_.turn_ && !engine_.change_;
  // A log that has lost its plan before anybody had it.
  if (!engine_.state_ && caught_up && applied_.seq != 0 && plans_.empty()) static_cast<void>(offer_plan(own_plan_, "first plan", [](const auto&) {}));
  if (!engine_.state_ || !engine_.ready_) return;
  if (!had_board_ && !caught_up) return;
  const auto then = std::exchange(ready_, {});
  const auto other = engine_.stands_against(own_plan_);
  if (other.has_error()) return settings_.give_up(other.error());
  if (other->yes && own_reason_.empty()) return settings_.give_up(make_error_code(errc::plan_differs));
  if (other->yes) static_cast<void>(offer_plan(own_plan_, own_reason_, [](const auto&) {}));
  engine_.post_(then);
}

bool engine::shared_side::begins() {
  if (engine_.ledger_.last() == 0) return true;
  settings_.begin_log({1, client_.unique_uid(), std::max(engine_.clock_.now(), engine_.received_at_), number_of(entry_kind::origin), engine_.ledger_.last()});
  return false;
}

bool engine::shared_side::joins(const cluster::log_head& at) {
  if (engine_.ledger_.last() != 0 || applied_.seq != 0) {
    if (at.epoch == engine_.ledger_.epoch() && applied_.seq != 0) return true;
    settings_.give_up(make_error_code(errc::other_log));
    return false;
  }
  const ledger::identity of_log = ledger::shared_identity(at.epoch);
  if (of_log.epoch == engine_.ledger_.epoch() && of_log.digest_key == engine_.ledger_.digest_key()) return true;
  settings_.adopt(of_log);
  return false;
}

void engine::shared_side::overtaken(std::uint64_t common) {
  const auto first = engine_.ledger_.marks(1, 1);
  const bool from_alone = first.has_value() && !first->empty() && first->front().kind == number_of(entry_kind::origin);
  if (common == 0 && from_alone) return settings_.give_up(make_error_code(errc::other_log));  // another log, not a loss: what was recorded alone stays
  settings_.cut(common);
}

void engine::shared_side::left_behind() { settings_.reseed(); }

// With counters in Redis: whoever begins with them needs the log from there on.
bool engine::shared_side::is_counted_outside(ledger::offset upto) const { return !engine_.counters_ || engine_.counters_->stands_at(position_epoch_, upto); }

// Marks ascend in all they say.
std::uint64_t engine::shared_side::trimmable(std::int64_t older_than) {
  const auto newest = engine_.ledger_.last_mark();
  if (newest.has_error() || !*newest) return 0;
  const auto goes = [&](std::uint64_t seq) {
    const auto found = engine_.ledger_.marks(seq, 1);
    if (found.has_error() || found->empty()) return false;
    return found->front().seq != seq || (found->front().at < older_than && is_counted_outside(found->front().upto));  // else older than all that is marked
  };
  std::uint64_t low = 0, high = (**newest).seq;
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    if (goes(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

std::vector<cluster::offer> engine::shared_side::first_entries() {
  return {make_offer({.kind = entry_kind::plan,
                      .at = engine_.clock_.now(),
                      .text = own_plan_.canonical,
                      .reason = own_reason_.empty() ? "first plan" : own_reason_})};
}

std::string engine::shared_side::uid_of(std::uint64_t seq) { return uid_of_entry(engine_.ledger_, seq); }

cluster::result<std::vector<cluster::log_entry>> engine::shared_side::entries(std::uint64_t first) { return entries_in(engine_.ledger_, first); }

bool engine::shared_side::is_worth_offering(const cluster::log_entry& e) { return northstar::engine::is_worth_offering(e.body); }

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// What the shared log says goes into turns, in its order and at its instants.
#include <algorithm>
#include <utility>

#include "engine/plan_change.hpp"
#include "engine/shared_side.hpp"
#include "ledger/record_codec.hpp"
#include "log/log.hpp"

namespace northstar::engine {

namespace {

// Entries' rows that wait for their turn; then the log waits.
constexpr std::size_t entry_rows_waiting_max = 131'072;
constexpr std::size_t entries_waiting_max = 4096;

}  // namespace

cluster::taking engine::shared_side::take(cluster::log_entry e) {
  taken_entry t{e.seq, cluster::log_client::name_of(e.uid), e.uid, std::make_shared<const std::string>(std::move(e.body)), {}, 0};
  if (auto what = decode_entry(*t.bytes)) t.what = std::move(*what);
  else log::write(log::level::error, "entry_unreadable", "seq=" + std::to_string(t.seq));  // on every node alike: it comes to nothing
  // What it stands for is in no entry.
  if (t.what.kind == entry_kind::origin && t.seq == 1) return cluster::taking::never;
  entry_rows_ += t.what.events.size();
  entries_.push_back(std::move(t));
  engine_.schedule_turn();
  return entry_rows_ < entry_rows_waiting_max && entries_.size() < entries_waiting_max ? cluster::taking::go_on : cluster::taking::enough;
}

void engine::shared_side::take_entries(turn& t) {
  bool begun = false;
  while (!entries_.empty() && !engine_.change_) {
    taken_entry& e = entries_.front();
    const core::instant_ms at = std::max(e.what.at, engine_.received_at_);
    const bool alone = e.what.kind != entry_kind::events;
    const std::size_t rows = e.what.events.size();
    // Of one turn all records are received at one instant; what is more than rows has a turn of its own.
    if (begun && (alone || at != t.begun_at)) return;
    engine_.received_at_ = at;
    t.begin_at(at);
    if (e.what.kind == entry_kind::plan) return begin_plan(e);
    if (alone) take_control(t, e);
    else if (!take_rows(t, e)) return;
    begun = true;
    entry_rows_ -= rows;
    t.entries.push_back({e.seq, e.uid});
    t.held.push_back(e.bytes);
    entries_.pop_front();
    if (alone) return;
  }
}

// The body that a row of this node's came in; a row of somebody else's counts for nobody here.
outcomes& engine::shared_side::outcomes_of(const taken_entry& e, std::size_t row, const part*& of) {
  of = nullptr;
  const auto own = parts_.find(e.name);
  if (own == parts_.end()) return nobody_;
  for (const part& p : own->second)
    if (row >= p.first && row < p.first + p.count) return of = &p, p.from->so_far;
  return nobody_;
}

// False: the rest has to wait for the next turn, or the ledger failed.
bool engine::shared_side::take_rows(turn& t, taken_entry& e) {
  for (; e.next < e.what.events.size(); ++e.next, ++t.rows) {
    if (t.rows >= engine_.limits_.turn_rows_max) return t.held.push_back(e.bytes), false;
    const part* of = nullptr;
    outcomes& into = outcomes_of(e, e.next, of);
    std::string refused;
    if (!engine_.judge_row(t, e.what.events[e.next], into, std::nullopt, refused)) return t.held.push_back(e.bytes), false;
    if (!refused.empty() && of) of->from->refuse(of->row + e.next - of->first, refused);
    if (of) --of->from->left;
  }
  if (const auto own = parts_.extract(e.name); !own.empty())
    for (const part& p : own.mapped())
      if (p.from->left == 0) t.finished.push_back(p.from);
  t.records.mark({e.seq, e.uid, t.begun_at, number_of(entry_kind::events), 0});
  // The changes look at the rows until the turn is applied.
  t.rows_held.push_back(std::move(e.what.events));
  return true;
}

void engine::shared_side::take_control(turn& t, taken_entry& e) {
  auto kind = e.what.kind;
  if (kind == entry_kind::clock) {
    engine_.release_into(t);
    if (e.name == release_uid_) release_uid_.clear();
  }
  if (kind == entry_kind::close) {
    const auto own = closes_.extract(e.name);
    asked_close asked = own.empty() ? asked_close{e.what.text, e.what.reason, [](const auto&) {}, 0} : std::move(own.mapped());
    engine_.take_close(t, std::move(asked));
  }
  if (kind == entry_kind::drop) take_drop(t, e);
  if (kind == entry_kind::server && e.what.text != server_) take_server(t, e.what.text, e.seq);
  if (t.records.empty()) kind = entry_kind::events;
  t.records.mark({e.seq, e.uid, t.begun_at, number_of(kind), 0});
}

void engine::shared_side::take_drop(turn& t, const taken_entry& e) {
  const auto own = drops_.extract(e.name);
  const bool waits = engine_.waiting(e.what.record) != nullptr;
  if (waits) {
    t.records.add(ledger::record_kind::dropped, ledger::encode(ledger::drop{e.what.record, e.what.text}));
    t.leaving.push_back(e.what.record);
  }
  if (own.empty()) return;
  t.answers.push_back([then = own.mapped(), waits] {
    if (waits) then(result<void>());
    else then(errc::unknown_record);
  });
}

// Another server may have lost what somebody was shown: from here on, positions are other ones.
void engine::shared_side::take_server(turn& t, const std::string& name, std::uint64_t seq) {
  const bool first = std::exchange(server_, name).empty();
  if (!first) position_epoch_ = engine_.ledger_.epoch() + "-" + std::to_string(seq);
  t.records.add(ledger::record_kind::server, ledger::encode(ledger::log_server{server_, position_epoch_}));
  t.begins_epoch = !first;
}

void engine::shared_side::begin_plan(taken_entry& e) {
  plan_at_ = engine_.received_at_;
  const auto own = plans_.extract(e.name);
  plan_answer then = own.empty() ? plan_answer([](const auto&) {}) : std::move(own.mapped());
  const auto reading = wire::read_plan(e.what.text, [](const std::string&) { return std::nullopt; });
  const bool same = engine_.state_ && engine_.state_->plan.canonical == reading.canonical;
  const bool full = engine_.state_ && engine_.state_->plan.versions.size() >= plan_versions_max;
  if (!reading.plan || same || full) {
    if (same) then(engine_.state_->plan.versions.back());
    else then(full ? errc::too_many_plans : errc::plan_faulty);
    return plan_came_to_nothing();
  }
  engine_.plan_answer_ = std::move(then);
  engine_.change_ = std::make_unique<plan_change>(engine_.ledger_, engine_.state_.get(), reading, e.what.reason, plan_at_);
  engine_.post_([this] { engine_.go_on_with_plan(); });
}

ledger::log_mark engine::shared_side::plan_mark() const {
  const taken_entry& e = entries_.front();
  return {e.seq, e.uid, plan_at_, number_of(entry_kind::plan), 0};
}

void engine::shared_side::plan_recorded() {
  const taken_entry e = std::move(entries_.front());
  entries_.pop_front();
  applied_ = {e.seq, e.uid};
  client_.applied(e.uid);
  client_.go_on();
  engine_.schedule_turn();
}

// Stays in its place as an entry without rows.
void engine::shared_side::plan_came_to_nothing() {
  entries_.front().what = {.at = plan_at_};
  engine_.schedule_turn();
}

void engine::shared_side::done(turn& t) {
  for (auto& [seq, uid] : t.entries) {
    applied_ = {seq, uid};
    client_.applied(uid);
  }
  for (const auto& answer : t.answers) answer();
  if (t.begins_epoch) {
    engine_.feed_.begin_epoch(position_epoch_);
    if (engine_.state_) engine_.show_board();
  }
  if (entry_rows_ < entry_rows_waiting_max / 2 && entries_.size() < entries_waiting_max / 2) client_.go_on();
  look_whether_ready();
  pack();
}

}  // namespace northstar::engine

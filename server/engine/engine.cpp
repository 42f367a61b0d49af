// SPDX-License-Identifier: MIT
// Turns: from waiting bodies to a durable, applied, answered batch. Queries are in engine_query.cpp, start-up in recovery.cpp.
#include "engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "core/facts.hpp"
#include "engine/news.hpp"
#include "engine/plan_change.hpp"
#include "engine/counter_writer.hpp"
#include "engine/shared_side.hpp"
#include "engine/turn.hpp"
#include "log/log.hpp"

namespace northstar::engine {

namespace {

constexpr std::size_t recent_turns_max = 4096;
constexpr std::int64_t idle_ms = 250;
constexpr std::size_t rows_ahead = 8;  // what they are looked up in is fetched into the cache while a row is judged
constexpr std::int64_t release_every_ms = 1000;
constexpr std::int64_t behind_ms = 60'000;  // what is received so long after it was entered into the log is no news

void count_outcomes(statistics& stats, const outcomes& o) {
  stats.rows_accepted += o.accepted;
  stats.rows_replaced += o.replaced;
  stats.rows_stale += o.stale;
  stats.rows_duplicate += o.duplicate;
  stats.rows_quarantined += o.quarantined;
  stats.rows_rejected += o.rejected.size();
}

}  // namespace

engine::engine(ledger::ledger& ledger, const clock& clock, post_function post, engine_limits limits)
    : ledger_(ledger), clock_(clock), post_(std::move(post)), limits_(limits), feed_(ledger.epoch()) {}

engine::~engine() = default;

result<void> engine::submit(wire::event_reading rows, answer then) {
  if (failed_) return errc::ledger_failed;
  if (stopping_ || !ready_) return errc::stopping;
  if (!shared_ && inbox_rows_ + rows.events.size() > limits_.inbox_rows_max) {
    ++stats_.inbox_refused;
    return errc::inbox_full;
  }
  auto b = std::make_shared<body>();
  b->so_far.rejected = std::move(rows.rejected);
  b->rows = std::move(rows);
  b->then = std::move(then);
  if (shared_) return shared_->submit(std::move(b));
  inbox_rows_ += b->rows.events.size();
  inbox_.push_back(std::move(b));
  schedule_turn();
  return {};
}

void engine::schedule_turn() {
  if (turn_scheduled_ || failed_) return;
  turn_scheduled_ = true;
  post_([this] {
    turn_scheduled_ = false;
    begin_turn();
  });
}

void engine::begin_turn() {
  if (failed_ || recording_plan_) return;
  if (turn_ && shared_) return;
  if (turn_) return take_ahead();
  turn_ = std::make_unique<turn>(ledger_.last() + 1, shared_ ? received_at_ : received_now());
  turn_->changes.reserve(std::min(inbox_rows_, limits_.turn_rows_max));
  if (state_) state_->history.reads_turn([this](ledger::offset at) {
    auto found = turn_->find(at);
    return found || !next_ ? found : next_->find(at);
  });
  if (shared_) {
    shared_->take_entries(*turn_);
  } else {
    take_closes(*turn_);
    take_released(*turn_);
    take_rows(*turn_);
  }
  if (!failed_) send_off();
}

// While the disk works on a turn, the rows that have come meanwhile are judged, behind those of that turn; they go to the disk when it is done. What is
// more than counting waits for the board as it will be.
void engine::take_ahead() {
  const bool release_due = state_->quarantine.size() != 0 && clock_.now() - released_at_ >= release_every_ms;
  if (!turn_->is_plain() || release_due || !closing_.empty() || change_ || inbox_.empty()) return;
  if (!next_) {
    next_ = std::make_unique<turn>(turn_->end, received_now());
    next_->changes.reserve(std::min(inbox_rows_, limits_.turn_rows_max));
    next_->reach_before = turn_->reach;
  }
  take_rows(*next_);
}

void engine::send_off() {
  if (turn_->records.empty() && turn_->records.marks().empty()) return end_turn({});
  turn_->end = turn_->records.next();
  ledger_.append(std::move(turn_->records), [this](boost::system::error_code ec) { end_turn(ec); });
}

// Never before what was received last: whoever asks what was known at an instant gets a prefix of the ledger.
core::instant_ms engine::received_now() { return received_at_ = std::max(received_at_, clock_.now()); }

void engine::take_rows(turn& t) {
  while (!inbox_.empty()) {
    const auto b = inbox_.front();
    while (b->next < b->rows.events.size()) {
      if (b->next + rows_ahead < b->rows.events.size()) prefetch(b->rows.events[b->next + rows_ahead]);
      if (t.rows >= limits_.turn_rows_max || !take_row(t, *b, b->next)) return;
      ++b->next;
      ++t.rows;
      --inbox_rows_;
    }
    t.finished.push_back(b);
    inbox_.pop_front();
  }
}

void engine::prefetch(const core::event_view& e) const {
  state_->history.prefetch(e.key);
  state_->compiled().prefetch_owner(e.owner);
}

// False: the row has to wait for the next turn (or the ledger failed).
bool engine::take_row(turn& t, body& from, std::size_t row) {
  std::string refused;
  if (!judge_row(t, from.rows.events[row], from.so_far, std::nullopt, refused)) return false;
  if (!refused.empty()) from.refuse(row, refused);
  return true;
}

bool engine::judge_row(turn& t, const core::event_view& e, outcomes& into, std::optional<ledger::offset> released, std::string& refused) {
  const core::compiled_plan& plan = state_->compiled();
  // Made where it will lie; what comes to nothing leaves it again.
  planned_change& change = t.changes.emplace_back();
  change.at = t.records.next();
  const auto comes_to_nothing = [&] { return t.changes.pop_back(), true; };
  const auto obstacle = core::weigh(plan, e, change.what);
  if (obstacle == core::obstacle::out_of_range) return refused = "out_of_range", comes_to_nothing();
  const bool ahead = e.occurred_at > t.begun_at + limits_.future_ms_max;
  if (!released && (ahead || obstacle == core::obstacle::no_rate))
    return quarantine_row(t, e, obstacle == core::obstacle::no_rate ? "no_rate" : "in_the_future", into, refused), comes_to_nothing();

  const auto judged = state_->history.judge(e);
  if (judged.has_error()) return fail(judged.error()), false;  // and the turn is no more
  if (judged->verdict == core::verdict::duplicate) return ++into.duplicate, comes_to_nothing();
  const bool counts = judged->verdict != core::verdict::stale;
  if (counts) {
    if (judged->counted) change.before = &t.replace(plan, *judged->counted);
    const core::facts* before = change.before ? &change.before->what : nullptr;
    const auto reach = static_cast<unsigned __int128>(change.what.reach() + (before ? before->reach() : 0));
    if (!state_->board.surely_fits(t.reach_before + t.reach + reach)) {
      // Alone in the next turn it can be looked at exactly.
      if (t.reach_before + t.reach != 0) return t.changes.pop_back(), false;
      if (!state_->board.fits(before, &change.what)) return refused = "out_of_range", comes_to_nothing();
    }
    t.reach += reach;
  }
  ++(judged->verdict == core::verdict::accepted ? into.accepted : counts ? into.replaced : into.stale);
  change.event = &e;
  change.previous = judged->previous;
  change.winner = counts ? 0 : judged->winner;
  const ledger::delivery_view delivery{e, change.previous, change.winner};
  if (released)
    change.at = t.records.add(ledger::record_kind::released, ledger::encode(ledger::release{*released, ledger::to_delivery(delivery)}));
  else
    change.at = t.add(delivery);
  state_->history.remember(change.at, delivery);
  return true;
}

void engine::quarantine_row(turn& t, const core::event_view& e, const char* reason, outcomes& into, std::string& refused) {
  const bool waits = state_->quarantine.holds(e) || std::any_of(t.waiting.begin(), t.waiting.end(), [&](const auto& w) {
                       return w.event.key == e.key && w.event.content == e.content;
                     });
  if (!waits && state_->quarantine.size() + t.waiting.size() >= limits_.quarantine_max) {
    refused = "quarantine_full";
    return;
  }
  ++into.quarantined;
  if (waits) return;
  ledger::quarantined_delivery q{core::to_event(e), reason};
  const ledger::offset at = t.records.add(ledger::record_kind::quarantined, ledger::encode(q));
  t.waiting.push_back({at, t.begun_at, std::move(q.reason), std::move(q.event)});
}

void engine::take_released(turn& t) {
  if (state_->quarantine.size() == 0 || t.begun_at - released_at_ < release_every_ms) return;
  released_at_ = t.begun_at;
  release_into(t);
}

void engine::release_into(turn& t) {
  for (const auto& [at, w] : state_->quarantine.all()) {
    if (t.rows >= limits_.turn_rows_max) return;
    if (take_drop(t, at)) continue;
    if (w.event.occurred_at > t.begun_at + limits_.future_ms_max) continue;
    if (core::find_obstacle(state_->compiled(), w.event) == core::obstacle::no_rate) continue;
    outcomes settled;
    std::string refused;
    if (!judge_row(t, t.released.emplace_back(w.event), settled, at, refused)) return;
    ++t.rows;
    t.leaving.push_back(at);
    if (settled.duplicate != 0) refused = "duplicate";
    if (!refused.empty()) t.records.add(ledger::record_kind::dropped, ledger::encode(ledger::drop{at, refused}));
    else ++stats_.released;
  }
}

void engine::end_turn(boost::system::error_code ec) {
  if (failed_) return;  // everybody was told so
  if (ec) return fail(ec);
  const auto t = std::move(turn_);
  if (state_) apply_turn(*t);
  if (shared_) shared_->done(*t);
  const core::instant_ms now = clock_.now();
  stats_.commit.add(static_cast<double>(now - t->begun_at));
  if (checkpoint_is_due()) save_checkpoint();
  go_on_with_plan();
  if (next_) {
    turn_ = std::move(next_);
    turn_->begin_at(received_now());
    send_off();
  }
  for (const auto& b : t->finished) {
    std::stable_sort(b->so_far.rejected.begin(), b->so_far.rejected.end(),
                     [](const auto& x, const auto& y) { return x.index < y.index; });
    b->so_far.position = position();
    count_outcomes(stats_, b->so_far);
    if (const auto then = std::exchange(b->then, {})) then(b->so_far);
  }
  if (!state_) {
    if (shared_->has_entries() && !change_) schedule_turn();
    return;
  }
  if (!inbox_.empty() || !closing_.empty() || (shared_ && shared_->has_entries() && !change_)) schedule_turn();
  else if (stopping_ && !turn_) finish_stop();
  if (now - published_at_ >= limits_.tick_ms || now < published_at_) publish();
  else if (due_sooner_) due_sooner_();
}

void engine::apply_turn(turn& t) {
  apply_closes(t);
  for (waiting_record& w : t.waiting) {
    state_->hear(w.event.source, t.begun_at);
    state_->quarantine.add(std::move(w));
  }
  std::vector<told_change> told;
  told.reserve(t.changes.size());
  for (const planned_change& c : t.changes) {
    if (c.winner != 0) {
      state_->hear(c.event->source, t.begun_at);
      continue;
    }
    const core::weighed before = c.before ? core::weighed{&c.before->view, &c.before->what} : core::weighed{};
    const core::weighed after{c.event, &c.what};
    state_->count(c.at, t.begun_at, before, after);
    if (counters_) counters_->note(before.what), counters_->note(after.what);
    told.push_back({before, after, c.at, c.previous != 0});
  }
  feed_.tell(shared_plan(), told, t.begun_at);
  auto celebrated = herald_.take(shared_plan(), told, state_->take_told_milestones(), t.begun_at);
  tell(celebrated, t.begun_at);
  feed_.celebrate(std::move(celebrated));
  // A node that catches up with its log: what others knew long before is no alert here.
  if (!told.empty() && clock_.now() - t.begun_at > behind_ms) patrol_.begin_anew();
  index_turn(t);
  for (const ledger::offset at : t.leaving) state_->quarantine.remove(at);  // only now: the changes look at its events
  settle_drops();
  state_->history.turn_done();
  ++stats_.turns;
  if (t.changes.empty() && t.waiting.empty() && t.leaving.empty() && t.closing.empty()) return;
  stats_.records = ledger_.last();
  recent_turns_.push_back({ledger_.last(), t.begun_at});
  if (recent_turns_.size() > recent_turns_max) recent_turns_.pop_front();
  feed_.advance(ledger_.last());
}

void engine::fail(boost::system::error_code ec) {
  failed_ = true;
  log::write(log::level::error, "ledger_failed", "error=" + log::quoted(ec.message()));
  settle_drops(errc::ledger_failed);
  const auto t = std::move(turn_), next = std::move(next_);
  std::deque<std::shared_ptr<body>> refused = std::exchange(inbox_, {});
  for (const asked_close& c : std::exchange(closing_, {})) c.then(errc::ledger_failed);
  if (t)
    for (const asked_close& c : t->closing) c.then(errc::ledger_failed);
  if (next) refused.insert(refused.begin(), next->finished.begin(), next->finished.end());
  if (t) refused.insert(refused.begin(), t->finished.begin(), t->finished.end());
  inbox_rows_ = 0;
  for (const auto& b : refused)
    if (b->then) b->then(errc::ledger_failed);
  if (shared_) shared_->fail();
  if (stopping_) finish_stop();
}

void engine::run_due() {
  if (shared_) shared_->run_due();
  if (!ready_) return;
  const core::instant_ms now = clock_.now();
  if (!failed_ && !stopping_) {
    if (!shared_ && state_->quarantine.size() != 0 && now - released_at_ >= release_every_ms) schedule_turn();
    close_due(now);
    if (ledger_.last() != saved_offset_ && now - saved_at_ >= limits_.checkpoint_every_ms) save_checkpoint();
  }
  // Woken because something has changed, not because the tick is over: what has changed waits for its end.
  if (feed_.has_changes() && now >= published_at_ && now - published_at_ < limits_.tick_ms) return;
  publish();
  patrol();
  if (counters_ && !turn_) counters_->flush(now);
}

std::int64_t engine::due_in_ms() const {
  if (!feed_.has_changes()) return idle_ms;
  const std::int64_t since = clock_.now() - published_at_;
  return std::clamp<std::int64_t>(limits_.tick_ms - since, 0, idle_ms);
}

void engine::publish() {
  const core::instant_ms now = clock_.now();
  const bool had_changes = feed_.has_changes();
  std::vector<std::pair<std::string, std::int64_t>> ages;
  for (const auto& [source, at] : state_->heard) ages.emplace_back(source, std::max<std::int64_t>(0, now - at) / 1000);
  if (had_changes) feed_.changed(state_->board.take_changed());
  feed_.publish(moment(), ages);
  stats_.frames_made = feed_.frames_made();
  if (!had_changes) return;
  published_at_ = now;
  if (!recent_turns_.empty()) stats_.apply_to_publish.add(static_cast<double>(clock_.now() - recent_turns_.back().received_at));
}

core::view_moment engine::moment() const {
  core::view_moment m;
  m.now = clock_.now();
  core::instant_ms freshest = 0;
  for (const auto& [source, at] : state_->heard) freshest = std::max(freshest, at);
  if (freshest != 0) m.source_age_s = std::max<std::int64_t>(0, m.now - freshest) / 1000;
  return m;
}

// Under load a twentieth of the loop's time goes to checkpoints at most, unless a start would have too much to read after one.
bool engine::checkpoint_is_due() const {
  const std::uint64_t tail = ledger_.last() - saved_offset_;
  if (tail < limits_.checkpoint_every) return false;
  return tail >= 4 * limits_.checkpoint_every || clock_.now() - saved_at_ >= 20 * saving_took_ms_;
}

void engine::save_checkpoint() {
  if (checkpoint_under_way_ || turn_ || failed_ || recording_plan_) return;
  checkpoint_under_way_ = true;
  saved_before_ = std::exchange(saved_offset_, ledger_.last());
  saved_at_ = clock_.now();
  saving_took_ms_ = 0;
  state_->begin_saving();
  go_on_saving();
}

void engine::go_on_saving() {
  if (failed_) return end_saving({});
  if (!state_->is_saving()) {
    // A plan has come into force meanwhile, and with it another state: a checkpoint of the older one would mean a whole fold at the next start.
    saved_offset_ = saved_before_;
    return end_saving({});
  }
  const core::instant_ms begun = clock_.now();
  auto counters = state_->save_some(limits_.checkpoint_piece);
  saving_took_ms_ += clock_.now() - begun;
  if (!counters) return post_([this] { go_on_saving(); });
  ledger_.save_checkpoint({saved_offset_, std::move(*counters)}, state_->history.take_unsaved(saved_offset_), [this](boost::system::error_code ec) {
    if (!ec) ++stats_.checkpoints, save_index(), settle_keys();
    end_saving(ec);
  });
}

void engine::end_saving(boost::system::error_code ec) {
  checkpoint_under_way_ = false;
  if (ec) fail(ec);
  if (stopping_ && stopped_ && inbox_.empty() && !turn_) finish_stop();
}

// A quarter of what memory holds, so that it is not asked for again at once.
void engine::settle_keys() {
  if (settling_ || failed_ || stopping_ || state_->history.in_memory() <= limits_.keys_in_memory_max) return;
  settling_ = true;
  ledger_.settle_keys(state_->history.in_memory() - limits_.keys_in_memory_max + limits_.keys_in_memory_max / 4, [this](boost::system::error_code ec) {
    settling_ = false;
    if (ec) fail(ec);
  });
}

void engine::stop(std::function<void()> then) {
  stopping_ = true;
  stopped_ = std::move(then);
  abandon_slow_work();
  settle_drops(errc::stopping);
  if (shared_) shared_->stop();
  if (!turn_ && inbox_.empty()) finish_stop();
}

// Runs again when the checkpoint it asks for is on disk.
void engine::finish_stop() {
  if (!stopped_ || checkpoint_under_way_ || recording_plan_) return;
  if (ready_ && !failed_ && ledger_.last() != saved_offset_) return save_checkpoint();
  ready_ = false;
  post_(std::exchange(stopped_, {}));
}

void engine::painted(const std::string& screen, const feed::position& at, core::instant_ms at_ms, ledger::offset since) {
  if (at.epoch != position().epoch || at.offset > ledger_.last()) return;
  if (!stats_.screens.contains(screen) && stats_.screens.size() >= 1000) return;
  screen_statistics& s = stats_.screens[screen];
  s.painted_at_ms = at_ms;
  if (at.offset <= s.painted_offset) return;
  s.painted_offset = at.offset;
  if (at.offset <= since) return;
  const auto held = std::lower_bound(recent_turns_.begin(), recent_turns_.end(), at.offset,
                                     [](const durable_turn& t, ledger::offset o) { return t.last < o; });
  if (held == recent_turns_.end() || held->last != at.offset) return;
  s.order_to_glass.add(static_cast<double>(std::max<core::instant_ms>(0, at_ms - held->received_at)));
}

feed::position engine::position() const { return {shared_ ? shared_->position_epoch() : ledger_.epoch(), ledger_.last()}; }

void engine::share(cluster::log_store& store, cluster::outbox& kept, shared_settings settings) {
  feed_.is_one_of_many();
  shared_ = std::make_unique<shared_side>(*this, store, kept, std::move(settings));
}

void engine::cache_counters(cache::counter_cache& into) {
  counters_ = std::make_unique<counter_writer>(into, [this] {
    return state_ ? counter_writer::standing{&state_->board, position().epoch, ledger_.last()} : counter_writer::standing{};
  });
}

std::optional<shared_status> engine::shared() const { return shared_ ? std::optional(shared_->status()) : std::nullopt; }

// To everybody who watches, whole.
void engine::show_board() { feed_.show(state_->board, state_->milestones, state_->plan.version, ledger_.last(), moment()); }

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// What the engine answers about other moments, and about single records: all of it slow work, done between turns.
#include <algorithm>
#include <utility>

#include "engine/delivery_chain.hpp"
#include "engine/engine.hpp"
#include "engine/explanation.hpp"
#include "engine/past_board.hpp"
#include "engine/record_scan.hpp"
#include "engine/turn.hpp"
#include "log/log.hpp"

namespace northstar::engine {

namespace {

// A few milliseconds' worth of reading; of writing, what one transaction of the ledger's thread takes along.
constexpr std::size_t index_records = 16'384;
constexpr std::size_t index_pieces = 8;

}  // namespace

// A board of another moment on its way. Several who ask for the same get the same.
class engine::look_back : public slow_work {
 public:
  look_back(past_sources from, plan_in_force plan, board_view wanted)
      : wanted_(std::move(wanted)), past_(std::move(from), std::move(plan), wanted_.upto, wanted_.occurred_by) {}

  bool is_for(const board_view& v) const {
    return v.upto == wanted_.upto && v.occurred_by == wanted_.occurred_by && v.plan_version == wanted_.plan_version;
  }
  // `moment`: how this one judges it.
  void join(core::view_moment moment, look_answer then) { asking_.emplace_back(moment, std::move(then)); }

  result<progress> step() override {
    const auto done = past_.step();
    if (done.has_error() || *done == progress::more) return done;
    wanted_.keeps = std::make_shared<const core::board>(past_.take());
    wanted_.board = wanted_.keeps.get();
    for (auto& [moment, then] : asking_) {
      wanted_.moment = moment;
      then(wanted_);
    }
    return progress::done;
  }
  void abandon(boost::system::error_code ec) override {
    for (auto& [moment, then] : asking_) then(ec);
  }

 private:
  board_view wanted_;
  past_board past_;
  std::vector<std::pair<core::view_moment, look_answer>> asking_;
};

board_view engine::view_now() const {
  return {&state_->board, moment(), state_->plan.version, ledger_.last(), std::nullopt, nullptr};
}

void engine::look(const moment_query& when, look_answer then) {
  if (when.is_now()) return then(view_now());
  auto view = view_of(when);
  if (view.has_error()) return then(view.error());
  for (const board_view& known : past_boards_)
    if (known.upto == view->upto && known.occurred_by == view->occurred_by && known.plan_version == view->plan_version) {
      view->board = known.board;
      view->keeps = known.keeps;
      return then(*view);
    }
  for (const auto& work : slow_) {
    auto* same = dynamic_cast<look_back*>(work.get());
    if (same && same->is_for(*view)) return same->join(view->moment, std::move(then));
  }
  auto plan = plan_at(view->plan_version);
  if (plan.has_error()) return then(plan.error());
  auto work = std::make_unique<look_back>(past(), std::move(*plan), *view);
  work->join(view->moment, [this](const result<board_view>& made) {
    if (!made) return;
    past_boards_.push_back(*made);
    if (past_boards_.size() > past_boards_max) past_boards_.pop_front();
  });
  work->join(view->moment, then);
  do_slowly(std::move(work), then);
}

// Where and how to look, the board itself still missing.
result<board_view> engine::view_of(const moment_query& when) const {
  board_view v = view_now();
  v.board = nullptr;
  v.moment = {};
  v.moment.now = when.as_of ? *when.as_of : *when.known_at;
  if (!plan().calendar().supports(v.moment.now) || (when.known_at && !plan().calendar().supports(*when.known_at))) return errc::not_an_instant;
  v.occurred_by = when.as_of;
  if (!when.known_at) return v;
  const auto known = known_by(*when.known_at);
  if (known.has_error()) return known.error();
  v.upto = *known;
  // Before the first plan there is none to judge by: the first one does, over nothing.
  v.plan_version = state_->plan.versions.front().version;
  for (const recorded_plan& p : state_->plan.versions)
    if (p.at <= v.upto) v.plan_version = p.version;
  if (when.as_of) return v;
  const auto heard = heard_by(v.upto);
  if (heard.has_error()) return heard.error();
  if (*heard) v.moment.source_age_s = std::max<std::int64_t>(0, v.moment.now - **heard) / 1000;
  return v;
}

// When a source was last heard of among the records up to `upto`; plans and closes are nobody's word.
result<std::optional<core::instant_ms>> engine::heard_by(ledger::offset upto) const {
  for (ledger::offset at = upto; at != 0; --at) {
    const auto stored = ledger_.read(at);
    if (stored.has_error()) return stored.error();
    const auto kind = stored->record.kind;
    using ledger::record_kind;
    if (kind != record_kind::plan && kind != record_kind::closed && kind != record_kind::dropped && kind != record_kind::server)
      return std::optional(stored->received_at);
  }
  return std::optional<core::instant_ms>();
}

// The last record received by that instant; they are in order of it.
result<ledger::offset> engine::known_by(core::instant_ms at) const {
  ledger::offset low = 0, high = ledger_.last();
  while (low < high) {
    const ledger::offset middle = low + (high - low + 1) / 2;
    const auto stored = ledger_.read(middle);
    if (stored.has_error()) return stored.error();
    if (stored->received_at <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

result<plan_in_force> engine::plan_at(std::uint32_t version) const {
  if (version == state_->plan.version) return state_->plan;
  std::vector<recorded_plan> versions;
  for (const recorded_plan& p : state_->plan.versions)
    if (p.version <= version) versions.push_back(p);
  return compile_versions(ledger_, std::move(versions));
}

void engine::records(const moment_query& when, record_question question, record_answer then) {
  const core::calendar& cal = plan().calendar();
  if (!cal.supports(when.as_of.value_or(clock_.now())) || !cal.supports(when.known_at.value_or(clock_.now()))) return then(errc::not_an_instant);
  question.upto = ledger_.last();
  question.occurred_by = when.as_of;
  if (when.known_at) {
    const auto known = known_by(*when.known_at);
    if (known.has_error()) return then(known.error());
    question.upto = *known;
  }
  scan(std::move(question), std::move(then));
}

void engine::scan(record_question question, record_answer then) {
  const auto head_of = [this](const core::digest& key) {
    const auto found = state_->history.head_of(key);
    return found.has_error() ? ledger::offset{0} : *found;
  };
  do_slowly(std::make_unique<record_scan>(ledger_, head_of, std::move(question), then), then);
}

void engine::explain(const cell_name& name, core::instant_ms since, const moment_query& when, const page_query& page, explain_answer then) {
  moment_query until = when;
  if (!until.as_of && !until.known_at) until.known_at = clock_.now();
  const auto view = view_of(until);
  if (view.has_error()) return then(view.error());
  const auto start = known_by(since);
  if (start.has_error()) return then(start.error());
  auto plan = plan_at(view->plan_version);
  if (plan.has_error()) return then(plan.error());
  const auto key = find_key(*plan->compiled, name, view->moment.now);
  if (key.has_error()) return then(key.error());
  explanation_question q;
  q.key = *key;
  q.plan = std::move(*plan);
  q.upto = view->upto;
  q.after = std::min(std::max<ledger::offset>(*start, page.after), q.upto);
  q.occurred_by = view->occurred_by;
  q.moves_max = page.limit;
  do_slowly(std::make_unique<explanation>(past(), std::move(q), then), then);
}

template <class Answer>
void engine::do_slowly(std::unique_ptr<slow_work> work, const Answer& then) {
  if (stopping_ || !ready_) return then(make_error_code(errc::stopping));
  if (slow_.size() >= slow_max) return then(make_error_code(errc::too_many_questions));
  slow_.push_back(std::move(work));
  if (slow_.size() == 1) post_([this] { go_on_slowly(); });
}

void engine::go_on_slowly() {
  if (slow_.empty()) return;
  const auto done = slow_.front()->step();
  if (done.has_value() && *done == progress::more) return post_([this] { go_on_slowly(); });
  const auto ended = std::move(slow_.front());
  slow_.pop_front();
  if (done.has_error()) ended->abandon(done.error());
  if (!slow_.empty()) post_([this] { go_on_slowly(); });
  else index_soon();
}

past_sources engine::past() {
  return {&ledger_, &index_, [this]() -> const state& { return *state_; }};
}

// The index follows the ledger by itself: after a start from what was kept and the records behind it, then turn by turn.
void engine::index_soon() {
  if (indexing_ || index_.upto() == ledger_.last()) return;
  indexing_ = true;
  post_([this] { go_on_indexing(); });
}

void engine::go_on_indexing() {
  indexing_ = false;
  if (stopping_ || !ready_ || !slow_.empty()) return;  // a question reads on by itself
  const auto done = catch_up(index_, ledger_, index_records);
  if (done.has_error()) return log::write(log::level::warning, "index_not_read", "error=" + log::quoted(done.error().message()));
  if (*done == progress::more) return index_soon();
  index_follows_ = true;
  save_index();
}

void engine::index_turn(const turn& t) {
  if (!index_follows_) return index_soon();
  for (const planned_change& c : t.changes)
    if (c.at > index_.upto()) index_.take(c.at, {c.previous, c.winner, c.event->occurred_at});
}

void engine::save_index() {
  if (saving_index_ || failed_ || stopping_) return;
  auto pieces = index_.take_unsaved(index_pieces);
  if (pieces.empty()) return;
  saving_index_ = true;
  ledger_.save_index(std::move(pieces), [this](boost::system::error_code ec) {
    saving_index_ = false;
    if (ec) return fail(ec);
    save_index();
  });
}

void engine::abandon_slow_work() {
  for (const auto& work : std::exchange(slow_, {})) work->abandon(errc::stopping);
}

}  // namespace northstar::engine

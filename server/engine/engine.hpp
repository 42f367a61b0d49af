// SPDX-License-Identifier: MIT
// The single writer. Takes what waits, judges each event against the history of its business key, appends the batch to the
// ledger, applies it to the board, answers the senders and lets the feed publish. All calls on the loop's thread; the engine never blocks it but
// for reading back the earlier deliveries of a key.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cache/counter_cache.hpp"
#include "cluster/log_client.hpp"
#include "core/board.hpp"
#include "core/view.hpp"
#include "engine/alert_patrol.hpp"
#include "engine/board_feed.hpp"
#include "engine/board_query.hpp"
#include "engine/clock.hpp"
#include "engine/error.hpp"
#include "engine/explanation.hpp"
#include "engine/herald.hpp"
#include "engine/moment.hpp"
#include "engine/moment_index.hpp"
#include "engine/record_scan.hpp"
#include "engine/slow_work.hpp"
#include "engine/state.hpp"
#include "engine/statistics.hpp"
#include "feed/position.hpp"
#include "ledger/identity.hpp"
#include "ledger/ledger.hpp"
#include "wire/event_json.hpp"
#include "wire/goals_text.hpp"
#include "wire/plan_json.hpp"

namespace northstar::engine {

struct engine_limits {
  std::size_t inbox_rows_max = 262'144;           // rows waiting for their turn; past it: errc::inbox_full
  std::size_t turn_rows_max = 65'536;             // rows of one ledger transaction
  std::int64_t future_ms_max = 24 * 3600 * 1000;  // further ahead: quarantined
  std::size_t quarantine_max = 100'000;           // waiting records; past it they are rejected `quarantine_full`
  std::size_t cells_max = 200'000;                // rows of one answer
  std::size_t keys_in_memory_max = 12'000'000;    // about 370 MB; past it the oldest keys move to the disk, where a look-up reads one page
  std::uint64_t checkpoint_every = 200'000;       // records between checkpoints (up to four times as many when saving them would take more than a twentieth of the time),
  std::int64_t checkpoint_every_ms = 60'000;      // or time, when anything was recorded
  std::size_t checkpoint_piece = 1024 * 1024;     // bytes of a checkpoint that are made in one go, which takes two milliseconds
  std::int64_t tick_ms = 25;                      // at most one delta in this time
};

class counter_writer;
class plan_change;

// A period on its way to being closed.
struct asked_close {
  std::string period;
  std::string by;
  std::function<void(const result<closed_period>&)> then;
  ledger::offset at = 0;  // once taken into a turn
};

// A record on its way out of quarantine, by somebody's order.
struct asked_drop {
  std::string reason;
  std::function<void(const result<void>&)> then;
  bool recorded = false;  // in the turn under way
};

// How an engine is a node of a log that several share.
struct shared_settings {
  std::string node;                      // cluster::make_node_name()
  std::int64_t answer_within_ms = 2'000; // then a body is answered as queued
  cluster::log_limits log;
  // What the engine cannot do to its own ledger; after any of them the server starts it anew, or not.
  std::function<void(const ledger::identity&)> adopt;  // an empty ledger becomes one of this log
  std::function<void(std::uint64_t)> cut;              // the log has lost, and others have replaced, what came behind this entry
  std::function<void(ledger::log_mark)> begin_log;     // what was recorded alone becomes the log's first entry: the mark of it
  // The log does not keep what this node needs next: a copy of another node's ledger takes the place of its own, and what is in that alone
  // (log_history.hpp) is offered again. Until then the node goes on as it is. Called again whenever it is found out again.
  std::function<void()> reseed;
  std::function<void(boost::system::error_code)> give_up;
};

struct shared_status {
  bool in_step = false;
  core::instant_ms away_since = 0;  // 0: the log is there
  std::uint64_t applied = 0;        // entries on this disk,
  std::uint64_t last = 0;           // and in the log as far as known
  std::size_t waiting = 0;          // of this node's, not come back yet
};

// What is worth telling outside: a celebration, an alert. The same on every node of a shared log, but for the instant of an alert.
struct telling {
  std::string key;    // what it is about
  std::string value;  // what is said of it; the newest counts
  std::string kind;   // "celebrate", "alert"
  std::string json;   // an object
  core::instant_ms at = 0;
};

// The answer to one body of events.
struct outcomes {
  std::size_t queued = 0;  // not 0: the shared log is away, and all good rows are kept for it; nothing else is known yet
  std::size_t accepted = 0;
  std::size_t replaced = 0;
  std::size_t stale = 0;
  std::size_t duplicate = 0;
  std::size_t quarantined = 0;
  std::vector<wire::rejection> rejected;  // by row
  feed::position position;
};

class engine {
 public:
  using answer = std::function<void(const result<outcomes>&)>;
  // Runs a function soon, on the loop, after what is ready now.
  using post_function = std::function<void(std::function<void()>)>;

  engine(ledger::ledger& ledger, const clock& clock, post_function post, engine_limits limits = {});
  ~engine();

  // Before recover(): this engine is a node of a shared log. Both outlive it.
  void share(cluster::log_store& store, cluster::outbox& kept, shared_settings settings);
  // The counters are to be found in Redis too, as they change.
  void cache_counters(cache::counter_cache& into);
  // nullopt: not a node of one.
  std::optional<shared_status> shared() const;

  // Start-up. With an empty ledger `reading` becomes plan version 1; the same plan as a recorded one changes nothing; another one
  // needs a reason, becomes the next version and the ledger is folded again; without a reason errc::plan_differs
  // (plan_diff_lines() says how). Blocks until recovered, then calls `then` on the loop once a new plan version is durable (at once if
  // there is none); ready() from there on. A node of a shared log that has no board yet calls `then` when it holds what the log held.
  result<void> recover(const wire::plan_reading& reading, const std::string& apply_reason, std::function<void()> then);
  const std::vector<std::string>& plan_diff_lines() const { return plan_diff_; }

  // Brings another plan version into force while serving: `then` runs once it is recorded and every scope shows it, or with what stands against
  // it (rate_needed, past_a_counter). Errors at once: plan_busy, too_many_plans, stopping, log_away, ledger_failed.
  using plan_answer = std::function<void(const result<recorded_plan>&)>;
  result<void> apply_plan(const wire::plan_reading& reading, const std::string& reason, plan_answer then);
  const plan_in_force& plan_recorded() const { return state_->plan; }

  // Takes a body's good rows; its rejected ones come back in the answer. Errors at once: inbox_full, stopping, ledger_failed.
  result<void> submit(wire::event_reading rows, answer then);

  // Freezes the figures of a period that is over, for every unit, metric and slice; `by`: who asked. errc::unknown_period, not_over, closed_already,
  // too_many_cells.
  using close_answer = std::function<void(const result<closed_period>&)>;
  void close_period(const std::string& period, const std::string& by, close_answer then);
  const closing_book& closes() const { return state_->closes; }
  // The frozen cells of a closed period; errc::unknown_period: it is not closed.
  result<ledger::period_close> frozen(const std::string& period) const;
  // The records that came for a closed period since, a page of them; errc::unknown_period.
  result<std::vector<move>> adjustments(const std::string& period, const page_query& page, std::optional<ledger::offset>& next) const;

  // What waits in quarantine at this offset; null: nothing.
  const waiting_record* waiting(ledger::offset at) const;
  // Takes it out for good; the ledger keeps the reason. Within about a second. errc::unknown_record: it does not wait (any more); inbox_full.
  using drop_answer = std::function<void(const result<void>&)>;
  void drop_waiting(ledger::offset at, const std::string& reason, drop_answer then);
  static constexpr std::size_t drops_max = 1000;  // under way

  // What each unit of the rules' kinds has earned in a period (empty: the running one of each rule) and by which deals. errc::unknown_unit,
  // unknown_period; too_many_cells past bonus_records_max deals.
  using bonus_answer = std::function<void(const result<std::vector<wire::bonus_row>>&, const std::shared_ptr<const core::compiled_plan>&)>;
  void bonus(const std::string& unit, const std::string& period, const moment_query& when, bonus_answer then);

  const core::milestone_watch& milestones() const { return state_->milestones; }
  const alert_patrol& alerts() const { return patrol_; }
  // errc::unknown_record: there is no such alert (any more).
  result<void> acknowledge_alert(const std::string& id, const std::string& by);
  const herald& celebrations() const { return herald_; }

  // Time passes: call at least every 250 ms and when due_in_ms() says so. Publishes, releases from quarantine, saves checkpoints.
  void run_due();
  // Milliseconds until run_due() has something to do, at most 250.
  std::int64_t due_in_ms() const;
  // Called for each as it happens: not for what is older than ten minutes when this node comes to know it.
  void on_telling(std::function<void(telling)> call) { telling_ = std::move(call); }
  // Called when due_in_ms() has become shorter.
  void on_due_sooner(std::function<void()> call) { due_sooner_ = std::move(call); }

  // Refuses new events, finishes what waits, writes a checkpoint; `then` runs when all is on disk.
  void stop(std::function<void()> then);

  bool ready() const { return ready_ && !failed_; }
  // The disk refused: what is shown stays true, nothing more is accepted.
  bool failed() const { return failed_; }

  // The board as it stands; to be looked at at once.
  board_view view_now() const;
  // The board of a moment: of now at once, of another one later, when it has been folded (slow_work.hpp). errc::not_an_instant: outside the
  // supported days; too_many_questions; stopping.
  using look_answer = std::function<void(const result<board_view>&)>;
  void look(const moment_query& when, look_answer then);
  // The records that count at a moment, a page of them; `question.upto` and `.occurred_by` are set here.
  using record_answer = std::function<void(const result<record_page>&)>;
  void records(const moment_query& when, record_question question, record_answer then);
  // What moved a cell's actual between the instant `since` and the moment, both in knowledge time.
  using explain_answer = std::function<void(const result<explanation_page>&)>;
  void explain(const cell_name& name, core::instant_ms since, const moment_query& when, const page_query& page, explain_answer then);
  // The text of a plan version; errc::unknown_version.
  result<ledger::plan_version> plan_text(std::uint32_t version) const;
  const engine_limits& limits() const { return limits_; }
  // JSON arrays: what waits and why; owners that no unit answers to, with how often they counted. At most 1,000 each.
  std::string quarantine_json() const;
  std::string unmatched_json() const;

  // The plan in force; replaced as a whole by a new version.
  const core::compiled_plan& plan() const { return state_->compiled(); }
  std::shared_ptr<const core::compiled_plan> shared_plan() const { return state_->plan.compiled; }
  const core::board& board() const { return state_->board; }
  // True when the unit `id` is `scope` or below it today; an empty scope is the root's. False when there is no such unit.
  bool within(const std::string& id, const std::string& scope) const;
  std::uint32_t plan_version() const { return state_->plan.version; }
  feed::position position() const;
  const wire::digest_key& digest_key() const { return ledger_.digest_key(); }
  board_feed& feed() { return feed_; }
  // A screen says that this position is on its glass, at `at_ms` of the server's time as it estimates it. What the board held before the
  // screen began to look (up to offset `since`) is noted but not measured: nobody waited for it.
  void painted(const std::string& screen, const feed::position& at, core::instant_ms at_ms, ledger::offset since);
  const statistics& stats() const { return stats_; }
  std::size_t quarantined() const { return state_ ? state_->quarantine.size() : 0; }
  // Business keys in memory, and where the others lie.
  std::size_t keys() const { return state_ ? state_->history.in_memory() : 0; }
  const ledger::settled_keys& keys_settled() const { return ledger_.settled(); }
  std::size_t waiting_rows() const { return inbox_rows_; }
  core::instant_ms now() const { return clock_.now(); }

 private:
  class shared_side;
  struct body;       // a submission on its way through turns
  struct turn;       // one ledger transaction under way
  struct durable_turn {
    ledger::offset last = 0;
    core::instant_ms received_at = 0;
  };

  struct bool_answer {
    bool yes = false;
  };
  result<void> restore();
  result<bool_answer> is_recorded(const wire::plan_reading& reading) const;
  result<bool_answer> stands_against(const wire::plan_reading& reading);
  result<void> recover_shared(const wire::plan_reading& reading, const std::string& reason, std::function<void()> then);
  void show_board();
  result<void> restore_state();
  result<void> read_tail(ledger::offset from);
  result<void> note_tail(ledger::offset from);
  void settle_keys();
  result<void> begin_with(const wire::plan_reading& reading, const std::string& reason, std::function<void()> then);
  void go_on_with_plan();
  void end_plan_change(boost::system::error_code ec);
  void take_over_plan();
  core::instant_ms received_now();
  void begin_service();
  void remember_news();

  void schedule_turn();
  void begin_turn();
  void take_ahead();
  void send_off();
  void take_rows(turn& t);
  void take_released(turn& t);
  void release_into(turn& t);
  bool take_row(turn& t, body& from, std::size_t row);
  void prefetch(const core::event_view& e) const;
  bool judge_row(turn& t, const core::event_view& e, outcomes& into, std::optional<ledger::offset> released, std::string& refused);
  void quarantine_row(turn& t, const core::event_view& e, const char* reason, outcomes& into, std::string& refused);
  void end_turn(boost::system::error_code ec);
  void apply_turn(turn& t);
  void fail(boost::system::error_code ec);
  void save_checkpoint();
  void go_on_saving();
  void end_saving(boost::system::error_code ec);
  bool checkpoint_is_due() const;
  void publish();
  core::view_moment moment() const;
  void finish_stop();
  void take_closes(turn& t);
  void take_close(turn& t, asked_close c);
  void apply_closes(turn& t);
  void close_due(core::instant_ms now);
  result<ledger::period_close> freeze(const std::string& period, const std::string& by, core::instant_ms now) const;
  bool take_drop(turn& t, ledger::offset at);
  void settle_drops(boost::system::error_code ec = {});
  void tell(const raised_alert& a);
  void tell(const std::vector<celebration>& all, core::instant_ms at);
  void patrol();
  void scan(record_question question, record_answer then);

  class look_back;
  past_sources past();
  void index_soon();
  void go_on_indexing();
  void index_turn(const turn& t);
  void save_index();
  result<board_view> view_of(const moment_query& when) const;
  result<ledger::offset> known_by(core::instant_ms at) const;
  result<std::optional<core::instant_ms>> heard_by(ledger::offset upto) const;
  result<plan_in_force> plan_at(std::uint32_t version) const;
  template <class Answer>
  void do_slowly(std::unique_ptr<slow_work> work, const Answer& then);
  void go_on_slowly();
  void abandon_slow_work();

  ledger::ledger& ledger_;
  const clock& clock_;
  post_function post_;
  engine_limits limits_;
  std::unique_ptr<state> state_;
  board_feed feed_;
  herald herald_;
  statistics stats_;
  std::deque<std::shared_ptr<body>> inbox_;
  std::size_t inbox_rows_ = 0;
  std::unique_ptr<turn> turn_;  // on its way to the disk
  std::unique_ptr<turn> next_;  // judged meanwhile; only beside a turn_
  std::unique_ptr<plan_change> change_;
  std::unique_ptr<shared_side> shared_;
  std::unique_ptr<counter_writer> counters_;
  std::function<void(telling)> telling_;
  plan_answer plan_answer_;
  core::instant_ms received_at_ = 0;  // of the newest record
  std::deque<durable_turn> recent_turns_;  // for order-to-glass; at most 4,096
  std::deque<asked_close> closing_;
  core::instant_ms closes_looked_at_ = 0;
  std::map<ledger::offset, asked_drop> dropping_;  // at most drops_max
  alert_patrol patrol_;
  std::deque<std::unique_ptr<slow_work>> slow_;  // at most slow_max; the first one is under way
  moment_index index_;
  bool index_follows_ = false;  // every turn goes on with it
  bool indexing_ = false;
  bool saving_index_ = false;
  std::deque<board_view> past_boards_;           // the last ones asked for
  static constexpr std::size_t slow_max = 64;
  static constexpr std::size_t past_boards_max = 3;
  std::function<void()> due_sooner_;
  std::function<void()> stopped_;
  std::vector<std::string> plan_diff_;
  std::uint64_t saved_offset_ = 0;     // of the last checkpoint, or of that under way
  std::uint64_t saved_before_ = 0;
  core::instant_ms saved_at_ = 0;
  std::int64_t saving_took_ms_ = 0;
  core::instant_ms released_at_ = 0;
  core::instant_ms published_at_ = 0;
  bool turn_scheduled_ = false;
  bool recording_plan_ = false;
  bool checkpoint_under_way_ = false;
  bool settling_ = false;
  bool stopping_ = false;
  bool ready_ = false;
  bool failed_ = false;
};

}  // namespace northstar::engine

// SPDX-License-Identifier: MIT
// The engine as a node of a shared log: what it would have done by itself it offers to the log, and does what the log says. Seen by the engine's
// .cpp files only.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cluster/log_client.hpp"
#include "engine/counter_writer.hpp"
#include "engine/engine.hpp"
#include "engine/shared_entry.hpp"
#include "engine/turn.hpp"

namespace northstar::engine {

class engine::shared_side final : public cluster::log_host {
 public:
  shared_side(engine& e, cluster::log_store& store, cluster::outbox& kept, shared_settings settings);

  // From the ledger: where it stands in the log. errc::not_shared: it holds records of its own.
  result<void> restore();
  // A node that took back much may have records and no plan yet. A server that was alone began with one.
  result<bool_answer> has_plan() const;
  // Reads the log; `then` once, when the board holds what the log held at the beginning.
  result<void> start(const wire::plan_reading& reading, const std::string& reason, std::function<void()> then);

  result<void> submit(std::shared_ptr<body> b);
  result<void> offer_plan(const wire::plan_reading& reading, const std::string& reason, plan_answer then);
  void offer_close(asked_close c);
  void offer_drop(ledger::offset at, const std::string& reason, drop_answer then);

  // Into the turn: what may be done in one, in the log's order. Marks what is whole.
  void take_entries(turn& t);
  bool has_entries() const { return !entries_.empty(); }
  // The turn is durable: its entries too.
  void done(turn& t);
  // The plan entry that stands first: its mark, its instant, and what came of it.
  ledger::log_mark plan_mark() const;
  core::instant_ms plan_at() const { return plan_at_; }
  void plan_recorded();
  void plan_came_to_nothing();

  void run_due();
  void stop();
  void fail();
  shared_status status() const;
  bool is_away() const { return client_.state() == cluster::log_state::away; }
  const std::string& position_epoch() const { return position_epoch_; }
  void answer_all();

  // cluster::log_host
  const std::string& epoch() const override { return engine_.ledger_.epoch(); }
  cluster::log_point applied() const override { return applied_; }
  std::string uid_of(std::uint64_t seq) override;
  cluster::result<std::vector<cluster::log_entry>> entries(std::uint64_t first) override;
  bool is_worth_offering(const cluster::log_entry& e) override;
  std::vector<cluster::offer> first_entries() override;
  cluster::taking take(cluster::log_entry e) override;
  cluster::offer server_changed(const std::string& server) override;
  const std::string& server() const override { return server_; }
  bool begins() override;
  bool joins(const cluster::log_head& at) override;
  void overtaken(std::uint64_t common) override;
  void left_behind() override;
  std::uint64_t trimmable(std::int64_t older_than) override;

 private:
  struct part {  // rows of a body in an entry of this node's
    std::shared_ptr<body> from;
    std::size_t first = 0;  // in the entry,
    std::size_t row = 0;    // and in the body
    std::size_t count = 0;
  };
  struct taken_entry {
    std::uint64_t seq = 0;
    std::string name;  // under which it was offered
    std::string uid;
    std::shared_ptr<const std::string> bytes;
    shared_entry what;
    std::size_t next = 0;  // row to take
  };

  void pack();
  std::optional<cluster::offer> pack_one(std::vector<part>& parts);
  cluster::offer make_offer(const shared_entry& e);
  void offer(cluster::offer o);
  void offered(const std::vector<std::string>& uids, boost::system::error_code ec);
  void answer_queued(body& b);
  outcomes& outcomes_of(const taken_entry& e, std::size_t row, const part*& of);
  bool take_rows(turn& t, taken_entry& e);
  void take_control(turn& t, taken_entry& e);
  void take_drop(turn& t, const taken_entry& e);
  void take_server(turn& t, const std::string& name, std::uint64_t seq);
  void begin_plan(taken_entry& e);
  void look_whether_ready();
  bool is_counted_outside(ledger::offset upto) const;
  void offer_release();

  engine& engine_;
  shared_settings settings_;
  cluster::log_client client_;
  cluster::log_point applied_;
  std::string server_;
  std::string position_epoch_;
  std::deque<taken_entry> entries_;
  std::size_t entry_rows_ = 0;
  std::deque<std::shared_ptr<body>> unsent_;
  std::size_t unsent_rows_ = 0;
  std::deque<cluster::offer> controls_;  // wait for the outbox
  std::unordered_map<std::string, std::vector<part>> parts_;  // by uid, of what has not come back
  std::unordered_map<std::string, plan_answer> plans_;
  std::unordered_map<std::string, asked_close> closes_;
  std::unordered_map<std::string, drop_answer> drops_;
  std::deque<std::shared_ptr<body>> answering_;  // in the order of their deadlines
  outcomes nobody_;
  wire::plan_reading own_plan_;
  std::string own_reason_;
  std::function<void()> ready_;
  bool had_board_ = false;
  core::instant_ms plan_at_ = 0;
  std::string release_uid_;  // offered and not back yet
};

}  // namespace northstar::engine

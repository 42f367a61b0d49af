// SPDX-License-Identifier: MIT
// Several engines on one shared log in one process, where everything that can go wrong does, in an order that a seed decides: messages take their time,
// connections break, nodes crash with what is on its way to their disks, clocks differ, the log loses its end, or everything, or goes away.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cluster/log_client.hpp"
#include "cluster/outbox.hpp"
#include "engine/engine.hpp"
#include "ledger/memory_ledger.hpp"

namespace northstar::test {

// Things to be done one after the other, some time.
using lane = std::deque<std::function<void()>>;

// What the log's server holds.
struct kept_log {
  std::string epoch;
  int server = 1;
  std::uint64_t first = 1;
  std::deque<cluster::log_entry> entries;
  std::deque<std::pair<std::uint64_t, cluster::log_entry>> trimmed;  // oldest first, each with where the log ended when it went
  std::uint64_t last() const { return first + entries.size() - 1; }
};

class shared_world;

// One node's connection to it.
class wire_store final : public cluster::log_store {
 public:
  explicit wire_store(shared_world& w) : world_(w) {}
  void head(head_answer then) override;
  void begin(const std::string& epoch, head_answer then) override;
  void read(std::uint64_t first, std::size_t count, std::int64_t wait_ms, read_answer then) override;
  void append(const cluster::log_head& to, std::vector<cluster::offer> offers, seq_answer then) override;
  void restore(const std::string& epoch, const std::string& after, std::vector<cluster::log_entry> entries, seq_answer then) override;
  void trim(std::uint64_t first, seq_answer then) override;
  void note_applied(const std::string& id, std::uint64_t applied, std::int64_t alive_ms, seq_answer then) override;
  void on_reach(std::function<void(bool)> call) override { reach_ = std::move(call); }

  void connect();
  // What is under way may still be done by the server, and nobody hears of it.
  void cut();
  bool is_up() const { return up_; }

  lane requests, replies;

 private:
  template <class T>
  void ask(std::function<cluster::result<T>()> run, std::function<void(const cluster::result<T>&)> then);
  void try_read(std::uint64_t first, std::size_t count, int tries, read_answer then);

  shared_world& world_;
  std::function<void(bool)> reach_;
  bool up_ = false;
  std::uint64_t session_ = 0;
};

struct shared_node {
  std::string name;
  std::unique_ptr<ledger::ledger> disk;         // survives a crash,
  std::vector<cluster::offer> outbox;           // this too
  std::unique_ptr<ledger::ledger> slow_disk;    // the way to it does not
  std::unique_ptr<cluster::outbox> slow_outbox;
  std::unique_ptr<wire_store> store;
  std::unique_ptr<engine::engine> engine;
  engine::manual_clock clock{0};
  lane posted, disk_work, outbox_work;
  bool runs = false;
  bool serves = false;
  std::string wants;      // adopt, cut …: what the server would do once the engine is gone
  std::function<void()> again;
  bool needs_copy = false;                    // of another node's ledger,
  std::unique_ptr<ledger::ledger> copy;       // and that, on its way
  int lives = 0;
};

class shared_world {
 public:
  shared_world(std::uint32_t seed, std::size_t nodes, engine::engine_limits limits = {});
  ~shared_world();

  // Before it is started: what it recorded as a server of its own.
  void serve_alone(std::size_t n, const std::string& ndjson);
  void start(std::size_t n);
  void crash(std::size_t n);
  // One random thing that was waiting to happen; false: nothing was.
  bool step();
  // Time passes for everybody, about so much.
  void pass(core::instant_ms ms);
  void connect_all();
  // Until all is said and done.
  void settle();

  // Rows to a node, one a line; what is answered is noted.
  void post(std::size_t n, const std::string& ndjson);
  void close_period(std::size_t n, const std::string& period);
  void apply_plan(std::size_t n, const std::string& plan);
  // Takes the first record out of quarantine, if one waits.
  void drop_one(std::size_t n);

  // The log's server fails: another one with all but the last few entries, or with none.
  void fail_over(std::size_t lost);
  void wipe_log();

  int pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); }

  std::mt19937 random;
  kept_log log;
  std::deque<shared_node> nodes;
  engine::engine_limits limits;
  std::string plan;
  core::instant_ms now;
  std::vector<std::pair<std::string, std::string>> promised;  // rows (as JSON lines) that somebody was told will count, and by whom
  std::size_t queued = 0, answered = 0, overtaken = 0, reseeded = 0, given_up = 0;
  std::uint64_t keep_entries = 0;  // 0: the log is not trimmed; else without regard for nodes that are away
  std::string gave_up_why;

 private:
  void begin_engine(shared_node& n);
  void hand_out_copies();
};

}  // namespace northstar::test

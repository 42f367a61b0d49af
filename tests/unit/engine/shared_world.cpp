// SPDX-License-Identifier: MIT
#include "shared_world.hpp"

#include <algorithm>

#include "catch.hpp"
#include "engine/log_history.hpp"
#include "forwarding_ledger.hpp"
#include "rig.hpp"

namespace northstar::test {

namespace {

// A disk that takes its time: what a crash meets on the way is lost.
class slow_ledger final : public forwarding_ledger {
 public:
  slow_ledger(::northstar::ledger::ledger& on, lane& work) : forwarding_ledger(on), work_(work) {}
  void append(::northstar::ledger::record_batch batch, done then) override {
    auto carried = std::make_shared<::northstar::ledger::record_batch>(std::move(batch));
    work_.push_back([this, carried, then = std::move(then)] { forwarding_ledger::append(std::move(*carried), then); });
  }
  void save_checkpoint(::northstar::ledger::checkpoint c, std::vector<::northstar::ledger::key_entry> k, done then) override {
    work_.push_back([this, c = std::move(c), k = std::move(k), then = std::move(then)] { forwarding_ledger::save_checkpoint(c, k, then); });
  }

 private:
  lane& work_;
};

class slow_outbox final : public cluster::outbox {
 public:
  slow_outbox(std::vector<cluster::offer>& on, lane& work) : on_(on), work_(work) {}
  cluster::result<std::vector<cluster::offer>> load() override { return on_; }
  void add(std::vector<cluster::offer> offers, done then) override {
    work_.push_back([this, offers = std::move(offers), then = std::move(then)] {
      on_.insert(on_.end(), offers.begin(), offers.end());
      then({});
    });
  }
  void remove(const std::string& uid) override {
    work_.push_back([this, uid] { std::erase_if(on_, [&](const cluster::offer& o) { return o.uid == uid; }); });
  }
  void flush() override {}

 private:
  std::vector<cluster::offer>& on_;
  lane& work_;
};

wire::plan_reading read_whole(const std::string& text) {
  auto reading = wire::read_plan(text, [](const std::string&) { return std::nullopt; });
  REQUIRE(reading.plan.has_value());
  return reading;
}

constexpr int read_tries = 3;

}  // namespace

// --- the connection

template <class T>
void wire_store::ask(std::function<cluster::result<T>()> run, std::function<void(const cluster::result<T>&)> then) {
  requests.push_back([this, of = session_, was_up = up_, run = std::move(run), then = std::move(then)] {
    const bool lost = !was_up || of != session_;
    // A request may have reached the server though its connection is gone.
    auto answer = lost && (!was_up || world_.pick(2) == 0) ? cluster::result<T>(cluster::errc::away) : run();
    replies.push_back([this, of, answer = std::move(answer), then] {
      if (of != session_) then(cluster::errc::away);
      else then(answer);
    });
  });
}

void wire_store::head(head_answer then) {
  ask<cluster::log_head>([this]() -> cluster::result<cluster::log_head> {
    const kept_log& l = world_.log;
    return cluster::log_head{l.epoch, "server " + std::to_string(l.server), l.first, l.last()};
  }, std::move(then));
}

void wire_store::begin(const std::string& epoch, head_answer then) {
  ask<cluster::log_head>([this, epoch]() -> cluster::result<cluster::log_head> {
    kept_log& l = world_.log;
    if (l.epoch.empty()) l.epoch = epoch;
    return cluster::log_head{l.epoch, "server " + std::to_string(l.server), l.first, l.last()};
  }, std::move(then));
}

void wire_store::read(std::uint64_t first, std::size_t count, std::int64_t wait_ms, read_answer then) {
  try_read(first, count, wait_ms == 0 ? 0 : read_tries, std::move(then));
}

void wire_store::try_read(std::uint64_t first, std::size_t count, int tries, read_answer then) {
  using entries = std::vector<cluster::log_entry>;
  ask<entries>([this, first, count]() -> cluster::result<entries> {
    const kept_log& l = world_.log;
    if (first < l.first) return cluster::errc::trimmed;
    entries found;
    for (std::uint64_t seq = first; seq <= l.last() && found.size() < count; ++seq) found.push_back(l.entries[seq - l.first]);
    return found;
  }, [this, first, count, tries, then](const cluster::result<entries>& r) {
    if (r.has_value() && r->empty() && tries > 0) return try_read(first, count, tries - 1, then);
    then(r);
  });
}

void wire_store::append(const cluster::log_head& to, std::vector<cluster::offer> offers, seq_answer then) {
  ask<std::uint64_t>([this, to, offers = std::move(offers)]() -> cluster::result<std::uint64_t> {
    kept_log& l = world_.log;
    if (l.epoch != to.epoch || to.server != "server " + std::to_string(l.server)) return cluster::errc::other_log;
    for (const cluster::offer& o : offers) l.entries.push_back({l.last() + 1, o.uid, o.body});
    return l.last();
  }, std::move(then));
}

void wire_store::restore(const std::string& epoch, const std::string& after, std::vector<cluster::log_entry> entries, seq_answer then) {
  ask<std::uint64_t>([this, epoch, after, entries = std::move(entries)]() -> cluster::result<std::uint64_t> {
    kept_log& l = world_.log;
    if (l.epoch.empty()) l.epoch = epoch;
    if (l.epoch != epoch) return cluster::errc::other_log;
    if (l.entries.empty() != after.empty()) return cluster::errc::other_log;
    if (l.entries.empty()) l.first = entries.front().seq;
    else if (l.last() + 1 != entries.front().seq || l.entries.back().uid != after) return cluster::errc::other_log;
    for (const cluster::log_entry& e : entries) l.entries.push_back(e);
    return l.last();
  }, std::move(then));
}

void wire_store::trim(std::uint64_t first, seq_answer then) {
  ask<std::uint64_t>([this, first, meant = world_.log.server]() -> cluster::result<std::uint64_t> {
    kept_log& l = world_.log;
    if (l.server != meant) return cluster::errc::away;
    const std::uint64_t last = l.last();
    for (; l.first < first && !l.entries.empty(); ++l.first) {
      l.trimmed.emplace_back(last, std::move(l.entries.front()));
      l.entries.pop_front();
    }
    return l.first;
  }, std::move(then));
}

void wire_store::note_applied(const std::string&, std::uint64_t applied, std::int64_t, seq_answer then) {
  ask<std::uint64_t>([applied]() -> cluster::result<std::uint64_t> { return applied; }, std::move(then));
}

void wire_store::connect() {
  if (up_) return;
  up_ = true;
  ++session_;
  if (reach_) reach_(true);
}

void wire_store::cut() {
  if (!up_) return;
  up_ = false;
  ++session_;
  if (reach_) reach_(false);
}

// --- the world

shared_world::shared_world(std::uint32_t seed, std::size_t count, engine::engine_limits l)
    : random(seed), limits(l), plan(small_plan), now(wednesday_at_ten) {
  for (std::size_t i = 0; i < count; ++i) {
    shared_node& n = nodes.emplace_back();
    n.name = std::string(15, '0') + std::to_string(i + 1);
    n.disk = ledger::create_memory_ledger();
    n.clock.set(now + pick(200) - 100);
  }
}

shared_world::~shared_world() {
  for (shared_node& n : nodes) n.engine.reset();
}

void shared_world::start(std::size_t i) {
  shared_node& n = nodes[i];
  if (n.runs) return;
  n.runs = true;
  n.serves = false;
  ++n.lives;
  n.slow_disk = std::make_unique<slow_ledger>(*n.disk, n.disk_work);
  n.slow_outbox = std::make_unique<slow_outbox>(n.outbox, n.outbox_work);
  n.store = std::make_unique<wire_store>(*this);
  begin_engine(n);
  if (pick(4) != 0) n.store->connect();
}

void shared_world::serve_alone(std::size_t i, const std::string& ndjson) {
  shared_node& n = nodes[i];
  lane work;
  engine::engine alone(*n.disk, n.clock, [&work](std::function<void()> f) { work.push_back(std::move(f)); }, limits);
  REQUIRE(alone.recover(read_whole(plan), "", [] {}).has_value());
  wire::event_context context;
  context.key = alone.digest_key();
  context.source = "crm";
  REQUIRE(alone.submit(wire::read_events(ndjson, wire::body_form::ndjson, context), [this, ndjson, &n](const engine::result<engine::outcomes>& r) {
    if (r.has_value()) promised.emplace_back(ndjson, n.name);
  }).has_value());
  for (; !work.empty(); work.pop_front()) work.front()();
}

void shared_world::begin_engine(shared_node& n) {
  n.engine = std::make_unique<engine::engine>(*n.slow_disk, n.clock, [&n](std::function<void()> f) { n.posted.push_back(std::move(f)); }, limits);
  engine::shared_settings s;
  s.node = n.name.substr(6) + std::to_string(100'000 + n.lives);
  s.adopt = [&n](const ledger::identity& whose) {
    n.wants = "adopt";
    n.again = [&n, whose] { n.disk = ledger::create_memory_ledger({}, whose); };
  };
  s.cut = [this, &n](std::uint64_t seq) {
    ++overtaken;
    n.wants = "cut";
    n.again = [&n, seq] { ledger::cut_memory_ledger(*n.disk, seq); };
  };
  s.begin_log = [&n](const ledger::log_mark& m) {
    n.wants = "begin";
    n.again = [&n, m] { ledger::mark_memory_ledger(*n.disk, m); };
  };
  s.reseed = [&n] { n.needs_copy = true; };
  s.log.keep_entries = keep_entries;
  s.log.trim_every_ms = 200;
  s.give_up = [this, &n](boost::system::error_code ec) {
    ++given_up;
    gave_up_why = ec.message();
    n.wants = "give up";
    n.again = [] {};
  };
  n.engine->share(*n.store, *n.slow_outbox, std::move(s));
  const auto begun = n.engine->recover(read_whole(plan), "", [&n] { n.serves = true; });
  INFO((begun.has_error() ? begun.error().message() : std::string()));
  REQUIRE(begun.has_value());
}

void shared_world::crash(std::size_t i) {
  shared_node& n = nodes[i];
  if (!n.runs) return;
  // Some of what was on its way gets there.
  for (lane* l : {&n.disk_work, &n.outbox_work})
    for (int left = pick(3); left > 0 && !l->empty(); --left) {
      const auto f = std::move(l->front());
      l->pop_front();
      f();
    }
  for (int left = pick(3); left > 0 && !n.store->requests.empty(); --left) {
    const auto f = std::move(n.store->requests.front());
    n.store->requests.pop_front();
    f();
  }
  n.engine.reset();
  n.posted.clear();
  n.disk_work.clear();
  n.outbox_work.clear();
  n.store.reset();
  n.slow_outbox.reset();
  n.slow_disk.reset();
  n.runs = n.serves = n.needs_copy = false;
  n.copy.reset();
  if (!n.wants.empty()) {
    n.wants.clear();
    std::exchange(n.again, {})();
  }
}

bool shared_world::step() {
  std::vector<lane*> busy;
  for (shared_node& n : nodes) {
    if (!n.runs) continue;
    for (lane* l : {&n.posted, &n.disk_work, &n.outbox_work, &n.store->requests, &n.store->replies})
      if (!l->empty()) busy.push_back(l);
  }
  if (busy.empty()) return false;
  lane& l = *busy[static_cast<std::size_t>(pick(static_cast<int>(busy.size())))];
  const auto f = std::move(l.front());
  l.pop_front();
  f();
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].runs && !nodes[i].wants.empty()) {
      const bool forever = nodes[i].wants == "give up";
      crash(i);
      if (!forever) start(i);
    }
  return true;
}

void shared_world::pass(core::instant_ms ms) {
  now += ms;
  for (shared_node& n : nodes) {
    n.clock.advance(ms + pick(3) - 1);
    if (n.runs) n.engine->run_due();
  }
  hand_out_copies();
}

// Taken from a node that holds all the log holds, and there some time later.
void shared_world::hand_out_copies() {
  for (shared_node& n : nodes) {
    if (!n.runs || !n.needs_copy || !n.wants.empty() || pick(3) != 0) continue;
    const shared_node& giver = nodes[static_cast<std::size_t>(pick(static_cast<int>(nodes.size())))];
    if (!n.copy) {
      if (giver.runs && giver.engine->shared()->in_step) n.copy = ledger::copy_memory_ledger(*giver.disk);
      continue;
    }
    ++reseeded;
    n.wants = "reseed";
    auto copy = std::make_shared<std::unique_ptr<ledger::ledger>>(std::move(n.copy));
    n.again = [&n, copy] {
      auto alone = engine::entries_beyond(*n.disk, **copy, std::size_t{1} << 28);
      REQUIRE(alone.has_value());
      for (cluster::offer& o : *alone)
        if (std::none_of(n.outbox.begin(), n.outbox.end(), [&](const cluster::offer& kept) { return kept.uid == o.uid; })) n.outbox.push_back(std::move(o));
      n.disk = std::move(*copy);
    };
  }
}

void shared_world::connect_all() {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    start(i);
    nodes[i].store->connect();
  }
}

void shared_world::settle() {
  for (int quiet = 0, rounds = 0; quiet < 40; ++rounds) {
    if (rounds == 4000) {
      for (const shared_node& n : nodes) {
        const auto s = n.engine->shared();
        UNSCOPED_INFO(n.name << " serves=" << n.serves << " in_step=" << s->in_step << " applied=" << s->applied << " waiting=" << s->waiting << " outbox=" << n.outbox.size()
                             << " needs_copy=" << n.needs_copy);
      }
      FAIL("not settled: log " << log.first << " to " << log.last());
    }
    connect_all();
    bool moved = false;
    for (int i = 0; i < 300 && step(); ++i) moved = true;
    pass(60);
    bool still = true;
    for (const shared_node& n : nodes) {
      CAPTURE(gave_up_why);
      REQUIRE(n.engine);
      const auto s = n.engine->shared();
      still = still && n.serves && s->in_step && s->applied == log.last() && s->waiting == 0 && n.outbox.empty();
    }
    // A read that waits at the end of the log is always under way.
    quiet = still ? quiet + 1 : 0;
    static_cast<void>(moved);
  }
}

void shared_world::post(std::size_t i, const std::string& ndjson) {
  shared_node& n = nodes[i];
  if (!n.runs || !n.serves) return;
  wire::event_context context;
  context.key = n.engine->digest_key();
  context.source = "crm";
  static_cast<void>(n.engine->submit(wire::read_events(ndjson, wire::body_form::ndjson, context), [this, ndjson, name = n.name](const engine::result<engine::outcomes>& r) {
    if (r.has_error()) return;
    (r->queued != 0 ? queued : answered) += 1;
    promised.emplace_back(ndjson, name);
  }));
}

void shared_world::close_period(std::size_t i, const std::string& period) {
  if (nodes[i].runs && nodes[i].serves) nodes[i].engine->close_period(period, "test", [](const auto&) {});
}

void shared_world::apply_plan(std::size_t i, const std::string& text) {
  if (nodes[i].runs && nodes[i].serves) static_cast<void>(nodes[i].engine->apply_plan(read_whole(text), "changed", [](const auto&) {}));
}

void shared_world::drop_one(std::size_t i) {
  if (!nodes[i].runs || !nodes[i].serves) return;
  const auto waiting = json::parse(nodes[i].engine->quarantine_json());
  if (!waiting.empty()) nodes[i].engine->drop_waiting(waiting.front().at("offset").get<std::uint64_t>(), "not ours", [](const auto&) {});
}

void shared_world::fail_over(std::size_t lost) {
  for (; lost > 0 && !log.entries.empty(); --lost) log.entries.pop_back();
  // It is as it was then: not yet trimmed either.
  for (; !log.trimmed.empty() && log.trimmed.back().first > log.last(); log.trimmed.pop_back(), --log.first) log.entries.push_front(std::move(log.trimmed.back().second));
  ++log.server;
  for (shared_node& n : nodes)
    if (n.runs) n.store->cut();
}

void shared_world::wipe_log() {
  log.entries.clear();
  log.trimmed.clear();
  log.epoch.clear();
  log.first = 1;
  ++log.server;
  for (shared_node& n : nodes)
    if (n.runs) n.store->cut();
}

}  // namespace northstar::test

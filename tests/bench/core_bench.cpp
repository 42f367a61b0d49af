// SPDX-License-Identifier: MIT
// The core on one thread, without sockets and disk: how many sales a second go through reading,
// judging, applying and showing, beside simdjson that only reads all fields of the same bytes. The
// pieces are the product's own.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstdlib>
#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/view.hpp"
#include "engine/clock.hpp"
#include "engine/engine.hpp"
#include "feed/hub.hpp"
#include "ledger/memory_ledger.hpp"
#include "ledger/record_codec.hpp"
#include "load/sales_company.hpp"
#include "wire/event_json.hpp"
#include "wire/plan_json.hpp"

namespace {

using namespace northstar;

// 2026-11-18 (a Wednesday) 10:00 in Shanghai.
constexpr core::instant_ms wednesday_at_ten = 1'794'967'200'000;
constexpr std::size_t rows_of_body = 1'000;
// The stream comes at the rate that is asked for: a million a second.
constexpr core::instant_ms ms_of_body = 1;
constexpr std::size_t body_count = 200;
// Records that the ledger in memory keeps: those that went to the disk long ago take no memory in the product either.
constexpr std::uint64_t records_kept = 200'000;

std::uint64_t seed() {
  const char* given = std::getenv("NORTHSTAR_BENCH_SEED");
  return given ? std::strtoull(given, nullptr, 10) : 1;
}

std::vector<load::sales_body>& bodies() {
  static std::vector<load::sales_body> all = [] {
    std::vector<load::sales_body> made;
    for (std::size_t i = 0; i < body_count; ++i) {
      made.push_back(load::make_sales(rows_of_body, {seed() + i, wednesday_at_ten, false}));
      made.back().text.reserve(made.back().text.size() + simdjson::SIMDJSON_PADDING);
    }
    return made;
  }();
  return all;
}

// As bodies of one HTTP client after another: new ids every time.
std::string_view next_body(std::uint64_t& sent) {
  load::sales_body& b = bodies()[sent / rows_of_body % body_count];
  b.number(sent);
  sent += rows_of_body;
  return b.text;
}
// While measuring, and not measured: it is what a client does.
std::string_view next_body(benchmark::State& state, std::uint64_t& sent) {
  state.PauseTiming();
  const std::string_view text = next_body(sent);
  state.ResumeTiming();
  return text;
}

class screen : public feed::subscriber {
 public:
  void deliver(feed::subscription&, const feed::sequenced_frame& f) override { bytes += f.text->size(); }
  std::size_t bytes = 0;
};

// The engine on a ledger in memory that keeps the newest records, with a screen for the company, each
// region and each team: every unit's cells are judged as often as they change, at most once a tick.
class rig {
 public:
  rig() {
    const auto reading =
        wire::read_plan(load::company_plan(2026), [](const std::string&) { return std::nullopt; });
    if (!reading.plan) throw std::runtime_error("the plan of the benchmark is faulty");
    engine::engine_limits limits;
    limits.checkpoint_every = 1'000'000'000'000;
    limits.checkpoint_every_ms = 1'000'000'000'000;
    engine_ = std::make_unique<engine::engine>(
        *ledger_, clock_, [this](std::function<void()> f) { posted_.push_back(std::move(f)); },
        limits);
    if (engine_->recover(reading, "", [] {}).has_error()) throw std::runtime_error("not recovered");
    run();
    context_.key = engine_->digest_key();
    context_.source = "crm";
  }

  void watch(const std::string& scope) {
    const auto opened = engine_->feed().open({scope, {}, false});
    if (opened.has_error()) throw std::runtime_error("no such scope: " + scope);
    (*opened)->snapshot();
    watching_.emplace_back(**opened, screen_);
  }

  void watch_all() {
    watch("company");
    for (int r = 1; r <= 5; ++r) watch("region-" + std::to_string(r));
    for (int t = 1; t <= 50; ++t) watch((t < 10 ? "team-0" : "team-") + std::to_string(t));
  }

  std::size_t post(std::string_view body) {
    std::size_t accepted = 0;
    const auto taken = engine_->submit(wire::read_events(body, wire::body_form::ndjson, context_),
                                       [&](const auto& a) { accepted = a->accepted; });
    if (taken.has_error()) throw std::runtime_error("not taken");
    run();
    if (ledger_->last() > records_kept) ledger::forget_memory_ledger(*ledger_, ledger_->last() - records_kept);
    clock_.advance(ms_of_body);
    if (engine_->due_in_ms() == 0) engine_->run_due();
    return accepted;
  }

  const wire::event_context& context() const { return context_; }
  const engine::engine& engine() const { return *engine_; }

 private:
  void run() {
    while (!posted_.empty()) {
      const auto next = std::move(posted_.front());
      posted_.pop_front();
      next();
    }
  }

  engine::manual_clock clock_{wednesday_at_ten};
  std::unique_ptr<ledger::ledger> ledger_ = ledger::create_memory_ledger();
  std::deque<std::function<void()>> posted_;
  std::unique_ptr<engine::engine> engine_;
  wire::event_context context_;
  screen screen_;
  std::vector<feed::subscription> watching_;
};

void count_rows(benchmark::State& state, std::size_t rows_a_turn = rows_of_body) {
  state.SetItemsProcessed(static_cast<std::int64_t>(rows_a_turn) * state.iterations());
}

// ---- row 1

void whole_way(benchmark::State& state, const std::function<void(rig&)>& look) {
  rig r;
  look(r);
  std::uint64_t sent = 0;
  bodies();
  for (auto _ : state)
    if (r.post(next_body(state, sent)) != rows_of_body) state.SkipWithError("a sale was not accepted");
  count_rows(state);
}

void all_cells_watched(benchmark::State& state) {
  whole_way(state, [](rig& r) { r.watch_all(); });
}
void one_wall(benchmark::State& state) {
  whole_way(state, [](rig& r) { r.watch("company"); });
}
void nobody_watches(benchmark::State& state) {
  whole_way(state, [](rig&) {});
}

void simdjson_ten_fields(benchmark::State& state) {
  simdjson::ondemand::parser parser;
  std::uint64_t sent = 0;
  for (auto _ : state) {
    std::size_t bytes = 0, rows = 0;
    simdjson::ondemand::document_stream stream;
    const std::string_view body = next_body(state, sent);
    if (parser.iterate_many(body.data(), body.size(), 1'000'000).get(stream))
      state.SkipWithError("not read");
    for (auto row : stream) {
      simdjson::ondemand::object o;
      if (row.get_object().get(o)) state.SkipWithError("no object");
      for (const char* key : {"id", "source", "type", "occurred_at", "owner", "amount", "currency",
                              "customer", "segment", "product"}) {
        std::string_view text;
        if (o[key].get_string().get(text)) state.SkipWithError("no text");
        bytes += text.size();
      }
      ++rows;
    }
    if (rows != rows_of_body) state.SkipWithError("rows missing");
    benchmark::DoNotOptimize(bytes);
  }
  count_rows(state);
}

// ---- where the time goes

void read_only(benchmark::State& state) {
  wire::event_context context;
  context.source = "crm";
  std::uint64_t sent = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(
        wire::read_events(next_body(state, sent), wire::body_form::ndjson, context).events.size());
  count_rows(state);
}

std::vector<core::event> sample_events() {
  wire::event_context context;
  context.source = "crm";
  std::vector<core::event> all;
  for (std::size_t i = 0; i < 20; ++i)
    for (const auto reading = wire::read_events(bodies()[i].text, wire::body_form::ndjson, context);
         const auto& e : reading.events)
      all.push_back(core::to_event(e));
  return all;
}

void apply_only(benchmark::State& state) {
  const rig r;
  core::board board(r.engine().shared_plan());
  const auto events = sample_events();
  std::size_t next = 0;
  for (auto _ : state) board.apply(nullptr, &events[next++ % events.size()]);
  count_rows(state, 1);
}

void encode_only(benchmark::State& state) {
  const auto events = sample_events();
  std::string record;
  std::size_t next = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(
        (ledger::encode(ledger::delivery_view{events[next++ % events.size()], 0, 0}, record), record.size()));
  count_rows(state, 1);
}

// What alerts ask for: lights of cells of units in turn, the plan's terms known.
void light_of_cell(benchmark::State& state) {
  rig r;
  std::uint64_t sent = 0;
  for (int i = 0; i < 20; ++i) r.post(next_body(sent));
  const core::board& board = r.engine().board();
  core::view_moment moment;
  moment.now = wednesday_at_ten;
  core::cell_reader reader(board, moment);
  std::vector<std::pair<core::cell_key, core::plan_terms>> cells;
  for (core::unit_index u = 0; u < 1056; ++u)
    for (core::metric_index m = 0; m < 3; ++m)
      for (const core::period& p : core::running_periods(board.plan(), moment.now)) {
        const core::cell_key key{u, m, 0, p};
        cells.emplace_back(key, core::target_terms_of(board.plan(), key));
      }
  std::size_t turn = 0;
  for (auto _ : state) {
    const auto& [key, terms] = cells[turn++ % cells.size()];
    benchmark::DoNotOptimize(reader.light_at(key, terms));
  }
  count_rows(state, 1);
}

// The five running periods of a seller who has sold for a year, each time he sells: what a tick asks for.
void cell_after_a_year(benchmark::State& state) {
  const rig r;
  core::board board(r.engine().shared_plan());
  const core::compiled_plan& plan = board.plan();
  auto events = sample_events();
  for (core::instant_ms days = 400; days >= 0; --days)
    for (std::size_t i = 0; i < 1'000; ++i) {
      core::event& e = events[(static_cast<std::size_t>(days) * 1'000 + i) % events.size()];
      e.occurred_at = wednesday_at_ten - days * 86'400'000;
      board.apply(nullptr, &e);
    }
  for (core::event& e : events) e.occurred_at = wednesday_at_ten;
  const auto periods = core::running_periods(plan, wednesday_at_ten);
  core::view_moment moment;
  moment.now = wednesday_at_ten;
  core::cell_reader reader(board, moment);
  std::size_t next = 0;
  for (auto _ : state) {
    const core::event& e = events[next % events.size()];
    board.apply(nullptr, &e);
    // Of each tick a thousand: every seller about once.
    if (++next % 1'000 == 0) {
      moment.now += 25;
      reader.move_to(moment);
    }
    for (const core::period& p : periods)
      benchmark::DoNotOptimize(reader.at({*plan.owner(e.owner), 0, 0, p}));
  }
  count_rows(state, periods.size());
}

BENCHMARK(all_cells_watched)->Unit(benchmark::kMicrosecond);
BENCHMARK(simdjson_ten_fields)->Unit(benchmark::kMicrosecond);
BENCHMARK(one_wall)->Unit(benchmark::kMicrosecond);
BENCHMARK(nobody_watches)->Unit(benchmark::kMicrosecond);
BENCHMARK(read_only)->Unit(benchmark::kMicrosecond);
BENCHMARK(apply_only);
BENCHMARK(encode_only);
BENCHMARK(light_of_cell);
BENCHMARK(cell_after_a_year);

}  // namespace

BENCHMARK_MAIN();

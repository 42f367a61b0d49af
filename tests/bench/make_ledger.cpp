// SPDX-License-Identifier: MIT
// make_ledger FOLDER COUNT [DAYS [YYYY-MM-DD|- [shuffled]]]: a data folder with COUNT sales of the big
// organisation over DAYS days (365) up to a day (yesterday), taken in by the real engine on the
// real ledger, each received at the moment at which it occurred, or, with dates shuffled, one after
// the other within an hour behind those days; beside it FOLDER.plan.json. Then
// `northstar serve --plan FOLDER.plan.json --data FOLDER`. Prints one JSON line.
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

#include "bench/big_plan.hpp"
#include "bench/big_sales.hpp"
#include "engine/clock.hpp"
#include "engine/engine.hpp"
#include "ledger/sqlite_ledger.hpp"

namespace {

using namespace northstar;

constexpr std::uint64_t body_rows = 10'000;

// What is posted, run in order on the one thread that asks.
class loop {
 public:
  void post(std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
    posted_.notify_one();
  }
  void run_until(const bool& done) {
    while (!done) next()();
  }

 private:
  std::function<void()> next() {
    std::unique_lock lock(mutex_);
    posted_.wait(lock, [this] { return !waiting_.empty(); });
    auto work = std::move(waiting_.front());
    waiting_.pop_front();
    return work;
  }

  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<std::function<void()>> waiting_;
};

core::instant_ms end_of(const char* day) {
  using namespace std::chrono;
  int y = 0;
  unsigned m = 0, d = 0;
  if (day == nullptr) {
    const auto today = floor<days>(system_clock::now() + hours(8));
    return duration_cast<milliseconds>(today.time_since_epoch() - hours(8)).count();
  }
  if (std::sscanf(day, "%d-%u-%u", &y, &m, &d) != 3)
    throw std::runtime_error("not a day: " + std::string(day));
  const sys_days last = year(y) / month(m) / std::chrono::day(d);
  return duration_cast<milliseconds>((last + days(1)).time_since_epoch() - hours(8)).count();
}

class maker {
 public:
  maker(const std::string& folder, bench::big_sales sales) : sales_(sales), clock_(sales.from) {
    auto opened = ledger::open_sqlite_ledger({.folder = folder, .read_only = false}, post());
    if (opened.has_error()) throw std::runtime_error(opened.error().message());
    ledger_ = std::move(*opened);
    if (ledger_->last() != 0) throw std::runtime_error("there is a ledger already");
    engine_ = std::make_unique<engine::engine>(*ledger_, clock_, post());
    const std::string plan = bench::big_plan({.reps = sales.reps});
    std::ofstream(folder + ".plan.json") << plan;
    bool serving = false;
    const auto begun =
        engine_->recover(wire::read_plan(plan, [](const std::string&) { return std::nullopt; }), "",
                         [&] { serving = true; });
    if (begun.has_error()) throw std::runtime_error(begun.error().message());
    loop_.run_until(serving);
  }

  void run() {
    for (std::uint64_t row = 0; row < sales_.count; row += body_rows)
      submit(row, std::min(sales_.count, row + body_rows));
    bool stopped = false;
    engine_->stop([&] { stopped = true; });
    loop_.run_until(stopped);
  }

  const engine::statistics& stats() const { return engine_->stats(); }

 private:
  engine::engine::post_function post() {
    return [this](std::function<void()> work) { loop_.post(std::move(work)); };
  }

  void submit(std::uint64_t first, std::uint64_t end) {
    std::string body;
    for (std::uint64_t row = first; row < end; ++row) sales_.write(row, body);
    clock_.set(received_at(end - 1));
    wire::event_context context;
    context.key = engine_->digest_key();
    bool answered = false;
    const auto taken =
        engine_->submit(wire::read_events(body, wire::body_form::ndjson, context),
                        [&](const engine::result<engine::outcomes>& o) {
                          if (o.has_error()) throw std::runtime_error(o.error().message());
                          if (!o->rejected.empty())
                            throw std::runtime_error("rejected: " + o->rejected.front().error);
                          answered = true;
                        });
    if (taken.has_error()) throw std::runtime_error(taken.error().message());
    loop_.run_until(answered);
  }

  // Shuffled dates are all past when the first row comes.
  core::instant_ms received_at(std::uint64_t row) const {
    if (!sales_.shuffled) return sales_.occurred_at(row);
    constexpr core::instant_ms an_hour = 3'600'000;
    return sales_.to + static_cast<core::instant_ms>(static_cast<unsigned __int128>(an_hour) * row / sales_.count);
  }

  bench::big_sales sales_;
  engine::manual_clock clock_;
  loop loop_;
  std::unique_ptr<ledger::ledger> ledger_;
  std::unique_ptr<engine::engine> engine_;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::cerr << "make_ledger FOLDER COUNT [DAYS [YYYY-MM-DD|- [shuffled]]]\n";
    return 2;
  }
  bench::big_sales sales;
  sales.count = std::stoull(argv[2]);
  sales.to = end_of(argc > 4 && std::string(argv[4]) != "-" ? argv[4] : nullptr);
  sales.shuffled = argc > 5 && std::string(argv[5]) == "shuffled";
  sales.from = sales.to - (argc > 3 ? std::stoll(argv[3]) : 365) * core::ms_per_day;
  const auto begun = std::chrono::steady_clock::now();
  maker m(argv[1], sales);
  m.run();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  const auto& s = m.stats();
  std::printf(
      "{\"name\":\"make_ledger\",\"value\":%.0f,\"unit\":\"events/"
      "s\",\"events\":%llu,\"seconds\":%.2f,\"accepted\":%llu,\"replaced\":%llu,\"stale\":%llu,"
      "\"duplicate\":%llu,\"quarantined\":%llu}\n",
      static_cast<double>(sales.count) / seconds, static_cast<unsigned long long>(sales.count),
      seconds, static_cast<unsigned long long>(s.rows_accepted),
      static_cast<unsigned long long>(s.rows_replaced),
      static_cast<unsigned long long>(s.rows_stale),
      static_cast<unsigned long long>(s.rows_duplicate),
      static_cast<unsigned long long>(s.rows_quarantined));
} catch (const std::exception& e) {
  std::cerr << "make_ledger: " << e.what() << '\n';
  return 1;
}

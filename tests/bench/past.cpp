// SPDX-License-Identifier: MIT
// past_bench FOLDER [QUESTIONS [SEED]]: opens a data folder of make_ledger as a server does and asks for the board of random moments between
// its first sale and its last: as_of alone, known_at alone, both, each moment once. Prints a JSON line a figure: seconds from the question to
// the board (the first question after a start apart, half and worst of all), and the longest piece, which is what a sale may have to wait for.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/clock.hpp"
#include "engine/engine.hpp"
#include "ledger/sqlite_ledger.hpp"

namespace {

using namespace northstar;
using seconds = std::chrono::duration<double>;
using timer = std::chrono::steady_clock;

// What is posted, run in order on the one thread that asks; knows how long the longest piece took.
class loop {
 public:
  void post(std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
    posted_.notify_one();
  }
  void run_until(const bool& done) {
    while (!done) {
      const auto work = next();
      const auto begun = timer::now();
      work();
      longest_ = std::max(longest_, seconds(timer::now() - begun).count());
    }
  }
  double take_longest() { return std::exchange(longest_, 0.0); }

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
  double longest_ = 0;
};

void print(const std::string& name, double value, const char* unit) {
  std::printf("{\"name\":\"%s\",\"value\":%.4f,\"unit\":\"%s\"}\n", name.c_str(), value, unit);
  std::fflush(stdout);
}

class asker {
 public:
  asker(const std::string& folder, const std::string& plan) {
    const auto begun = timer::now();
    auto opened = ledger::open_sqlite_ledger({.folder = folder}, [this](std::function<void()> f) { loop_.post(std::move(f)); });
    if (opened.has_error()) throw std::runtime_error(opened.error().message());
    ledger_ = std::move(*opened);
    engine_ = std::make_unique<engine::engine>(*ledger_, clock_, [this](std::function<void()> f) { loop_.post(std::move(f)); });
    bool serving = false;
    const auto recovered =
        engine_->recover(wire::read_plan(plan, [](const std::string&) { return std::nullopt; }), "", [&] { serving = true; });
    if (recovered.has_error()) throw std::runtime_error(recovered.error().message());
    loop_.run_until(serving);
    print("past_start", seconds(timer::now() - begun).count(), "s");
    loop_.take_longest();
  }
  ~asker() {
    bool stopped = false;
    engine_->stop([&] { stopped = true; });
    loop_.run_until(stopped);
  }

  ledger::offset records() const { return ledger_->last(); }
  core::instant_ms received_at(ledger::offset at) const {
    const auto r = ledger_->read(at);
    if (r.has_error()) throw std::runtime_error(r.error().message());
    return r->received_at;
  }

  double ask(const engine::moment_query& when) {
    const auto begun = timer::now();
    bool answered = false;
    engine_->look(when, [&](const engine::result<engine::board_view>& v) {
      if (v.has_error()) throw std::runtime_error(v.error().message());
      answered = true;
    });
    loop_.run_until(answered);
    return seconds(timer::now() - begun).count();
  }
  double take_longest() { return loop_.take_longest(); }

 private:
  loop loop_;
  engine::system_clock clock_;
  std::unique_ptr<ledger::ledger> ledger_;
  std::unique_ptr<engine::engine> engine_;
};

void tell(const std::string& kind, std::vector<double> took) {
  std::sort(took.begin(), took.end());
  print("past_" + kind + "_p50", took[took.size() / 2], "s");
  print("past_" + kind + "_max", took.back(), "s");
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::cerr << "past_bench FOLDER [QUESTIONS [SEED]]\n";
    return 2;
  }
  const std::string folder = argv[1];
  const int questions = argc > 2 ? std::stoi(argv[2]) : 20;
  const auto seed = argc > 3 ? static_cast<unsigned>(std::stoul(argv[3])) : 1u;
  std::ifstream file(folder + ".plan.json");
  const std::string plan((std::istreambuf_iterator<char>(file)), {});
  std::mt19937_64 random(seed);
  asker a(folder, plan);
  const core::instant_ms last = a.received_at(a.records()), year = 365 * core::ms_per_day;
  const core::instant_ms known_first = a.received_at(2);
  const auto as_of = [&] { return std::uniform_int_distribution<core::instant_ms>(last - year, last)(random); };
  const auto known_at = [&] { return std::uniform_int_distribution<core::instant_ms>(known_first, last)(random); };
  print("past_records", static_cast<double>(a.records()), "records");
  print("past_first_question", a.ask({as_of(), known_at()}), "s");
  std::vector<double> by_as_of, by_known_at, by_both;
  for (int n = 0; n < questions; ++n) {
    by_as_of.push_back(a.ask({as_of(), std::nullopt}));
    by_known_at.push_back(a.ask({std::nullopt, known_at()}));
    by_both.push_back(a.ask({as_of(), known_at()}));
  }
  tell("as_of", by_as_of);
  tell("known_at", by_known_at);
  tell("both", by_both);
  print("past_longest_piece", a.take_longest() * 1000, "ms");
} catch (const std::exception& e) {
  std::cerr << "past_bench: " << e.what() << '\n';
  return 1;
}

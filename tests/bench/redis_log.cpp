// SPDX-License-Identifier: MIT
// redis_log_bench URL [ENTRY_BYTES]: what the shared log and the counters cost over a Redis, on one
// loop: appends pipelined and read back, the way of one entry from node to node, the whole set of
// counters written and loaded. Uses the keys of {northstar-bench}, and drops them before and after.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "cache/counter_cache.hpp"
#include "cluster/redis_log_store.hpp"

namespace {

using namespace northstar;
using std::chrono::duration;
using std::chrono::steady_clock;

const std::string name = "northstar-bench";

template <class Condition>
void run_until(boost::asio::io_context& io, Condition&& holds) {
  while (!holds()) {
    io.restart();
    io.run_one();
  }
}

double since(steady_clock::time_point begin) {
  return duration<double>(steady_clock::now() - begin).count();
}

void print(const std::string& what, double value, const char* unit) {
  std::printf("{\"name\":\"%s\",\"value\":%.4g,\"unit\":\"%s\"}\n", what.c_str(), value, unit);
  std::fflush(stdout);
}

std::unique_ptr<cluster::log_store> connected(boost::asio::io_context& io, const redis::address& to,
                                              std::uint64_t seed) {
  auto store = cluster::create_redis_log_store(io, to, name, seed);
  bool reach = false;
  store->on_reach([&reach](bool now) { reach = now; });
  run_until(io, [&] { return reach; });
  store->on_reach({});
  return store;
}

void drop_keys(boost::asio::io_context& io, const redis::address& to) {
  redis::connection over(io, to, {}, 1);
  over.open();
  run_until(io, [&] { return over.is_up(); });
  bool done = false;
  std::vector<std::string> keys;
  for (const auto* what : {"log", "epoch", "nodes", "cells", "watermark", "last"})
    keys.push_back('{' + name + "}:" + what);
  redis::words command{"UNLINK"};
  command.insert(command.end(), keys.begin(), keys.end());
  over.send(command, [&](const redis::result<redis::reply>&) { done = true; });
  run_until(io, [&] { return done; });
}

cluster::log_head begun(boost::asio::io_context& io, cluster::log_store& store) {
  std::optional<cluster::log_head> head;
  store.begin("bench", [&](const auto& r) { head = r.value(); });
  run_until(io, [&] { return head.has_value(); });
  return *head;
}

// `batch` entries an append, `window` appends under way; then all of it is read back.
void throughput(boost::asio::io_context& io, const redis::address& to, std::size_t bytes,
                std::size_t batch, std::size_t window, std::size_t total) {
  drop_keys(io, to);
  const auto store = connected(io, to, steady_clock::now().time_since_epoch().count());
  const auto head = begun(io, *store);
  const std::vector<cluster::offer> offers(batch, {std::string(16, 'u'), std::string(bytes, 'b')});
  std::size_t given = 0, done = 0;
  auto begin = steady_clock::now();
  while (done < total) {
    for (; given < total && given - done < window * batch; given += batch)
      store->append(head, offers, [&](const auto& r) {
        done += r.has_value() ? batch : throw std::runtime_error(r.error().message());
      });
    io.restart();
    io.run_one();
  }
  const auto label = std::to_string(bytes) + " bytes, " + std::to_string(batch) + " an append, " +
                     std::to_string(window) + " under way";
  auto seconds = since(begin);
  print("append " + label, static_cast<double>(done) / seconds, "entries/s");
  print("append " + label, static_cast<double>(done * bytes) / seconds / 1e6, "MB/s");

  std::uint64_t next = 1;
  begin = steady_clock::now();
  while (next <= done) {
    bool answered = false;
    store->read(next, 1000, 0, [&](const auto& r) {
      next += r.value().size();
      answered = true;
    });
    run_until(io, [&] { return answered; });
  }
  seconds = since(begin);
  print("read " + std::to_string(bytes) + " bytes", static_cast<double>(done) / seconds,
        "entries/s");
  print("read " + std::to_string(bytes) + " bytes",
        static_cast<double>(done * bytes) / seconds / 1e6, "MB/s");
}

// From the call of append on one node until another has the entry in its hand.
void latency(boost::asio::io_context& io, const redis::address& to) {
  drop_keys(io, to);
  const auto a = connected(io, to, 1), b = connected(io, to, 2);
  const auto head = begun(io, *a);
  std::vector<double> ms;
  for (std::uint64_t seq = 1; seq <= 2000; ++seq) {
    bool got = false, done = false;
    b->read(seq, 1000, 1000, [&](const auto& r) { got = !r.value().empty(); });
    for (const auto wait = steady_clock::now(); since(wait) < 0.001;)
      io.poll(), io.restart();  // it waits now
    const auto begin = steady_clock::now();
    a->append(head, {{std::string(16, 'u'), std::string(1000, 'b')}},
              [&](const auto&) { done = true; });
    run_until(io, [&] { return got; });
    ms.push_back(since(begin) * 1000);
    run_until(io, [&] { return done; });
  }
  std::sort(ms.begin(), ms.end());
  print("from node to node, median", ms[ms.size() / 2], "ms");
  print("from node to node, p99", ms[ms.size() * 99 / 100], "ms");
}

std::vector<cache::cell> cells_of(std::size_t from, std::size_t count) {
  std::vector<cache::cell> cells;
  for (std::size_t i = from; i < from + count; ++i)
    cells.push_back({"unit-" + std::to_string(i) + "|revenue|segment:new|2026-11",
                     static_cast<std::int64_t>(i * 1'000'003)});
  return cells;
}

void counters(boost::asio::io_context& io, const redis::address& to, std::size_t count) {
  drop_keys(io, to);
  cache::counter_cache cache(io, to, name, 1);
  bool reach = false;
  std::uint64_t stands = 0;
  cache.on_reach([&](bool up) { reach = up; });
  cache.on_watermark([&](const cache::watermark& w) { stands = w.offset; });
  run_until(io, [&] { return reach; });
  const auto label = std::to_string(count) + " cells";
  std::size_t given = 0;
  auto begin = steady_clock::now();
  cache.put_whole("bench", 1, [&]() -> cache::piece {
    const auto some = std::min(count - given, cache::counter_cache::piece_cells);
    given += some;
    return {cells_of(given - some, some), 1};
  });
  run_until(io, [&] { return stands == 1; });
  print("whole set, " + label, since(begin) * 1000, "ms");

  begin = steady_clock::now();
  for (std::uint64_t at = 1; at <= 1000; ++at) {
    cache.put(cells_of(at, 100), "bench", at, at + 1);
    run_until(io, [&] { return stands == at + 1; });
  }
  print("100 changed cells", since(begin), "ms");

  std::optional<std::size_t> loaded;
  begin = steady_clock::now();
  cache.load([&](redis::result<cache::contents> r) { loaded = r.value().cells.size(); });
  run_until(io, [&] { return loaded.has_value(); });
  print("load, " + label, since(begin) * 1000, "ms");
}

// Which entries are appended: of `bytes`, `batch` an append, `window` appends under way.
struct load {
  std::size_t bytes, batch, window, total;
};
constexpr load loads[] = {{200, 1, 1, 20'000},   {200, 1, 64, 200'000},  {200, 100, 4, 1'000'000},
                          {64'000, 1, 4, 8'000}, {1'000'000, 1, 4, 500}, {4'000'000, 1, 2, 125}};

}  // namespace

int main(int argc, char** argv) {
  const auto to = redis::parse_address(argc > 1 ? argv[1] : "");
  const std::size_t only = argc > 2 ? std::stoul(argv[2]) : 0;
  if (to.has_error()) return std::fprintf(stderr, "usage: redis_log_bench URL [ENTRY_BYTES]\n"), 2;
  boost::asio::io_context io;
  for (const auto& l : loads)
    if (only == 0 || only == l.bytes) throughput(io, *to, l.bytes, l.batch, l.window, l.total);
  if (only == 0) {
    latency(io, *to);
    counters(io, *to, 100'000);
    counters(io, *to, 1'000'000);
  }
  drop_keys(io, *to);
}

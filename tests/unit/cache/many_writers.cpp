// SPDX-License-Identifier: MIT
// Nodes of different speed write, lag, restart and lose their Redis at random: whatever is seen in
// it is a board that was.
#include <memory>
#include <random>
#include <utility>

#include "cache/counter_cache.hpp"
#include "cache/history.hpp"
#include "catch.hpp"
#include "redis/loop.hpp"

using namespace northstar::cache;
using namespace northstar::test;

namespace {

struct writer {
  writer(boost::asio::io_context& io, const real_server& server, const history& h,
         std::uint64_t seed, std::uint64_t at)
      : of(h),
        position(at),
        told(at),
        cache(io, *northstar::redis::parse_address(server.url()), "board", seed, settings()) {
    cache.on_needs_whole([this] { give_whole(); });
  }

  static northstar::redis::connection_settings settings() {
    northstar::redis::connection_settings s;
    s.backoff_first_ms = 1;
    s.backoff_max_ms = 5;
    return s;
  }

  // The board moves on; the cache hears of it at the next tick.
  void tell() {
    const auto from = std::exchange(told, position);
    if (from < position) cache.put(of.changed(from, position), "e", from, position);
  }

  // A few cells at a time, each as the board stands when it is read.
  void give_whole() {
    auto next_name = std::make_shared<std::string>();
    cache.put_whole("e", told, [this, next_name]() -> piece {
      piece p{{}, position};
      const auto all = of.at(position);
      for (auto i = all.upper_bound(*next_name); i != all.end() && p.cells.size() < 3; ++i)
        p.cells.push_back({i->first, i->second});
      if (!p.cells.empty()) *next_name = p.cells.back().name;
      return p;
    });
  }

  const history& of;
  std::uint64_t position;
  std::uint64_t told;
  counter_cache cache;
};

void live(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto one_in = [&](unsigned n) { return random() % n == 0; };
  boost::asio::io_context io;
  real_server server;
  history h(seed);
  h.grow(5);
  std::vector<std::unique_ptr<writer>> nodes;
  std::uint64_t name = 0;
  for (int i = 0; i < 3; ++i) nodes.push_back(std::make_unique<writer>(io, server, h, ++name, 0));
  std::uint64_t seen = 0;
  for (int step = 0; step < 1500; ++step) {
    auto& n = nodes[random() % nodes.size()];
    if (one_in(3)) h.grow(1);
    if (n->position < h.end()) n->position += 1 + random() % (h.end() - n->position);
    if (one_in(2)) n->tell();
    if (one_in(50)) n = std::make_unique<writer>(io, server, h, ++name, random() % (h.end() + 1));
    if (one_in(300)) server.ask({"CLIENT", "KILL", "TYPE", "normal"});
    if (one_in(400)) server.ask({"FLUSHALL"}), seen = 0;
    io.restart();
    io.poll();
    if (one_in(4)) io.run_one_for(std::chrono::milliseconds(1));
    const auto s = stored_in(server);
    if (s.watermark.empty()) continue;
    const auto w = parse_watermark(s.watermark);
    REQUIRE(w.has_value());
    CHECK(s.cells == h.at(w->offset));
    CHECK(w->offset >= seen);
    seen = w->offset;
  }
  for (auto& n : nodes) n->position = h.end(), n->tell();
  run_until(io, [&] { return stored_in(server).watermark == "e:" + std::to_string(h.end()); });
  CHECK(stored_in(server).cells == h.at(h.end()));
}

}  // namespace

TEST_CASE(
    "whatever happens to writers and Redis, what is read is a board that was, and never an older "
    "one",
    "[cache][redis]") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    INFO("seed " << seed);
    live(seed);
  }
}

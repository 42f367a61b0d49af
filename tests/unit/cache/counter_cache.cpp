// SPDX-License-Identifier: MIT
#include "cache/counter_cache.hpp"

#include <memory>
#include <optional>

#include "cache/history.hpp"
#include "catch.hpp"
#include "redis/loop.hpp"

using namespace northstar::cache;
using namespace northstar::test;
using northstar::redis::parse_address;

namespace {

northstar::redis::connection_settings quick() {
  northstar::redis::connection_settings s;
  s.connect_ms = s.command_ms = 1000;
  s.backoff_first_ms = 2;
  s.backoff_max_ms = 20;
  return s;
}

// A node that has counted up to `position` and gives its cells when it is asked.
struct node {
  node(boost::asio::io_context& loop, const real_server& server, const history& h,
       std::uint64_t seed)
      : io(loop), of(h), cache(loop, *parse_address(server.url()), "board", seed, quick()) {
    cache.on_needs_whole([this] {
      ++asked;
      if (gives) give_whole();
    });
    cache.on_watermark([this](const watermark& w) { stands = w; });
    cache.on_reach([this](bool up) { reach = up; });
    run_until(io, [&] { return reach; });
  }

  void go_to(std::uint64_t to) {
    const auto from = std::exchange(position, to);
    cache.put(of.changed(from, to), epoch, from, to);
  }

  void give_whole() {
    auto cells = std::make_shared<std::vector<cell>>(of.changed(0, position));
    cache.put_whole(epoch, position, [this, cells]() -> piece {
      return {std::exchange(*cells, {}), position};
    });
  }

  void wait_for(std::uint64_t offset) {
    run_until(io, [&] { return stands.offset == offset; });
  }

  boost::asio::io_context& io;
  const history& of;
  counter_cache cache;
  std::string epoch = "e";
  std::uint64_t position = 0;
  watermark stands;
  int asked = 0;
  bool gives = true;
  bool reach = false;
};

struct fixture {
  fixture() { h.grow(100); }
  bool agrees() const {
    const auto s = stored_in(server);
    const auto w = parse_watermark(s.watermark);
    return w && s.cells == h.at(w->offset);
  }

  boost::asio::io_context io;
  real_server server;
  history h{1};
};

}  // namespace

TEST_CASE("an empty Redis asks for the whole set once, and goes on with changes",
          "[cache][redis]") {
  fixture f;
  node a(f.io, f.server, f.h, 1);
  a.go_to(10);
  a.wait_for(10);
  CHECK(stored_in(f.server).watermark == "e:10");
  CHECK(stored_in(f.server).cells == f.h.at(10));
  for (std::uint64_t i = 11; i <= 50; ++i) a.go_to(i);
  a.wait_for(50);
  CHECK(stored_in(f.server).cells == f.h.at(50));
  CHECK(a.asked == 1);
  CHECK(f.server.ask({"KEYS", "*"}).items.size() == 2);
  CHECK(f.server.ask({"TTL", "{board}:cells"}).integer == -1);
  CHECK(f.server.ask({"HGET", "{board}:cells", f.h.changed(0, 50).front().name}).text ==
        std::to_string(f.h.changed(0, 50).front().value));
}

TEST_CASE("a slow node never puts the counters back, and goes on where a faster one stood",
          "[cache][redis]") {
  fixture f;
  node fast(f.io, f.server, f.h, 1), slow(f.io, f.server, f.h, 2);
  fast.go_to(20);
  fast.wait_for(20);
  slow.position = 5;
  slow.go_to(10);
  slow.wait_for(20);  // it hears what stands there
  CHECK(stored_in(f.server).watermark == "e:20");
  CHECK(f.agrees());
  slow.go_to(30);
  slow.wait_for(30);
  fast.go_to(25);
  fast.wait_for(30);
  fast.go_to(40);
  fast.wait_for(40);
  CHECK(f.agrees());
  CHECK(slow.asked == 0);
  CHECK(fast.asked == 1);
}

TEST_CASE("a whole set that is older than what stands there changes nothing", "[cache][redis]") {
  fixture f;
  node fast(f.io, f.server, f.h, 1), slow(f.io, f.server, f.h, 2);
  fast.go_to(20);
  fast.wait_for(20);
  slow.position = 10;
  slow.give_whole();
  slow.wait_for(20);
  CHECK(stored_in(f.server).watermark == "e:20");
  CHECK(f.agrees());
  CHECK(f.server.ask({"KEYS", "*"}).items.size() == 2);
}

TEST_CASE("changes that what stands there could not go on from ask for the whole set",
          "[cache][redis]") {
  fixture f;
  node a(f.io, f.server, f.h, 1), b(f.io, f.server, f.h, 2);
  a.go_to(10);
  a.wait_for(10);
  b.position = 15;
  b.go_to(20);
  b.wait_for(20);
  CHECK(b.asked == 1);
  CHECK(f.agrees());
}

TEST_CASE("a board that moves while its whole set is read is shown as it stood at one position",
          "[cache][redis]") {
  fixture f;
  node a(f.io, f.server, f.h, 1);
  a.gives = false;
  a.go_to(10);
  run_until(f.io, [&] { return a.asked == 1; });
  // Half of the cells are read at 10, half at 30; the changes in between come late, and in two
  // parts.
  const auto early = f.h.changed(0, 10), late = f.h.changed(0, 30);
  int pieces = 0;
  a.cache.put_whole("e", 10, [&]() -> piece {
    if (++pieces == 1) return {{early.begin(), early.begin() + 5}, 10};
    if (pieces == 2) return {{late.begin() + 5, late.end()}, 30};
    return {};
  });
  run_until(f.io, [&] { return pieces == 3; });
  a.go_to(20);
  for (int i = 0; i < 5; ++i) {
    f.io.restart();
    f.io.run_one_for(std::chrono::milliseconds(2));
  }
  CHECK(stored_in(f.server).watermark.empty());  // it would be no board that ever was
  a.go_to(35);
  a.wait_for(35);
  CHECK(stored_in(f.server).watermark == "e:35");
  CHECK(f.agrees());
  a.go_to(36);
  a.wait_for(36);
  CHECK(f.agrees());
}

TEST_CASE("a node of another log than the shared one writes nothing", "[cache][redis]") {
  fixture f;
  node a(f.io, f.server, f.h, 1), stranger(f.io, f.server, f.h, 2);
  f.server.ask({"SET", "{board}:epoch", "e"});
  a.go_to(10);
  a.wait_for(10);
  stranger.epoch = "other";
  stranger.go_to(50);
  stranger.give_whole();
  a.go_to(20);
  a.wait_for(20);
  CHECK(stored_in(f.server).watermark == "e:20");
  CHECK(f.agrees());
  run_until(f.io, [&] { return f.server.ask({"KEYS", "{board}:cells:*"}).items.empty(); });
}

TEST_CASE("behind a change of the log's server counters go on, and a node that does not know of it yet puts nothing back", "[cache][redis]") {
  fixture f;
  node a(f.io, f.server, f.h, 1), late(f.io, f.server, f.h, 2);
  f.server.ask({"SET", "{board}:epoch", "e"});
  a.go_to(10);
  a.wait_for(10);
  late.position = 10;
  a.epoch = "e-7";
  a.go_to(20);
  a.wait_for(20);
  CHECK(stored_in(f.server).watermark == "e-7:20");
  late.go_to(25);
  run_until(f.io, [&] { return late.stands.offset == 20; });
  late.give_whole();
  run_until(f.io, [&] { return f.server.ask({"KEYS", "{board}:cells:*"}).items.empty(); });
  CHECK(stored_in(f.server).watermark == "e-7:20");
  a.go_to(30);
  a.wait_for(30);
  CHECK(stored_in(f.server).watermark == "e-7:30");
  CHECK(f.agrees());
}

TEST_CASE("a new epoch takes the place of the one before", "[cache][redis]") {
  fixture f;
  node a(f.io, f.server, f.h, 1);
  a.go_to(50);
  a.wait_for(50);
  a.epoch = "new";
  a.position = 3;
  a.go_to(4);
  a.wait_for(4);
  CHECK(stored_in(f.server).watermark == "new:4");
  CHECK(f.agrees());
}

TEST_CASE("a Redis that comes back empty is filled again, though nothing changes",
          "[cache][redis]") {
  fixture f;
  node a(f.io, f.server, f.h, 1);
  a.go_to(10);
  a.wait_for(10);
  f.server.kill();
  run_until(f.io, [&] { return !a.reach; });
  f.server.start();
  run_until(f.io, [&] { return a.asked == 2 && stored_in(f.server).watermark == "e:10"; });
  CHECK(f.agrees());
}

TEST_CASE("what changes while Redis is away is written when it is back, as one change",
          "[cache][redis]") {
  fixture f;
  real_server kept({"--appendonly", "yes", "--appendfsync", "always"});
  node a(f.io, kept, f.h, 1);
  a.go_to(10);
  a.wait_for(10);
  kept.kill();
  for (std::uint64_t i = 11; i <= 60; ++i) a.go_to(i);
  run_until(f.io, [&] { return !a.reach; });
  kept.start();
  a.wait_for(60);
  CHECK(stored_in(kept).cells == f.h.at(60));
  CHECK(a.asked == 1);
}

TEST_CASE("a Redis that dies while the whole set is written gets it again", "[cache][redis]") {
  fixture f;
  node a(f.io, f.server, f.h, 1);
  a.gives = false;
  a.go_to(10);
  run_until(f.io, [&] { return a.asked == 1; });
  bool endless = true;
  const auto cells = f.h.changed(0, 10);
  int pieces = 0;
  a.cache.put_whole("e", 10, [&]() -> piece {
    ++pieces;
    return {endless ? cells : std::vector<cell>{}, 10};
  });
  run_until(f.io, [&] { return pieces > 3; });
  CHECK(f.server.ask({"TTL", f.server.ask({"KEYS", "{board}:cells:new:*"}).items.at(0).text})
            .integer > 0);
  f.server.kill();
  a.gives = true;
  run_until(f.io, [&] { return !a.reach; });
  f.server.start();
  a.wait_for(10);
  CHECK(f.agrees());
}

TEST_CASE("pieces that Redis lost in between are noticed before they are shown", "[cache][redis]") {
  fixture f;
  node a(f.io, f.server, f.h, 1);
  a.gives = false;
  a.go_to(10);
  run_until(f.io, [&] { return a.asked == 1; });
  const auto cells = f.h.changed(0, 10);
  int pieces = 0;
  a.cache.put_whole("e", 10, [&]() -> piece {
    if (++pieces == 3) f.server.ask({"FLUSHALL"});
    return {pieces < 5 ? cells : std::vector<cell>{}, 10};
  });
  run_until(f.io, [&] { return a.asked == 2; });
  CHECK(stored_in(f.server).cells.empty());
  CHECK(pieces < 5);
}

TEST_CASE("more changes than are kept while Redis is away end in the whole set", "[cache][redis]") {
  fixture f;
  node a(f.io, f.server, f.h, 1);
  a.go_to(10);
  a.wait_for(10);
  f.server.kill();
  run_until(f.io, [&] { return !a.reach; });
  std::vector<cell> many;
  for (std::size_t i = 0; i <= counter_cache::cells_max; ++i)
    many.push_back({"x" + std::to_string(i), 1});
  a.cache.put(std::move(many), "e", 10, 11);
  a.position = 11;
  CHECK(a.asked == 1);
  f.server.start();
  a.wait_for(11);
  CHECK(a.asked == 2);
  CHECK(f.agrees());
}

TEST_CASE("what stands in Redis is loaded as it stood at its watermark", "[cache][redis]") {
  fixture f;
  history large(2, 30'000);
  large.grow(30'000);
  node a(f.io, f.server, large, 1), fresh(f.io, f.server, large, 2);
  std::optional<northstar::redis::result<contents>> got;
  const auto load = [&] {
    fresh.cache.load([&](northstar::redis::result<contents> r) { got = std::move(r); });
  };
  load();
  run_until(f.io, [&] { return got.has_value(); });
  CHECK(got->value().at.epoch.empty());
  got.reset();
  a.go_to(29'000);
  a.wait_for(29'000);
  load();
  for (std::uint64_t i = 29'010; i <= 30'000; i += 10) a.go_to(i);
  run_until(f.io, [&] { return got.has_value() && a.stands.offset == 30'000; });
  REQUIRE(got->has_value());
  const auto& found = got->value();
  CHECK(found.at.epoch == "e");
  CHECK(found.at.offset >= 29'000);
  CHECK(found.cells == large.changed(0, found.at.offset));
  run_until(f.io, [&] { return f.server.ask({"KEYS", "*"}).items.size() == 2; });
}

TEST_CASE("what stands in the cache's place and is none is told apart from nothing",
          "[cache][redis]") {
  fixture f;
  node a(f.io, f.server, f.h, 1);
  f.server.ask({"SET", "{board}:watermark", "e:7"});
  f.server.ask({"HSET", "{board}:cells", "u|revenue||2026", "many"});
  std::optional<northstar::redis::result<contents>> got;
  a.cache.load([&](northstar::redis::result<contents> r) { got = std::move(r); });
  run_until(f.io, [&] { return got.has_value(); });
  CHECK(got->has_error());
}

TEST_CASE("after the cache is destroyed nobody hears anything", "[cache][redis]") {
  fixture f;
  auto a = std::make_unique<node>(f.io, f.server, f.h, 1);
  int heard = 0;
  a->cache.on_needs_whole([&] { ++heard; });
  a->cache.on_watermark([&](const watermark&) { ++heard; });
  a->cache.load([&](northstar::redis::result<contents>) { ++heard; });
  a->go_to(10);
  a.reset();
  f.io.restart();
  f.io.run_for(std::chrono::milliseconds(20));
  CHECK(heard == 0);
}

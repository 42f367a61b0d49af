// SPDX-License-Identifier: MIT
#include "notify/redis_book.hpp"

#include <boost/asio/io_context.hpp>
#include <optional>

#include "catch.hpp"
#include "redis/loop.hpp"
#include "redis/real_server.hpp"

using namespace northstar;
using namespace northstar::notify;
using namespace northstar::test;

namespace {

notice about(const std::string& key, const std::string& value = "x") { return {key, value, "northstar.alert", "{}", 1}; }

struct books {
  std::unique_ptr<sent_book> of(std::uint64_t seed) {
    auto made = create_redis_book(io, *redis::parse_address(server.url()), "board", seed);
    while (!ask(*made, {}).known) io.run_one_for(std::chrono::milliseconds(20));
    return made;
  }
  standing ask(sent_book& b, const std::vector<notice>& n) {
    std::optional<standing> s;
    b.ask(n, [&](const standing& told) { s = told; });
    run_until(io, [&] { return s.has_value(); });
    return *s;
  }
  bool note(sent_book& b, const notice& n, std::uint64_t turn) {
    std::optional<bool> noted;
    b.note(n, turn, [&](bool yes) { noted = yes; });
    run_until(io, [&] { return noted.has_value(); });
    return *noted;
  }
  real_server server;
  boost::asio::io_context io;
};

}  // namespace

TEST_CASE("one node at a time has the turn, and whoever had it before can note nothing more", "[notify][redis]") {
  books x;
  const auto a = x.of(1), b = x.of(2);
  const auto first = x.ask(*a, {about("k1")});
  CHECK(first.turn != 0);
  CHECK(first.told == std::vector<bool>{false});
  CHECK(x.ask(*b, {about("k1")}).turn == 0);
  CHECK(x.note(*a, about("k1"), first.turn));
  CHECK(x.ask(*b, {about("k1"), about("k1", "y"), about("k2")}).told == std::vector<bool>{true, false, false});
  CHECK(x.server.ask({"PTTL", "{board}:telling"}).integer > 0);
  x.server.ask({"DEL", "{board}:telling"});  // as after six seconds of silence
  const auto second = x.ask(*b, {});
  CHECK(second.turn > first.turn);
  CHECK_FALSE(x.note(*a, about("k2"), first.turn));
  CHECK_FALSE(x.note(*b, about("k2"), first.turn));
  CHECK(x.note(*b, about("k2"), second.turn));
}

TEST_CASE("of what was told the newest keys are remembered", "[notify][redis]") {
  books x;
  const auto a = x.of(1);
  const auto turn = x.ask(*a, {}).turn;
  for (std::size_t i = 0; i < told_max; ++i) {
    const notice n = about("k" + std::to_string(i));
    if (i % 1'000 == 999) CHECK(x.note(*a, n, turn));
    else a->note(n, turn, [](bool) {});
  }
  CHECK(x.note(*a, about("one more"), turn));
  CHECK(x.server.ask({"HLEN", "{board}:told"}).integer == static_cast<std::int64_t>(told_max));
  CHECK(x.ask(*a, {about("k0"), about("k1"), about("one more")}).told == std::vector<bool>{false, true, true});
}

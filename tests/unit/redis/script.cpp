// SPDX-License-Identifier: MIT
#include "redis/script.hpp"

#include <optional>

#include "catch.hpp"
#include "redis/fake_server.hpp"
#include "redis/loop.hpp"
#include "redis/real_server.hpp"

using namespace northstar::redis;
using namespace northstar::test;

namespace {

connection_settings quick() {
  connection_settings s;
  s.backoff_first_ms = 2;
  return s;
}

}  // namespace

TEST_CASE("a script's digest is the one Redis gives it", "[redis]") {
  real_server server;
  const script s("return {KEYS[1], ARGV[1]}");
  CHECK(server.ask({"SCRIPT", "LOAD", s.text()}).text == s.digest());
}

TEST_CASE("a script's text goes over a socket once, its digest afterwards", "[redis]") {
  boost::asio::io_context io;
  fake_server server(io, [](const auto&) { return fake_server::deed{":1\r\n"}; });
  connection over(io, *parse_address(server.url()), quick(), 1);
  script_runner scripts(over);
  over.open();
  const script one("return 1");
  int answered = 0;
  const auto run = [&] { scripts.run(one, {"k"}, {"a", "b"}, [&](result<reply>) { ++answered; }); };
  run_until(io, [&] { return over.is_up(); });
  run(), run();
  run_until(io, [&] { return answered == 2; });
  server.hang_up();
  run_until(io, [&] { return over.times_up() == 2; });
  run();
  run_until(io, [&] { return answered == 3; });
  std::vector<fake_server::command> said;
  for (const auto& c : server.heard())
    if (c.front() != "ROLE") said.push_back(c);
  const fake_server::command whole{"EVAL", one.text(), "1", "k", "a", "b"},
      brief{"EVALSHA", one.digest(), "1", "k", "a", "b"};
  CHECK(said == std::vector<fake_server::command>{whole, brief, whole});
}

TEST_CASE("a server that has forgotten its scripts is told them again", "[redis]") {
  boost::asio::io_context io;
  real_server server;
  connection over(io, *parse_address(server.url()), quick(), 1);
  script_runner scripts(over);
  over.open();
  const script one("return ARGV[1]");
  std::optional<result<reply>> got;
  const auto run = [&] {
    got.reset();
    run_until(io, [&] { return over.is_up(); });
    scripts.run(one, {}, {"a"}, [&](result<reply> r) { got = std::move(r); });
    run_until(io, [&] { return got.has_value(); });
  };
  run();
  server.ask({"SCRIPT", "FLUSH"});
  run();
  REQUIRE(got->has_error());
  CHECK(got->error() == errc::elsewhere);
  run();
  CHECK(got->value().text == "a");
}

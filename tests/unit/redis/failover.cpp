// SPDX-License-Identifier: MIT
#include <optional>
#include <string>

#include "catch.hpp"
#include "redis/connection.hpp"
#include "redis/fake_server.hpp"
#include "redis/loop.hpp"
#include "redis/real_server.hpp"

using namespace northstar::redis;
using namespace northstar::test;
using deed = fake_server::deed;

namespace {

connection_settings quick() {
  connection_settings s;
  s.connect_ms = 1000;
  s.command_ms = 1000;
  s.backoff_first_ms = 5;
  s.backoff_max_ms = 50;
  return s;
}

std::string sent_and_answered(boost::asio::io_context& io, connection& over, const words& command) {
  std::optional<result<reply>> got;
  over.send(command, [&](result<reply> r) { got = std::move(r); });
  run_until(io, [&] { return got.has_value(); });
  return got->has_error() ? got->error().message() : got->value().text;
}

deed no_idea(const fake_server::command&) { return {"-ERR unknown\r\n"}; }

}  // namespace

TEST_CASE("Sentinels that are gone or do not know the master are passed over", "[redis]") {
  boost::asio::io_context io;
  fake_server master(io, [](const auto&) { return deed{"+here\r\n"}; });
  fake_server knows(io, [&](const auto&) {
    return deed{array_of({"127.0.0.1", std::to_string(master.port())})};
  });
  fake_server ignorant(io, [](const auto&) { return deed{"*-1\r\n"}; });
  fake_server confused(io, no_idea);
  std::uint16_t gone = 0;
  {
    fake_server closed(io, no_idea);
    gone = closed.port();
  }
  std::string url = "redis-sentinel://";
  for (const auto port : {gone, ignorant.port(), confused.port(), knows.port()})
    url += "127.0.0.1:" + std::to_string(port) + ',';
  url.back() = '/';
  connection over(io, *parse_address(url + "board?sentinel_password=s"), quick(), 1);
  over.open();
  run_until(io, [&] { return over.is_up(); });
  CHECK(sent_and_answered(io, over, {"X"}) == "here");
  const std::vector<fake_server::command> asked{
      {"AUTH", "s"}, {"PING"}, {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", "board"}};
  CHECK(knows.heard() == asked);
}

TEST_CASE(
    "a master that Sentinels still name but that is none any more is asked again until it is "
    "another",
    "[redis]") {
  boost::asio::io_context io;
  fake_server old(
      io, [](const auto&) { return deed{array_of({"slave"})}; }, true);
  fake_server young(io, [](const auto&) { return deed{"+young\r\n"}; });
  int asked = 0;
  fake_server sentinel(io, [&](const auto&) {
    return deed{array_of({"127.0.0.1", std::to_string(++asked < 3 ? old.port() : young.port())})};
  });
  connection over(
      io,
      *parse_address("redis-sentinel://127.0.0.1:" + std::to_string(sentinel.port()) + "/board"),
      quick(), 1);
  over.open();
  run_until(io, [&] { return over.is_up(); });
  CHECK(sent_and_answered(io, over, {"X"}) == "young");
  CHECK(old.connections() == 2);
}

TEST_CASE(
    "a real server is reached by its port and by its local socket, with password and database",
    "[redis]") {
  boost::asio::io_context io;
  real_server server;
  server.ask({"CONFIG", "SET", "requirepass", "p@ss"});
  for (const auto& url : {"redis://:p%40ss@127.0.0.1:" + std::to_string(server.port()) + "/3",
                          server.local_url() + "?password=p%40ss&db=3"}) {
    connection over(io, *parse_address(url), quick(), 1);
    over.open();
    run_until(io, [&] { return over.is_up(); });
    CHECK(sent_and_answered(io, over, {"SET", "where", "three"}) == "OK");
    CHECK(sent_and_answered(io, over, {"GET", "where"}) == "three");
  }
}

TEST_CASE("a real server is reached over TLS by whoever trusts its certificate, and by nobody else",
          "[redis]") {
  boost::asio::io_context io;
  real_server server(real_server::over_tls{});
  connection over(io, *parse_address(server.url_over_tls()), quick(), 1);
  over.open();
  run_until(io, [&] { return over.is_up(); });
  const std::string large(std::size_t{3} << 20, 'y');
  CHECK(sent_and_answered(io, over, {"SET", "large", large}) == "OK");
  CHECK(sent_and_answered(io, over, {"GET", "large"}) == large);

  const auto port = std::to_string(server.port());
  for (const auto& url :
       {"rediss://127.0.0.1:" + port,
        "rediss://localhost:" + port +
            server.url_over_tls().substr(server.url_over_tls().find('?')),
        "rediss://127.0.0.1:" + port + "?ca=/nowhere.pem", "redis://127.0.0.1:" + port}) {
    INFO(url);
    connection other(io, *parse_address(url), quick(), 1);
    bool up = false;
    other.on_state([&](bool now) { up = up || now; });
    other.open();
    io.restart();
    io.run_for(std::chrono::milliseconds(100));
    CHECK_FALSE(up);
  }
}

TEST_CASE("megabytes go there and back", "[redis]") {
  boost::asio::io_context io;
  real_server server;
  connection over(io, *parse_address(server.url()), quick(), 1);
  over.open();
  run_until(io, [&] { return over.is_up(); });
  std::string large(std::size_t{20} << 20, 'x');
  for (std::size_t i = 0; i < large.size(); i += 4099) large[i] = static_cast<char>(i);
  CHECK(sent_and_answered(io, over, {"SET", "large", large}) == "OK");
  CHECK(sent_and_answered(io, over, {"GET", "large"}) == large);
}

TEST_CASE("a real server that is killed and comes back is reached again", "[redis]") {
  boost::asio::io_context io;
  real_server server;
  connection over(io, *parse_address(server.url()), quick(), 1);
  over.open();
  run_until(io, [&] { return over.is_up(); });
  server.kill();
  run_until(io, [&] { return !over.is_up(); });
  server.start();
  run_until(io, [&] { return over.is_up(); });
  CHECK(sent_and_answered(io, over, {"PING"}) == "PONG");
}

TEST_CASE("a real server that stands still is given up, and taken again when it goes on",
          "[redis]") {
  boost::asio::io_context io;
  real_server server;
  auto s = quick();
  s.ping_ms = s.command_ms = s.connect_ms = 50;
  connection over(io, *parse_address(server.url()), s, 1);
  over.open();
  run_until(io, [&] { return over.is_up(); });
  server.pause();
  run_until(io, [&] { return !over.is_up(); });
  server.resume();
  run_until(io, [&] { return over.is_up(); });
}

TEST_CASE("when the master dies, the one that Sentinel promotes is found", "[redis]") {
  boost::asio::io_context io;
  real_server master;
  real_server replica({"--replicaof", "127.0.0.1 " + std::to_string(master.port())});
  real_sentinel sentinel(master);
  run_until(io, [&] { return sentinel.ask({"SENTINEL", "REPLICAS", "board"}).items.size() == 1; });
  connection over(io, *parse_address(sentinel.board_url()), quick(), 1);
  over.open();
  run_until(io, [&] { return over.is_up(); });
  CHECK(sent_and_answered(io, over, {"CONFIG", "GET", "port"}).empty());
  master.kill();
  run_until(io, [&] { return !over.is_up(); });
  run_until(io, [&] { return over.is_up(); });
  CHECK(replica.ask({"ROLE"}).items.front().text == "master");
  CHECK(sent_and_answered(io, over, {"SET", "after", "failover"}) == "OK");
  CHECK(replica.ask({"GET", "after"}).text == "failover");
}

// SPDX-License-Identifier: MIT
#include "redis/connection.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "redis/fake_server.hpp"
#include "redis/loop.hpp"

using namespace northstar::redis;
using northstar::test::fake_server;
using northstar::test::run_until;
using deed = fake_server::deed;

namespace {

// Short waits: what they are is not what is tested.
connection_settings quick() {
  connection_settings s;
  s.backoff_first_ms = 2;
  s.backoff_max_ms = 20;
  return s;
}

deed echo(const fake_server::command& said) { return {northstar::test::text_of(said.at(1))}; }

struct client {
  client(boost::asio::io_context& loop, const std::string& url, connection_settings s = quick())
      : io(loop), over(loop, *parse_address(url), s, 1) {
    over.on_state([this](bool up) { states.push_back(up); });
    over.open();
  }

  void send(const words& command, std::int64_t timeout_ms = 0) {
    const auto index = answers.size();
    answers.emplace_back();
    over.send(
        command,
        [this, index](result<reply> r) {
          order.push_back(index);
          answers[index] = std::move(r);
        },
        timeout_ms);
  }

  bool up() const { return over.is_up(); }
  bool all_answered() const { return order.size() == answers.size(); }
  error_code fault(std::size_t index) const {
    return answers.at(index)->has_error() ? answers[index]->error() : error_code{};
  }

  boost::asio::io_context& io;
  connection over;
  std::vector<bool> states;
  std::vector<std::optional<result<reply>>> answers;
  std::vector<std::size_t> order;
};

}  // namespace

TEST_CASE("pipelined commands are answered in order, whatever the pieces they come in", "[redis]") {
  for (const std::size_t piece :
       {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, std::size_t(-1)}) {
    boost::asio::io_context io;
    fake_server server(io, [piece](const auto& said) {
      return deed{northstar::test::array_of({said.at(1), "x\r\n"}), piece};
    });
    client c(io, server.url());
    run_until(io, [&] { return c.up(); });
    for (const auto* text : {"one", "two", "three", ""}) c.send({"ECHO", text});
    CHECK(c.order.empty());  // not from within the call
    run_until(io, [&] { return c.all_answered(); });
    CHECK(c.order == std::vector<std::size_t>{0, 1, 2, 3});
    CHECK(c.answers[2]->value().items.at(0).text == "three");
    CHECK(c.answers[3]->value().items.at(1).text == "x\r\n");
  }
}

TEST_CASE("an error reply is the answer of its own command alone", "[redis]") {
  boost::asio::io_context io;
  fake_server server(io, [](const auto& said) {
    return said.at(1) == "bad" ? deed{"-ERR no such thing\r\n"} : echo(said);
  });
  client c(io, server.url());
  run_until(io, [&] { return c.up(); });
  c.send({"ECHO", "bad"});
  c.send({"ECHO", "good"});
  run_until(io, [&] { return c.all_answered(); });
  CHECK(c.answers[0]->value().error_word() == "ERR");
  CHECK(c.answers[1]->value().text == "good");
  CHECK(c.states == std::vector<bool>{true});
}

TEST_CASE("a command given while there is no connection is told so, later", "[redis]") {
  boost::asio::io_context io;
  fake_server server(io, echo);
  client c(io, server.url());
  c.send({"ECHO", "early"});
  CHECK(c.order.empty());
  run_until(io, [&] { return c.all_answered(); });
  CHECK(c.fault(0) == errc::down);
  CHECK(server.count("ECHO") == 0);
}

TEST_CASE(
    "a connection cut in the middle of a reply loses what was under way, comes back, and sends "
    "nothing twice",
    "[redis]") {
  boost::asio::io_context io;
  bool cut = true;
  fake_server server(io, [&](const auto& said) {
    return std::exchange(cut, false) ? deed{"$5\r\nhel", 1, true} : echo(said);
  });
  client c(io, server.url());
  run_until(io, [&] { return c.up(); });
  c.send({"ECHO", "hello"});
  c.send({"ECHO", "behind"});
  run_until(io, [&] { return c.all_answered() && c.up(); });
  CHECK(c.fault(0) == errc::lost);
  CHECK(c.fault(1) == errc::lost);
  CHECK(c.states == std::vector<bool>{true, false, true});
  CHECK(server.count("ECHO") <= 2);
  c.send({"ECHO", "again"});
  run_until(io, [&] { return c.all_answered(); });
  CHECK(c.answers[2]->value().text == "again");
  CHECK(server.connections() == 2);
}

TEST_CASE("what nobody asked for, or is no reply, ends the connection", "[redis]") {
  for (const auto* bytes : {"+unasked\r\n", "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nx\r\n",
                            "HTTP/1.1 200 OK\r\n", ">1\r\n+x\r\n"}) {
    boost::asio::io_context io;
    fake_server server(io, echo);
    client c(io, server.url());
    run_until(io, [&] { return c.up(); });
    server.say(bytes);
    run_until(io, [&] { return c.states.size() == 3 && c.up(); });
    CHECK(server.connections() == 2);
  }
}

TEST_CASE("a reply that is too large ends the connection", "[redis]") {
  boost::asio::io_context io;
  fake_server server(
      io, [](const auto&) { return deed{northstar::test::text_of(std::string(2000, 'x'))}; });
  auto s = quick();
  s.limits.reply_bytes_max = 1000;
  client c(io, server.url(), s);
  run_until(io, [&] { return c.up(); });
  c.send({"GET", "x"});
  run_until(io, [&] { return c.all_answered(); });
  CHECK(c.fault(0) == errc::lost);
}

TEST_CASE("an answer that does not come in time takes the connection with it", "[redis]") {
  boost::asio::io_context io;
  fake_server server(io, [](const auto&) { return deed{}; });
  client c(io, server.url());
  run_until(io, [&] { return c.up(); });
  c.send({"ECHO", "first"}, 60'000);
  c.send({"ECHO", "behind"}, 5);  // the nearer deadline is the later command's
  run_until(io, [&] { return c.all_answered() && c.up(); });
  CHECK(c.fault(0) == errc::timed_out);
  CHECK(c.fault(1) == errc::lost);
  CHECK(server.connections() == 2);
}

TEST_CASE("past its bound the queue refuses, and what waits is still answered", "[redis]") {
  boost::asio::io_context io;
  fake_server server(io, echo);
  auto s = quick();
  s.limits.commands_max = 3;
  client c(io, server.url(), s);
  run_until(io, [&] { return c.up(); });
  for (const auto* text : {"a", "b", "c", "d"}) c.send({"ECHO", text});
  run_until(io, [&] { return c.all_answered(); });
  CHECK(c.fault(3) == errc::full);
  CHECK(c.answers[2]->value().text == "c");
  CHECK(server.count("ECHO") == 3);
}

TEST_CASE("what waits to be sent is bounded in bytes, but one command alone always goes",
          "[redis]") {
  boost::asio::io_context io;
  fake_server server(io, echo);
  auto s = quick();
  s.limits.bytes_max = 100;
  client c(io, server.url(), s);
  run_until(io, [&] { return c.up(); });
  const std::string large(1000, 'x');
  c.send({"ECHO", large});  // goes to the socket
  c.send({"ECHO", large});  // waits
  c.send({"ECHO", "y"});    // has no room behind it
  run_until(io, [&] { return c.all_answered(); });
  CHECK(c.answers[1]->value().text == large);
  CHECK(c.fault(2) == errc::full);
}

TEST_CASE("it logs in and selects its database before anything else", "[redis]") {
  boost::asio::io_context io;
  fake_server server(io, echo);
  client c(io, "redis://north:star@127.0.0.1:" + std::to_string(server.port()) + "/4");
  run_until(io, [&] { return c.up(); });
  const std::vector<fake_server::command> expected{
      {"AUTH", "north", "star"}, {"SELECT", "4"}, {"ROLE"}};
  CHECK(server.heard() == expected);
}

TEST_CASE(
    "a server that refuses the login, is a replica or still loads is tried again until it is a "
    "master",
    "[redis]") {
  for (const auto* first : {"-WRONGPASS no\r\n", "-LOADING wait\r\n",
                            "*5\r\n$5\r\nslave\r\n$1\r\na\r\n:1\r\n$9\r\nconnected\r\n:0\r\n"}) {
    boost::asio::io_context io;
    int asked = 0;
    fake_server server(
        io,
        [&](const auto&) {
          return ++asked < 3 ? deed{first} : deed{"*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"};
        },
        true);
    client c(io, server.url());
    run_until(io, [&] { return c.up(); });
    CHECK(asked == 3);
    CHECK(server.connections() == 3);
    CHECK(c.states == std::vector<bool>{true});
  }
}

TEST_CASE("a server that takes the connection and says nothing is given up", "[redis]") {
  boost::asio::io_context io;
  int asked = 0;
  fake_server server(
      io,
      [&](const auto&) {
        return ++asked == 1 ? deed{} : deed{"*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"};
      },
      true);
  auto s = quick();
  s.connect_ms = 20;
  client c(io, server.url(), s);
  run_until(io, [&] { return c.up(); });
  CHECK(server.connections() >= 2);
}

TEST_CASE("an idle connection is asked whether it is still there", "[redis]") {
  boost::asio::io_context io;
  fake_server server(io, echo);
  auto s = quick();
  s.ping_ms = 2;
  client c(io, server.url(), s);
  run_until(io, [&] { return server.count("PING") >= 3; });
  CHECK(c.states == std::vector<bool>{true});
}

TEST_CASE("a command that has moved is not done here; the connection goes where it is", "[redis]") {
  boost::asio::io_context io;
  fake_server there(io, echo);
  fake_server here(io, [&](const auto& said) {
    return said.at(1) == "a"
               ? deed{"-MOVED 3999 127.0.0.1:" + std::to_string(there.port()) + "\r\n"}
               : echo(said);
  });
  client c(io, here.url());
  run_until(io, [&] { return c.up(); });
  c.send({"ECHO", "a"});
  c.send({"ECHO", "b"});  // what was sent behind is not trusted to have kept its order
  run_until(io, [&] { return c.all_answered() && c.up(); });
  CHECK(c.fault(0) == errc::elsewhere);
  CHECK(c.fault(1) == errc::lost);
  c.send({"ECHO", "a"});
  run_until(io, [&] { return c.all_answered(); });
  CHECK(c.answers[2]->value().text == "a");
  CHECK(there.count("ECHO") == 1);
}

TEST_CASE("where the server it moved to is gone, it begins again with its own address", "[redis]") {
  boost::asio::io_context io;
  std::uint16_t gone = 0;
  {
    fake_server closed(io, echo);
    gone = closed.port();
  }
  bool moves = true;
  fake_server here(io, [&](const auto& said) {
    return std::exchange(moves, false)
               ? deed{"-MOVED 3999 127.0.0.1:" + std::to_string(gone) + "\r\n"}
               : echo(said);
  });
  client c(io, here.url());
  run_until(io, [&] { return c.up(); });
  c.send({"ECHO", "a"});
  run_until(io, [&] { return c.states.size() == 3 && c.up(); });
  CHECK(here.connections() == 2);
}

TEST_CASE("two servers that send it to and fro do not make it spin", "[redis]") {
  boost::asio::io_context io;
  fake_server* other = nullptr;
  const auto to = [&](const fake_server*& which) {
    return deed{"-MOVED 1 127.0.0.1:" + std::to_string(which->port()) + "\r\n"};
  };
  fake_server a(io, [&](const auto&) {
    const fake_server* w = other;
    return to(w);
  });
  fake_server b(io, [&](const auto&) {
    const fake_server* w = &a;
    return to(w);
  });
  other = &b;
  auto s = quick();
  s.backoff_first_ms = s.backoff_max_ms = 60'000;
  client c(io, a.url(), s);
  run_until(io, [&] {
    if (c.up() && c.all_answered()) c.send({"ECHO", "x"});
    return a.connections() + b.connections() >= 5;
  });
  run_until(io, [&] { return !c.up() && c.all_answered(); });
  io.restart();
  io.run_for(std::chrono::milliseconds(30));
  CHECK(a.connections() + b.connections() == 5);
}

TEST_CASE("given up on purpose, it loses what is under way and dials again", "[redis]") {
  boost::asio::io_context io;
  fake_server server(io, [](const auto&) { return deed{}; });
  client c(io, server.url());
  run_until(io, [&] { return c.up(); });
  c.send({"ECHO", "a"});
  c.over.renew("because");
  CHECK(c.order.empty());
  run_until(io, [&] { return c.all_answered() && c.up(); });
  CHECK(c.fault(0) == errc::lost);
  CHECK(c.over.times_up() == 2);
}

TEST_CASE("after it is destroyed nobody hears anything", "[redis]") {
  boost::asio::io_context io;
  fake_server server(io, echo);
  auto over = std::make_unique<connection>(io, *parse_address(server.url()), quick(), 1);
  bool up = false;
  int heard = 0;
  over->on_state([&](bool now) { up = now; });
  over->open();
  run_until(io, [&] { return up; });
  for (int i = 0; i < 3; ++i) over->send({"ECHO", "x"}, [&](result<reply>) { ++heard; });
  over.reset();
  io.restart();
  io.run_for(std::chrono::milliseconds(20));
  CHECK(heard == 0);
}

TEST_CASE("an answer may destroy the connection it came over", "[redis]") {
  boost::asio::io_context io;
  fake_server server(io, echo);
  auto over = std::make_unique<connection>(io, *parse_address(server.url()), quick(), 1);
  bool up = false;
  int heard = 0;
  over->on_state([&](bool now) { up = now; });
  over->open();
  run_until(io, [&] { return up; });
  for (int i = 0; i < 3; ++i)
    over->send({"ECHO", "x"}, [&](result<reply>) {
      ++heard;
      over.reset();
    });
  run_until(io, [&] { return heard > 0; });
  io.restart();
  io.run_for(std::chrono::milliseconds(20));
  CHECK(heard == 1);
}

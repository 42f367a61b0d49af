// SPDX-License-Identifier: MIT
#include "cluster/redis_log_store.hpp"

#include <optional>

#include "catch.hpp"
#include "cluster/log_store_contract.hpp"
#include "cluster/redis_node.hpp"
#include "redis/loop.hpp"
#include "redis/real_server.hpp"

using namespace northstar::cluster;
using namespace northstar::test;
using northstar::redis::parse_address;

namespace {

template <class T>
boost::system::error_code fault(const result<T>& r) {
  return r.has_error() ? r.error() : boost::system::error_code{};
}

}  // namespace

TEST_CASE("the shared log in Redis keeps to what is said of a log", "[cluster][redis]") {
  boost::asio::io_context io;
  real_server server;
  std::uint64_t seed = 0;
  check_log_store(io, [&] {
    return create_redis_log_store(io, *parse_address(server.url()), "board", ++seed, quick());
  });
}

TEST_CASE("the log's keys and fields are what they are documented to be", "[cluster][redis]") {
  boost::asio::io_context io;
  real_server server;
  node a(io, server.url(), 1);
  const auto head = begin(io, *a.store, "4f2a").value();
  REQUIRE(append(io, *a.store, head, {offer_of("first", "body")}).has_value());
  std::optional<std::uint64_t> noted;
  a.store->note_applied("node-a", 1, 1000, [&](const auto& r) { noted = r.value(); });
  run_until(io, [&] { return noted.has_value(); });
  CHECK(server.ask({"GET", "{board}:epoch"}).text == "4f2a");
  const auto entry = server.ask({"XRANGE", "{board}:log", "-", "+"}).items.at(0);
  CHECK(entry.items[0].text == "1-1");
  CHECK(entry.items[1].items[0].text == "uid");
  CHECK(entry.items[1].items[1].text == "first...........");
  CHECK(entry.items[1].items[2].text == "body");
  CHECK(entry.items[1].items[3].text == "body");
  CHECK(server.ask({"HGET", "{board}:nodes", "node-a"}).text.substr(0, 2) == "1:");
}

TEST_CASE("what stands in the log's place and is no log of ours is damage, and is left alone",
          "[cluster][redis]") {
  boost::asio::io_context io;
  real_server server;
  node a(io, server.url(), 1);
  server.ask({"SET", "{board}:log", "x"});
  CHECK(fault(head_of(io, *a.store)) == errc::damaged);
  server.ask({"DEL", "{board}:log"});
  server.ask({"XADD", "{board}:log", "*", "uid", "x", "body", "y"});
  CHECK(fault(head_of(io, *a.store)) == errc::damaged);
  CHECK(fault(read(io, *a.store, 1, 10)) == errc::damaged);
  server.ask({"DEL", "{board}:log"});

  const auto head = begin(io, *a.store, "e").value();
  REQUIRE(append(io, *a.store, head, {offer_of("a", "1"), offer_of("b", "2"), offer_of("c", "3")})
              .has_value());
  server.ask({"XDEL", "{board}:log", "2-1"});
  CHECK(fault(read(io, *a.store, 1, 10)) == errc::damaged);
  CHECK(fault(read(io, *a.store, 2, 10)) == errc::damaged);
  server.ask({"XADD", "{board}:log", "4-1", "text", "z"});
  CHECK(fault(read(io, *a.store, 4, 10)) == errc::damaged);
  CHECK(a.reach);
}

TEST_CASE("the number kept beside the log is believed only where the log agrees",
          "[cluster][redis]") {
  boost::asio::io_context io;
  real_server server;
  node a(io, server.url(), 1);
  const auto head = begin(io, *a.store, "e").value();
  REQUIRE(append(io, *a.store, head, {offer_of("1", "1"), offer_of("2", "2")}).has_value());
  CHECK(server.ask({"GET", "{board}:last"}).text == "2");
  server.ask({"SET", "{board}:last", "1"});
  CHECK(*append(io, *a.store, head, {offer_of("3", "3")}) == 3);
  server.ask({"DEL", "{board}:last"});
  CHECK(*append(io, *a.store, head, {offer_of("4", "4")}) == 4);
  server.ask({"DEL", "{board}:log"});
  CHECK(*append(io, *a.store, head, {offer_of("5", "5")}) == 1);
}

TEST_CASE("a user with the documented permissions, and no others, is enough for the log",
          "[cluster][redis]") {
  boost::asio::io_context io;
  real_server server;
  server.ask({"ACL", "SETUSER", "north", "on", ">star", "~{board}:*", "+@connection", "+@scripting",
              "+@stream", "+@hash", "+@string", "+@keyspace", "-@dangerous", "+info", "+role",
              "+time"});
  std::uint64_t seed = 0;
  const auto url = "redis://north:star@127.0.0.1:" + std::to_string(server.port());
  check_log_store(io, [&] {
    return create_redis_log_store(io, *parse_address(url), "board", ++seed, quick());
  });
}

TEST_CASE("without Redis everything is away, and with it again nothing has to be done",
          "[cluster][redis]") {
  boost::asio::io_context io;
  real_server server({"--appendonly", "yes", "--appendfsync", "always"});
  node a(io, server.url(), 1);
  const auto head = begin(io, *a.store, "e").value();
  REQUIRE(append(io, *a.store, head, {offer_of("a", "kept")}).has_value());
  std::optional<result<std::vector<log_entry>>> waiting;
  a.store->read(2, 10, 60'000, [&](const auto& r) { waiting = r; });
  server.kill();
  run_until(io, [&] { return waiting.has_value(); });
  CHECK(fault(*waiting) == errc::away);
  a.lose();
  CHECK(fault(head_of(io, *a.store)) == errc::away);
  CHECK(fault(append(io, *a.store, head, {offer_of("b", "x")})) == errc::away);
  CHECK(fault(read(io, *a.store, 1, 1)) == errc::away);
  server.start();
  a.wait();
  const auto again = head_of(io, *a.store).value();
  CHECK(again.epoch == "e");
  CHECK(again.last == 1);
  CHECK(again.server != head.server);  // it may have lost its tail
  CHECK(fault(append(io, *a.store, head, {offer_of("b", "x")})) == errc::other_log);
  CHECK(*append(io, *a.store, again, {offer_of("b", "x")}) == 2);
}

TEST_CASE("a Redis that comes back empty is begun anew or given back what it lost",
          "[cluster][redis]") {
  boost::asio::io_context io;
  real_server server;
  node a(io, server.url(), 1);
  const auto head = begin(io, *a.store, "e").value();
  REQUIRE(append(io, *a.store, head, {offer_of("a", "1"), offer_of("b", "2"), offer_of("c", "3")})
              .has_value());
  auto entries = read(io, *a.store, 2, 10).value();
  server.kill();
  a.lose();
  server.start();
  a.wait();
  CHECK(head_of(io, *a.store)->last == 0);
  CHECK(fault(read(io, *a.store, 4, 10)) == errc::other_log);
  CHECK(*restore(io, *a.store, "e", "", entries) == 3);
  const auto again = head_of(io, *a.store).value();
  CHECK(again.epoch == "e");
  CHECK(again.first == 2);
  CHECK(again.last == 3);
  CHECK(shown(read(io, *a.store, 2, 10)) == "2:2 3:3 ");
  CHECK(fault(read(io, *a.store, 1, 10)) == errc::trimmed);
  CHECK(fault(restore(io, *a.store, "e", "", entries)) == errc::other_log);
}

TEST_CASE("when an append is refused, those already given behind it are not done either",
          "[cluster][redis]") {
  boost::asio::io_context io;
  real_server server;
  node a(io, server.url(), 1);
  auto head = begin(io, *a.store, "e").value();
  auto wrong = head;
  wrong.epoch = "other";
  std::vector<boost::system::error_code> faults;
  const auto note = [&](const result<std::uint64_t>& r) { faults.push_back(fault(r)); };
  a.store->append(head, {offer_of("1", "1")}, note);
  a.store->append(wrong, {offer_of("2", "2")}, note);
  a.store->append(head, {offer_of("3", "3")}, note);
  a.store->append(head, {offer_of("4", "4")}, note);
  run_until(io, [&] { return faults.size() == 4; });
  CHECK(faults ==
        std::vector<boost::system::error_code>{{}, errc::other_log, errc::away, errc::away});
  CHECK(*append(io, *a.store, head, {offer_of("2", "2")}) == 2);
  CHECK(a.turns == 1);
}

TEST_CASE("what Redis refuses for a reason of its own is away, and is tried again with backoff",
          "[cluster][redis]") {
  boost::asio::io_context io;
  real_server server;
  node a(io, server.url(), 1);
  const auto head = begin(io, *a.store, "e").value();
  server.ask({"CONFIG", "SET", "maxmemory", "1"});
  CHECK(fault(append(io, *a.store, head, {offer_of("1", "1")})) == errc::away);
  CHECK_FALSE(a.reach);
  server.ask({"CONFIG", "SET", "maxmemory", "0"});
  a.wait();
  CHECK(*append(io, *a.store, head, {offer_of("1", "1")}) == 1);
}

TEST_CASE("a Redis that forgets its scripts is told them again", "[cluster][redis]") {
  boost::asio::io_context io;
  real_server server;
  node a(io, server.url(), 1);
  const auto head = begin(io, *a.store, "e").value();
  REQUIRE(append(io, *a.store, head, {offer_of("1", "1")}).has_value());
  server.ask({"SCRIPT", "FLUSH"});
  CHECK(fault(append(io, *a.store, head, {offer_of("2", "2")})) == errc::away);
  a.wait();
  CHECK(*append(io, *a.store, head, {offer_of("2", "2")}) == 2);
}

TEST_CASE("a master that was a replica in between is another server, though it never went away",
          "[cluster][redis]") {
  boost::asio::io_context io;
  real_server server, other;
  node a(io, server.url(), 1);
  const auto head = begin(io, *a.store, "e").value();
  REQUIRE(append(io, *a.store, head, {offer_of("1", "1")}).has_value());
  server.ask({"REPLICAOF", "127.0.0.1", std::to_string(other.port())});
  run_until(io, [&] {
    return server.ask({"INFO", "replication"}).text.find("master_link_status:up") !=
           std::string::npos;
  });
  server.ask({"REPLICAOF", "NO", "ONE"});
  a.wait();
  run_until(io, [&] {
    return fault(append(io, *a.store, head, {offer_of("2", "2")})) == errc::other_log;
  });
  a.wait();
  const auto again = head_of(io, *a.store).value();
  CHECK(again.last == 0);
  CHECK(again.server != head.server);
}

TEST_CASE("after a failover the log goes on where the new master stands", "[cluster][redis]") {
  boost::asio::io_context io;
  real_server master;
  real_server replica({"--replicaof", "127.0.0.1 " + std::to_string(master.port())});
  real_sentinel sentinel(master);
  run_until(io, [&] { return sentinel.ask({"SENTINEL", "REPLICAS", "board"}).items.size() == 1; });
  node a(io, sentinel.board_url(), 1), b(io, sentinel.board_url(), 2);
  const auto head = begin(io, *a.store, "e").value();
  REQUIRE(append(io, *a.store, head, {offer_of("1", "1"), offer_of("2", "2")}).has_value());
  CHECK(master.ask({"WAIT", "1", "5000"}).integer == 1);
  replica.pause();
  REQUIRE(append(io, *a.store, head, {offer_of("3", "lost")}).has_value());
  const auto tail = read(io, *a.store, 3, 1).value();
  master.kill();
  replica.resume();
  a.lose(), b.lose();
  a.wait(), b.wait();
  const auto after = head_of(io, *b.store).value();
  CHECK(after.epoch == "e");
  CHECK(after.last >= 2);
  CHECK(after.server != head.server);
  CHECK(fault(append(io, *b.store, head, {offer_of("4", "4")})) == errc::other_log);
  if (after.last == 2) CHECK(*restore(io, *a.store, "e", read(io, *a.store, 2, 1)->front().uid, tail) == 3);
  CHECK(*append(io, *b.store, after, {offer_of("4", "4")}) == 4);
  CHECK(shown(read(io, *a.store, 1, 10)) == "1:1 2:2 3:lost 4:4 ");
}

// SPDX-License-Identifier: MIT
// The log in a Redis Cluster: found where its slot is, and followed when the slot moves.
#include "catch.hpp"
#include "cluster/log_store_contract.hpp"
#include "cluster/redis_node.hpp"
#include "redis/loop.hpp"
#include "redis/real_server.hpp"

using namespace northstar::cluster;
using namespace northstar::test;

namespace {

options clustered() {
  return {"--cluster-enabled", "yes", "--cluster-port", std::to_string(free_port())};
}

std::string id_of(const real_server& s) { return s.ask({"CLUSTER", "MYID"}).text; }

// `holder` has all slots, and `other` knows it.
void join(boost::asio::io_context& io, const real_server& holder, const real_server& other) {
  holder.ask({"CLUSTER", "ADDSLOTSRANGE", "0", "16383"});
  const auto nodes = other.ask({"CLUSTER", "NODES"}).text;  // "id 127.0.0.1:port@busport …"
  const auto at = nodes.find('@') + 1;
  holder.ask({"CLUSTER", "MEET", "127.0.0.1", std::to_string(other.port()),
              nodes.substr(at, nodes.find_first_of(" ,", at) - at)});
  run_until(io, [&] { return other.ask({"GET", "{board}:epoch"}).error_word() == "MOVED"; });
}

void move_slot(const real_server& from, const real_server& to) {
  const auto slot = std::to_string(from.ask({"CLUSTER", "KEYSLOT", "{board}:log"}).integer);
  to.ask({"CLUSTER", "SETSLOT", slot, "IMPORTING", id_of(from)});
  from.ask({"CLUSTER", "SETSLOT", slot, "MIGRATING", id_of(to)});
  for (const auto& key : from.ask({"CLUSTER", "GETKEYSINSLOT", slot, "100"}).items)
    from.ask({"MIGRATE", "127.0.0.1", std::to_string(to.port()), key.text, "0", "5000"});
  for (const auto* server : {&to, &from})
    server->ask({"CLUSTER", "SETSLOT", slot, "NODE", id_of(to)});
}

}  // namespace

TEST_CASE("in a Redis Cluster the log is found where its slot is, and followed when it moves",
          "[cluster][redis]") {
  boost::asio::io_context io;
  real_server holder(clustered()), other(clustered());
  join(io, holder, other);
  node a(io, other.url(), 1), b(io, holder.url(), 2);
  const auto head = begin(io, *a.store, "e").value();
  CHECK(*append(io, *a.store, head, {offer_of("1", "1"), offer_of("2", "2")}) == 2);
  CHECK(shown(read(io, *b.store, 1, 10)) == "1:1 2:2 ");
  move_slot(holder, other);
  run_until(io,
            [&] { return head_of(io, *a.store).has_value() && head_of(io, *b.store).has_value(); });
  const auto moved = head_of(io, *b.store).value();
  CHECK(moved.epoch == "e");
  CHECK(moved.last == 2);
  CHECK(moved.server != head.server);
  CHECK(*append(io, *b.store, moved, {offer_of("3", "3")}) == 3);
  CHECK(shown(read(io, *a.store, 1, 10)) == "1:1 2:2 3:3 ");
  CHECK(holder.ask({"GET", "{board}:epoch"}).error_word() == "MOVED");
}

// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>

#include "catch.hpp"
#include "cluster/copy_giver.hpp"
#include "cluster/copy_taker.hpp"
#include "cluster/redis_node.hpp"
#include "ledger/fixture.hpp"
#include "log_store_contract.hpp"
#include "redis/loop.hpp"
#include "redis/real_server.hpp"

using namespace northstar;
using namespace northstar::test;
namespace fs = std::filesystem;

namespace {

// More pieces than may wait in Redis.
std::string many_bytes(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::string bytes(20'000'001, 0);
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct exchange {
  std::unique_ptr<cluster::copy_giver> giver(std::uint64_t seed, const std::string& bytes, bool ready = true) {
    cluster::copy_source from;
    from.folder = folder.path() / ("given-" + std::to_string(seed));
    from.is_ready = [ready] { return ready; };
    from.take = [&bytes](const fs::path& into) -> cluster::result<fs::path> {
      fs::create_directories(into);
      std::ofstream(into / "file", std::ios::binary) << bytes;
      return into / "file";
    };
    return cluster::create_copy_giver(io, *redis::parse_address(server.url()), "board", seed, std::move(from));
  }

  std::unique_ptr<cluster::copy_taker> taker(std::uint64_t seed) {
    return cluster::create_copy_taker(io, *redis::parse_address(server.url()), "board", seed, taken, [this](const cluster::result<void>& r) { end = r; });
  }

  std::uintmax_t size_so_far() const {
    std::error_code failed;
    const auto size = fs::file_size(taken, failed);
    return failed ? 0 : size;
  }

  ledger::test::temporary_folder folder;
  fs::path taken = folder.path() / "taken" / "file";
  real_server server;
  boost::asio::io_context io;
  std::optional<cluster::result<void>> end;
};

}  // namespace

TEST_CASE("a copy arrives as it was given, and leaves nothing behind", "[cluster][redis]") {
  exchange x;
  const std::string bytes = many_bytes(1);
  const auto taker = x.taker(7);
  const auto not_ready = x.giver(1, bytes, false);
  const auto giver = x.giver(2, bytes);
  run_until(x.io, [&] { return x.end.has_value(); });
  CHECK(x.end->has_value());
  CHECK((read(x.taken) == bytes));
  run_until(x.io, [&] { return !fs::exists(x.folder.path() / "given-2"); });
  CHECK_FALSE(fs::exists(x.folder.path() / "given-1"));
  CHECK(x.server.ask({"EXISTS", "{board}:copy:pieces"}).integer == 0);
  CHECK(x.server.ask({"PTTL", "{board}:copy:wanted"}).integer > 0);
}

TEST_CASE("when its giver goes away in the middle, a copy begins anew with another one's", "[cluster][redis]") {
  exchange x;
  const std::string first = many_bytes(1), second = many_bytes(2);
  const auto taker = x.taker(7);
  auto giver = x.giver(1, first);
  run_until(x.io, [&] { return x.size_so_far() > 1'000'000; });
  giver.reset();
  x.server.ask({"DEL", "{board}:copy:giver"});  // as after ten seconds of silence
  const auto other = x.giver(2, second);
  run_until(x.io, [&] { return x.end.has_value(); });
  CHECK((read(x.taken) == second));
}

TEST_CASE("a copy survives a Redis that has lost everything in the middle", "[cluster][redis]") {
  exchange x;
  const std::string bytes = many_bytes(3);
  const auto taker = x.taker(7);
  const auto giver = x.giver(1, bytes);
  run_until(x.io, [&] { return x.size_so_far() > 1'000'000; });
  x.server.kill();
  x.server.start();
  run_until(x.io, [&] { return x.end.has_value(); });
  CHECK((read(x.taken) == bytes));
}

TEST_CASE("of two that want a copy one waits for the other", "[cluster][redis]") {
  exchange x;
  const std::string bytes = many_bytes(4);
  const auto taker = x.taker(7);
  run_until(x.io, [&] { return x.server.ask({"GET", "{board}:copy:wanted"}).text == "7"; });
  bool second_ended = false;
  const auto second = cluster::create_copy_taker(x.io, *redis::parse_address(x.server.url()), "board", 8, x.folder.path() / "second" / "file",
                                                 [&](const auto&) { second_ended = true; });
  const auto giver = x.giver(1, bytes);
  run_until(x.io, [&] { return x.end.has_value(); });
  CHECK_FALSE(second_ended);
  x.server.ask({"DEL", "{board}:copy:wanted"});  // as after ten seconds
  run_until(x.io, [&] { return second_ended; });
  CHECK((read(x.folder.path() / "second" / "file") == bytes));
}

TEST_CASE("while a copy is wanted the log is not trimmed", "[cluster][redis]") {
  exchange x;
  node a(x.io, x.server.url(), 1);
  const auto head = begin(x.io, *a.store, "4f2a").value();
  REQUIRE(append(x.io, *a.store, head, {offer_of("1", "a"), offer_of("2", "b"), offer_of("3", "c")}).has_value());
  const auto trimmed_to = [&] {
    std::optional<std::uint64_t> first;
    a.store->trim(3, [&](const cluster::result<std::uint64_t>& r) { first = r.value(); });
    run_until(x.io, [&] { return first.has_value(); });
    return *first;
  };
  x.server.ask({"SET", "{board}:copy:wanted", "7"});
  CHECK(trimmed_to() == 1);
  x.server.ask({"DEL", "{board}:copy:wanted"});
  CHECK(trimmed_to() == 3);
}

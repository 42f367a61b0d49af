// SPDX-License-Identifier: MIT
// A server killed at any moment, and a machine that lost its power: what was acknowledged is there,
// without a gap.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catch.hpp"
#include "ledger/fixture.hpp"

using namespace northstar::ledger;
using namespace northstar::ledger::test;
namespace fs = std::filesystem;

namespace {

// Small ones, and some that go to the disk in pieces.
std::string counters_at(offset at) {
  std::string counters = std::to_string(at);
  if (at % 2 == 0) counters.resize(3'000'000, static_cast<char>(at));
  return counters;
}

struct acknowledgement {
  offset appended = 0;
  offset checkpoint = 0;
};

// The child's life: batches of any size, a checkpoint now and then, and every answer goes into the
// pipe at once.
[[noreturn]] void serve_until_killed(const fs::path& folder, int pipe, std::uint64_t seed) {
  std::mt19937_64 from(seed);
  loop on;
  const auto opened = open(folder, on);
  for (;;) {
    acknowledgement told;
    const std::size_t largest = from() % 10 == 0 ? 5'000 : 50;
    if (from() % 8 == 0 && opened->last() > 0) {
      const offset at = opened->last();
      if (save(*opened, on, {at, counters_at(at)}, {{{at, at}, at}})) ::_exit(3);
      told.checkpoint = at;
    } else {
      if (append(*opened, on, records_for(opened->last() + 1, 1 + from() % largest))) ::_exit(4);
      told.appended = opened->last();
    }
    if (::write(pipe, &told, sizeof told) != sizeof told) ::_exit(5);
  }
}

// Reads answers until there were `count`, or to the end.
acknowledgement read_answers(int pipe, std::uint64_t count) {
  acknowledgement newest;
  acknowledgement told;
  for (std::uint64_t i = 0; i < count && ::read(pipe, &told, sizeof told) == sizeof told; ++i) {
    newest.appended = std::max(newest.appended, told.appended);
    newest.checkpoint = std::max(newest.checkpoint, told.checkpoint);
  }
  return newest;
}

// Lets a child serve, kills it somewhere, and tells what it had acknowledged.
acknowledgement serve_and_kill(const fs::path& folder, std::mt19937_64& from) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const std::uint64_t seed = from();
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    try {
      serve_until_killed(folder, ends[1], seed);
    } catch (...) {
      ::_exit(6);
    }
  }
  ::close(ends[1]);
  const acknowledgement early = read_answers(ends[0], from() % 30);
  // The kill falls anywhere into the next transactions.
  for (volatile std::uint64_t spin = from() % 2'000'000; spin > 0;) spin = spin - 1;
  ::kill(child, SIGKILL);
  const acknowledgement late = read_answers(ends[0], ~std::uint64_t{0});
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  // Not one that ended by itself.
  REQUIRE(WIFSIGNALED(status));
  return {std::max(early.appended, late.appended), std::max(early.checkpoint, late.checkpoint)};
}

}  // namespace

TEST_CASE("every record acknowledged before a kill -9 is there after it", "[ledger][crash]") {
  const std::uint64_t seed = test_seed();
  INFO("seed " << seed);
  std::mt19937_64 from(seed);
  const temporary_folder folder;
  acknowledgement newest;
  int with_answers = 0;
  for (int round = 0; round < 40; ++round) {
    const acknowledgement told = serve_and_kill(folder.path(), from);
    if (told.appended > 0) ++with_answers;
    newest.appended = std::max(newest.appended, told.appended);
    newest.checkpoint = std::max(newest.checkpoint, told.checkpoint);

    loop on;
    const auto opened = open(folder.path(), on);
    REQUIRE(opened->last() >= newest.appended);
    REQUIRE(intact_records(*opened) == opened->last());
    const auto loaded = opened->load_checkpoint();
    REQUIRE(loaded.has_value());
    const checkpoint saved = loaded->value_or(checkpoint{});
    REQUIRE(saved.at >= newest.checkpoint);
    if (saved.at > 0) REQUIRE(saved.counters == counters_at(saved.at));
    offset newest_head = 0;
    REQUIRE(opened->load_keys([&](std::span<const key_entry> some) { for (const key_entry& e : some) newest_head = std::max(newest_head, e.head); }).has_value());
    REQUIRE(newest_head == saved.at);
  }
  CHECK(with_answers > 10);
  CHECK(newest.appended > 0);
}

TEST_CASE("a log cut off at any byte leaves the records before it, and takes new ones",
          "[ledger][crash]") {
  const std::uint64_t seed = test_seed();
  INFO("seed " << seed);
  std::mt19937_64 from(seed);
  const temporary_folder folder;
  loop on;
  const auto server = open(folder.path(), on);
  for (int round = 0; round < 60; ++round)
    REQUIRE_FALSE(append(*server, on, records_for(server->last() + 1, 1 + from() % 60)));
  const std::string log = folder.database().string() + "-wal";

  std::size_t partial = 0;
  for (int round = 0; round < 40; ++round) {
    const temporary_folder copy;
    const fs::path cut = copy.database().string() + "-wal";
    fs::copy_file(folder.database(), copy.database());
    fs::copy_file(log, cut);
    fs::resize_file(cut, from() % (fs::file_size(cut) + 1));
    const auto opened = open(copy.path(), on);
    const offset left = opened->last();
    REQUIRE(left <= server->last());
    REQUIRE(intact_records(*opened) == left);
    REQUIRE_FALSE(append(*opened, on, records_for(left + 1, 20)));
    REQUIRE(intact_records(*opened) == left + 20);
    if (left > 0 && left < server->last()) ++partial;
  }
  CHECK(partial > 0);
}

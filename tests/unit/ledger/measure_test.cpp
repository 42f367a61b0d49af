// SPDX-License-Identifier: MIT
// How fast and how large: not run by itself. `ledger_tests "[measure]"` of a release build prints a
// JSON object a line.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "catch.hpp"
#include "ledger/fixture.hpp"
#include "ledger/random_records.hpp"
#include "ledger/record_codec.hpp"

using namespace northstar;
using namespace northstar::ledger;
using namespace northstar::ledger::test;
namespace fs = std::filesystem;

namespace {

using clock_type = std::chrono::steady_clock;

void print(const std::string& name, double value, const char* unit) {
  std::printf("{\"name\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"}\n", name.c_str(), value, unit);
}

double seconds_since(clock_type::time_point start) {
  return std::chrono::duration<double>(clock_type::now() - start).count();
}

std::vector<record> deals(std::size_t count, std::uint64_t first) {
  std::vector<record> records;
  core::event e = usual_deal();
  for (std::uint64_t i = first; i < first + count; ++i) {
    e.id = "D-" + std::to_string(1'000'000 + i);
    e.key.low = i;
    records.push_back(
        {record_kind::delivery, encode(delivery{.event = e, .previous = 0, .winner = 0})});
  }
  return records;
}

// Appends one batch after the other for two seconds.
void measure_batch(std::size_t batch) {
  const temporary_folder folder;
  loop on;
  auto opened = open(folder.path(), on);
  std::vector<double> commits_ms;
  const auto start = clock_type::now();
  double waiting = 0;
  while (seconds_since(start) < 2.0) {
    auto records = deals(batch, opened->last());
    const auto sent = clock_type::now();
    REQUIRE_FALSE(append(*opened, on, std::move(records)));
    waiting += seconds_since(sent);
    commits_ms.push_back(seconds_since(sent) * 1000);
  }
  const auto records = static_cast<double>(opened->last());
  opened.reset();
  std::sort(commits_ms.begin(), commits_ms.end());
  const std::string name = "ledger.append.batch_" + std::to_string(batch);
  print(name, records / waiting, "records/s");
  print(name + ".p50", commits_ms[commits_ms.size() / 2], "ms");
  print(name + ".p99", commits_ms[commits_ms.size() * 99 / 100], "ms");
  print(name + ".size", static_cast<double>(fs::file_size(folder.database())) / records,
        "bytes/record");
}

}  // namespace

TEST_CASE("how many records a second, and how large on the disk", "[.][measure]") {
  for (const std::size_t batch : {1, 100, 1'000, 10'000}) measure_batch(batch);
}

TEST_CASE("how fast records are packed, replayed and read one by one", "[.][measure]") {
  constexpr std::size_t count = 500'000;
  const temporary_folder folder;
  loop on;
  const auto start = clock_type::now();
  const auto records = deals(count, 0);
  print("ledger.encode", count / seconds_since(start), "records/s");
  REQUIRE_FALSE(append(*open(folder.path(), on), on, records));

  const auto opened = open(folder.path(), on);
  const auto replayed = clock_type::now();
  std::size_t decoded = 0;
  REQUIRE(opened
              ->replay(1,
                       [&](const record_view& seen) {
                         decoded += decode_delivery(seen.body).has_value() ? 1 : 0;
                       })
              .has_value());
  REQUIRE(decoded == count);
  print("ledger.replay_and_decode", count / seconds_since(replayed), "records/s");

  dice from(1);
  const auto read = clock_type::now();
  for (int i = 0; i < 5'000; ++i) REQUIRE(opened->read(1 + from() % count).has_value());
  print("ledger.read_at_random", seconds_since(read) / 5'000 * 1e6, "us");
}

// SPDX-License-Identifier: MIT
// How fast and how large: not run by itself. `ledger_tests "[measure]"` of a release build prints a
// JSON object a line.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

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

// Work of one thread is told in its own time, which a busy machine does not stretch.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

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

double closed_size(const temporary_folder& folder) {
  return static_cast<double>(fs::file_size(folder.database()));
}

// Appends one batch after the other for two seconds.
void measure_batch(std::size_t batch) {
  const temporary_folder folder;
  loop on;
  open(folder.path(), on).reset();
  const double empty = closed_size(folder);
  auto opened = open(folder.path(), on);
  std::vector<double> commits_ms;
  double waiting = 0;
  double work = 0;
  while (waiting < 2.0) {
    auto records = deals(batch, opened->last());
    const double work_before = cpu_seconds();
    const auto sent = clock_type::now();
    REQUIRE_FALSE(append(*opened, on, std::move(records)));
    waiting += seconds_since(sent);
    work += cpu_seconds() - work_before;
    commits_ms.push_back(seconds_since(sent) * 1000);
  }
  const auto records = static_cast<double>(opened->last());
  opened.reset();
  std::sort(commits_ms.begin(), commits_ms.end());
  const std::string name = "ledger.append.batch_" + std::to_string(batch);
  print(name, records / waiting, "records/s");
  print(name + ".cpu", work / records * 1e6, "us/record");
  print(name + ".p50", commits_ms[commits_ms.size() / 2], "ms");
  print(name + ".p99", commits_ms[commits_ms.size() * 99 / 100], "ms");
  print(name + ".size", (closed_size(folder) - empty) / records, "bytes/record");
}

// What the disk and the machine allow in this minute: a page at the end of a file, synced.
void measure_sync() {
  const temporary_folder folder;
  const int file = ::open((folder.path() / "page").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(file >= 0);
  const std::string page(4096, 'x');
  const auto start = clock_type::now();
  int syncs = 0;
  for (; seconds_since(start) < 1.0; ++syncs) {
    REQUIRE(::write(file, page.data(), page.size()) == 4096);
    REQUIRE(::fdatasync(file) == 0);
  }
  print("disk.fdatasync", syncs / seconds_since(start), "pages/s");
  ::close(file);
}

}  // namespace

TEST_CASE("how many records a second, and how large on the disk", "[.][measure]") {
  for (const std::size_t batch : {1, 100, 1'000, 10'000}) {
    measure_sync();
    measure_batch(batch);
  }
}

TEST_CASE("how much work it is to pack, replay and read one by one", "[.][measure]") {
  constexpr std::size_t count = 500'000;
  constexpr int reads = 5'000;
  const temporary_folder folder;
  loop on;
  const double start = cpu_seconds();
  const auto records = deals(count, 0);
  print("ledger.encode.cpu", (cpu_seconds() - start) / count * 1e6, "us/record");
  REQUIRE_FALSE(append(*open(folder.path(), on), on, records));

  const auto opened = open(folder.path(), on);
  const double replayed = cpu_seconds();
  std::size_t decoded = 0;
  const auto count_decoded = [&](const record_view& seen) {
    decoded += decode_delivery(seen.body).has_value() ? 1 : 0;
  };
  REQUIRE(opened->replay(1, count_decoded).has_value());
  REQUIRE(decoded == count);
  print("ledger.replay_and_decode.cpu", (cpu_seconds() - replayed) / count * 1e6, "us/record");

  dice from(1);
  const double read = cpu_seconds();
  for (int i = 0; i < reads; ++i) REQUIRE(opened->read(1 + from() % count).has_value());
  print("ledger.read_at_random.cpu", (cpu_seconds() - read) / reads * 1e6, "us/record");
}

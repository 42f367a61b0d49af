// SPDX-License-Identifier: MIT
// The fuzzer's targets with bytes of chance, and with samples that chance has bitten into: a short run with every test. NORTHSTAR_SEED repeats
// one run, NORTHSTAR_RUN_MS says how long each goes on (default 1500). A long run with libFuzzer: tests/fuzz/libfuzzer.cpp.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "targets.hpp"

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.file_size() > 20'000) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return out;
}

std::string noise(std::mt19937_64& random, std::size_t size_max) {
  std::string bytes(random() % (size_max + 1), '\0');
  for (char& b : bytes) b = static_cast<char>(random());
  return bytes;
}

// A few bites: bytes changed, pieces cut out, doubled, or put in from elsewhere.
std::string bitten(std::mt19937_64& random, std::string text, const std::vector<std::string>& samples) {
  for (auto bites = random() % 6; bites > 0; --bites) {
    const std::size_t at = random() % (text.size() + 1), size = random() % 24;
    switch (random() % 4) {
      case 0: if (at < text.size()) text[at] = static_cast<char>(random()); break;
      case 1: text.erase(at, size); break;
      case 2: text.insert(at, text.substr(at, size)); break;
      default: {
        const std::string& other = samples[random() % samples.size()];
        text.insert(at, other.substr(random() % (other.size() + 1), size));
      }
    }
  }
  return text;
}

void run(const char* name, void (*target)(std::string_view), const std::vector<std::string>& samples, std::size_t size_max) {
  const std::uint64_t seed = setting("NORTHSTAR_SEED", std::random_device{}());
  std::mt19937_64 random(seed);
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(setting("NORTHSTAR_RUN_MS", 1500));
  std::size_t runs = 0;
  do {
    target(samples.empty() || random() % 8 == 0 ? noise(random, size_max) : bitten(random, samples[random() % samples.size()], samples));
    ++runs;
  } while (std::chrono::steady_clock::now() < end);
  std::cout << name << ": NORTHSTAR_SEED=" << seed << ", " << runs << " inputs\n";
  CHECK(runs > 0);
}

}  // namespace

using namespace northstar::fuzz;

TEST_CASE("any deliveries under any of the plans can be applied, judged, saved and taken back", "[fuzz]") { run("apply", fuzz_apply, {}, 4000); }
TEST_CASE("any body of events is read or refused, and what is read is written the same", "[fuzz]") {
  run("events", fuzz_events, files_below("tests/data"), 2000);
}
TEST_CASE("any text is a plan or has faults, and a plan's canonical text is itself", "[fuzz]") {
  run("plan", fuzz_plan, files_below("tests/data/plan"), 2000);
}
TEST_CASE("any bytes of a disk are a record or are refused", "[fuzz]") { run("records", fuzz_records, {}, 300); }

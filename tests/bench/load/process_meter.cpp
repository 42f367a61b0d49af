// SPDX-License-Identifier: MIT
#include "load/process_meter.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace load {

namespace {

namespace fs = std::filesystem;

std::int64_t cpu_of_threads(const fs::path& process) {
  std::int64_t total = 0;
  std::error_code ec;
  for (fs::directory_iterator it(process / "task", ec), end; !ec && it != end; it.increment(ec)) {
    std::ifstream in(it->path() / "schedstat");
    std::int64_t ns = 0;
    if (in >> ns) total += ns;
  }
  return total;
}

std::int64_t rss_of(const fs::path& process) {
  std::ifstream in(process / "status");
  for (std::string word; in >> word;) {
    std::int64_t kb = 0;
    if (word == "VmRSS:" && in >> kb) return kb;
  }
  return 0;
}

void add(process_use& sum, int pid) {
  const fs::path process = fs::path("/proc") / std::to_string(pid);
  sum.cpu_ns += cpu_of_threads(process);
  sum.rss_kb += rss_of(process);
  std::ifstream children(process / "task" / std::to_string(pid) / "children");
  for (int child = 0; children >> child;) add(sum, child);
}

}  // namespace

process_use use_of(int pid) {
  process_use sum;
  if (pid > 0) add(sum, pid);
  return sum;
}

}  // namespace load

// SPDX-License-Identifier: MIT
// What a process has used, read from /proc: the scheduler's own count of its threads' time, and its
// memory.
#pragma once

#include <cstdint>

namespace load {

struct process_use {
  std::int64_t cpu_ns = 0;  // of all its threads that live
  std::int64_t rss_kb = 0;
};

// Of the process and its children at once (nginx: master and worker); zeros when there is no such
// process or `pid` is 0.
process_use use_of(int pid);

}  // namespace load

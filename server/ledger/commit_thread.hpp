// SPDX-License-Identifier: MIT
// The ledger's own thread: it waits for the disk, so that the loop never does. Jobs run one after
// the other, in the order given.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace northstar::ledger {

class commit_thread {
 public:
  commit_thread();
  // Runs what still waits, then joins.
  ~commit_thread();
  commit_thread(const commit_thread&) = delete;
  commit_thread& operator=(const commit_thread&) = delete;

  // The queue has no limit of its own: the ledger's callers keep one append and one checkpoint
  // under way.
  void run(std::function<void()> job);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace northstar::ledger

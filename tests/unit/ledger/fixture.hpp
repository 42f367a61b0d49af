// SPDX-License-Identifier: MIT
// What the ledger's tests stand on: a loop that runs what is posted to it, a folder that goes away,
// records told by offset.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "ledger/record_batch.hpp"
#include "ledger/sqlite_ledger.hpp"

namespace northstar::ledger::test {

// The thread that calls run_until() is the loop's thread. Must outlive the ledgers that post to it.
class loop {
 public:
  post_function post();
  // Runs what is posted until `done`; throws after a minute.
  void run_until(const std::function<bool()>& done);
  // Runs what is there and does not wait.
  void run_ready();

 private:
  std::function<void()> take();

  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<std::function<void()>> waiting_;
};

class temporary_folder {
 public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path database() const { return path_ / "ledger.db"; }

 private:
  std::filesystem::path path_;
};

// Opens to write; throws the error's message when that fails.
std::unique_ptr<ledger> open(const std::filesystem::path& folder, loop& on);
boost::system::error_code open_error(const std::filesystem::path& folder, loop& on);
std::unique_ptr<ledger> open_to_read(const std::filesystem::path& folder, loop& on);

boost::system::error_code append(ledger& to, loop& on, std::vector<record> records,
                                 core::instant_ms received_at = 1);
boost::system::error_code save(ledger& to, loop& on, checkpoint saved,
                               std::vector<key_entry> keys = {});

// What somebody else does to a closed ledger's file, in SQL.
void change(const std::filesystem::path& database, const std::string& sql);

// The record that the tests write at an offset: its length and its bytes follow from it.
record record_for(offset at);
std::vector<record> records_for(offset first, std::size_t count);
// As chunks from `first` on.
std::vector<chunk> pack(offset first, core::instant_ms received_at, const std::vector<record>& records);
// Replays all of it and counts the records up to the first that is not record_for() its offset, or
// not the next one.
offset intact_records(ledger& of);

// A seed that is another one each time, or NORTHSTAR_TEST_SEED to see a failure again. Tests print
// it.
std::uint64_t test_seed();

}  // namespace northstar::ledger::test

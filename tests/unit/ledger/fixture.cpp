// SPDX-License-Identifier: MIT
#include "ledger/fixture.hpp"

#include <stdlib.h>

#include <chrono>
#include <stdexcept>

#include "ledger/sqlite.hpp"

namespace northstar::ledger::test {

post_function loop::post() {
  return [this](std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
    posted_.notify_one();
  };
}

void loop::run_until(const std::function<bool()>& done) {
  while (!done()) {
    {
      std::unique_lock lock(mutex_);
      const auto any = [this] { return !waiting_.empty(); };
      if (!posted_.wait_for(lock, std::chrono::minutes(1), any))
        throw std::runtime_error("nothing was posted within a minute");
    }
    take()();
  }
}

void loop::run_ready() {
  for (auto work = take(); work; work = take()) work();
}

std::function<void()> loop::take() {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) return {};
  auto work = std::move(waiting_.front());
  waiting_.pop_front();
  return work;
}

temporary_folder::temporary_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "northstar-ledger-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<ledger> open(const std::filesystem::path& folder, loop& on) {
  auto opened = open_sqlite_ledger({.folder = folder, .read_only = false}, on.post());
  if (opened.has_error()) throw std::runtime_error(opened.error().message());
  return std::move(*opened);
}

boost::system::error_code open_error(const std::filesystem::path& folder, loop& on) {
  const auto opened = open_sqlite_ledger({.folder = folder, .read_only = false}, on.post());
  return opened.has_error() ? opened.error() : boost::system::error_code();
}

std::unique_ptr<ledger> open_to_read(const std::filesystem::path& folder, loop& on) {
  auto opened = open_sqlite_ledger({.folder = folder, .read_only = true}, on.post());
  if (opened.has_error()) throw std::runtime_error(opened.error().message());
  return std::move(*opened);
}

namespace {

boost::system::error_code wait_for(loop& on, const std::function<void(ledger::done)>& start) {
  bool answered = false;
  boost::system::error_code answer;
  start([&](boost::system::error_code code) {
    answered = true;
    answer = code;
  });
  on.run_until([&] { return answered; });
  return answer;
}

}  // namespace

boost::system::error_code append(ledger& to, loop& on, std::vector<record> records,
                                 core::instant_ms received_at) {
  return wait_for(
      on, [&](ledger::done then) { to.append(std::move(records), received_at, std::move(then)); });
}

boost::system::error_code save(ledger& to, loop& on, checkpoint saved,
                               std::vector<key_entry> keys) {
  return wait_for(on, [&](ledger::done then) {
    to.save_checkpoint(std::move(saved), std::move(keys), std::move(then));
  });
}

void change(const std::filesystem::path& database, const std::string& sql) {
  auto connection = sqlite_connection::open(database, sqlite_connection::access::write);
  if (connection.has_error()) throw std::runtime_error(connection.error().message());
  const auto done = connection->execute(sql.c_str());
  if (done.has_error()) throw std::runtime_error(done.error().message() + ": " + sql);
}

record record_for(offset at) {
  // Mostly the size of a deal; every 97th a long one, every 1009th longer than a chunk.
  const std::size_t usual = 40 + at * 7 % 120;
  const std::size_t size = at % 1009 == 0 ? 80'000 : at % 97 == 0 ? 3'000 : usual;
  const auto kind = static_cast<record_kind>(1 + at % 5);
  std::string body = std::to_string(at) + ":";
  body.resize(size, static_cast<char>(at * 31 % 251));
  return {kind, body};
}

std::vector<chunk> pack(offset first, core::instant_ms received_at, const std::vector<record>& records) {
  record_batch batch(first, received_at);
  for (const record& r : records) batch.add(r.kind, r.body);
  return batch.take_chunks();
}

std::vector<record> records_for(offset first, std::size_t count) {
  std::vector<record> records;
  for (offset at = first; at < first + count; ++at) records.push_back(record_for(at));
  return records;
}

offset intact_records(ledger& of) {
  offset intact = 0;
  const auto done = of.replay(1, [&](const record_view& seen) {
    const record wanted = record_for(seen.offset);
    const bool same = seen.kind == wanted.kind && seen.body == wanted.body;
    if (same && seen.offset == intact + 1) ++intact;
  });
  if (done.has_error()) throw std::runtime_error(done.error().message());
  return intact;
}

std::uint64_t test_seed() {
  const char* given = std::getenv("NORTHSTAR_TEST_SEED");
  if (given != nullptr) return std::stoull(given);
  return std::random_device{}();
}

}  // namespace northstar::ledger::test

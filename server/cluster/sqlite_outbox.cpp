// SPDX-License-Identifier: MIT
#include <unordered_map>
#include <utility>

#include "cluster/outbox.hpp"
#include "ledger/commit_thread.hpp"
#include "ledger/identity.hpp"
#include "ledger/sqlite.hpp"

namespace northstar::cluster {

namespace {

using ledger::sqlite_connection;
using ledger::sqlite_statement;
using ledger::stepped;

constexpr const char* database_name = "outbox.db";
constexpr const char* settings =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216;"
    "CREATE TABLE IF NOT EXISTS offer(id INTEGER PRIMARY KEY, uid BLOB NOT NULL, body BLOB NOT NULL) STRICT";
// Removed ones wait for company: their place on the disk costs less than a sync.
constexpr std::size_t removed_waiting_max = 10'000;
// 16 MiB: SQLite does not tidy the log of our connections by itself.
constexpr int log_pages_max = 4096;

// Used on the outbox's thread, but for loading.
class disk {
 public:
  static result<disk> open(const std::filesystem::path& file) {
    auto connection = sqlite_connection::open(file, sqlite_connection::access::write);
    if (connection.has_error()) return connection.error();
    const auto set = connection->execute(settings);
    if (set.has_error()) return set.error();
    const auto tidied = connection->checkpoint_log();
    if (tidied.has_error()) return tidied.error();
    auto insert = connection->prepare("INSERT INTO offer(id, uid, body) VALUES(?, ?, ?)");
    if (insert.has_error()) return insert.error();
    auto remove = connection->prepare("DELETE FROM offer WHERE id = ?");
    if (remove.has_error()) return remove.error();
    return disk(std::move(*connection), std::move(*insert), std::move(*remove));
  }

  template <class Take>
  result<void> load(Take take) {
    auto select = connection_.prepare("SELECT id, uid, body FROM offer ORDER BY id");
    if (select.has_error()) return select.error();
    const ledger::reset_at_end done(*select);
    for (;;) {
      const auto row = select->step();
      if (row.has_error()) return row.error();
      if (*row == stepped::done) return {};
      take(select->integer(0), offer{std::string(select->bytes(1)), std::string(select->bytes(2))});
    }
  }

  result<void> write(std::int64_t first, const std::vector<offer>& added, const std::vector<std::int64_t>& removed) {
    if (failed_) return make_error_code(boost::system::errc::io_error);
    auto done = connection_.execute("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < added.size() && done.has_value(); ++i) {
      insert_.bind(1, first + static_cast<std::int64_t>(i)).bind_blob(2, added[i].uid).bind_blob(3, added[i].body);
      done = insert_.run();
    }
    for (std::size_t i = 0; i < removed.size() && done.has_value(); ++i) done = remove_.bind(1, removed[i]).run();
    if (done.has_value()) done = connection_.execute("COMMIT");
    if (done.has_value()) return {};
    failed_ = true;
    static_cast<void>(connection_.execute("ROLLBACK"));
    return done;
  }

  // After a commit was reported.
  void tidy_log() {
    if (!failed_ && connection_.log_pages() >= log_pages_max) failed_ = connection_.checkpoint_log().has_error();
  }

 private:
  disk(sqlite_connection connection, sqlite_statement insert, sqlite_statement remove)
      : connection_(std::move(connection)), insert_(std::move(insert)), remove_(std::move(remove)) {}

  sqlite_connection connection_;
  sqlite_statement insert_, remove_;
  bool failed_ = false;
};

class sqlite_outbox final : public outbox {
 public:
  sqlite_outbox(disk opened, post_function post) : disk_(std::make_shared<disk>(std::move(opened))), post_(std::move(post)) {}

  result<std::vector<offer>> load() override {
    std::vector<offer> found;
    const auto read = disk_->load([&](std::int64_t id, offer o) {
      ids_[o.uid] = id;
      next_ = id + 1;
      found.push_back(std::move(o));
    });
    if (read.has_error()) return read.error();
    return found;
  }

  void add(std::vector<offer> offers, done then) override {
    const std::int64_t first = next_;
    for (const offer& o : offers) ids_[o.uid] = next_++;
    write(first, std::move(offers), std::move(then));
  }

  void remove(const std::string& uid) override {
    const auto found = ids_.find(uid);
    if (found == ids_.end()) return;
    removed_.push_back(found->second);
    ids_.erase(found);
    if (removed_.size() >= removed_waiting_max) flush();
  }

  void flush() override {
    if (!removed_.empty()) write(0, {}, [](boost::system::error_code) {});
  }

 private:
  void write(std::int64_t first, std::vector<offer> added, done then) {
    auto offers = std::make_shared<std::vector<offer>>(std::move(added));
    thread_.run([on = disk_, post = post_, alive = std::weak_ptr<int>(alive_), first, offers, removed = std::exchange(removed_, {}), then = std::move(then)] {
      const auto written = on->write(first, *offers, removed);
      const auto failed = written.has_error() ? written.error() : boost::system::error_code();
      post([alive, failed, then] {
        if (!alive.expired()) then(failed);
      });
      on->tidy_log();
    });
  }

  std::shared_ptr<disk> disk_;
  post_function post_;
  std::unordered_map<std::string, std::int64_t> ids_;
  std::vector<std::int64_t> removed_;
  std::int64_t next_ = 1;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
  ledger::commit_thread thread_;  // last: it ends before what it uses
};

}  // namespace

result<std::unique_ptr<outbox>> open_sqlite_outbox(const std::filesystem::path& folder, post_function post) {
  auto opened = disk::open(folder / database_name);
  if (opened.has_error()) return opened.error();
  return std::make_unique<sqlite_outbox>(std::move(*opened), std::move(post));
}

std::string make_node_name() { return ledger::make_epoch(); }

}  // namespace northstar::cluster

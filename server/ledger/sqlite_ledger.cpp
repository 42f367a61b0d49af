// SPDX-License-Identifier: MIT
#include "ledger/sqlite_ledger.hpp"

#include <algorithm>

#include "ledger/chunk_cache.hpp"
#include "ledger/commit_thread.hpp"
#include "ledger/error.hpp"
#include "ledger/folder.hpp"
#include "ledger/record_batch.hpp"
#include "ledger/sqlite_reader.hpp"
#include "ledger/sqlite_writer.hpp"

namespace northstar::ledger {
namespace {

// About 60,000 deals: what came within the last minutes at a good pace.
constexpr std::size_t cache_bytes_max = std::size_t{8} << 20;

// What reports from the ledger's thread change, on the loop. They hold it weakly: once the ledger
// is gone, so are they.
struct loop_side {
  offset last = 0;
  chunk_cache recent{cache_bytes_max};
  sorted_runs runs;
  settled_keys settled;

  void take(sorted_runs changed) {
    runs = std::move(changed);
    settled.upto = runs.empty() ? 0 : runs.back()->upto;
    settled.runs = runs.size();
    settled.entries = settled.memory_bytes = 0;
    for (const auto& run : runs) settled.entries += run->entries, settled.memory_bytes += run->memory_bytes();
  }

  void take(std::vector<chunk> chunks) {
    if (!chunks.empty()) last = chunks.back().end() - 1;
    for (chunk& c : chunks) recent.add(std::move(c));
  }
};

// Disk work and the thread that does it.
class disk_side {
 public:
  disk_side(sqlite_writer writer, folder_lock lock, post_function post,
            std::weak_ptr<loop_side> loop)
      : lock_(std::move(lock)),
        writer_(std::move(writer)),
        post_(std::move(post)),
        loop_(std::move(loop)) {}

  ~disk_side() {
    thread_.run([this] { writer_.close_log(); });
  }

  void append(std::vector<chunk> chunks, std::vector<log_mark> marks, ledger::done then) {
    // A function has to be copyable, and the chunks need not be copied.
    const auto carried = std::make_shared<std::vector<chunk>>(std::move(chunks));
    thread_.run([this, carried, marks = std::move(marks), then = std::move(then)] {
      const auto written = writer_.append(*carried, marks);
      if (written.has_value())
        report({}, carried, then);
      else
        report(written.error(), nullptr, then);
      writer_.tidy_log();
    });
  }

  void save_keys(offset at, std::vector<key_entry> some, ledger::done then) {
    write([at, some = std::move(some)](sqlite_writer& to) mutable { return to.save_keys(at, std::move(some)); }, std::move(then));
  }

  // The counters' bytes from `from` on: a piece of them, or with the checkpoint what is left.
  void save_counters(std::shared_ptr<const checkpoint> of, std::size_t from, ledger::done then) {
    write([of = std::move(of), from](sqlite_writer& to) { return to.save_counters(std::string_view(of->counters).substr(from, sqlite_writer::counters_a_piece)); },
          std::move(then));
  }

  void save_checkpoint(std::shared_ptr<const checkpoint> saved, std::size_t from, std::vector<key_entry> keys, ledger::done then) {
    write([saved = std::move(saved), from, keys = std::move(keys)](
              sqlite_writer& to) mutable { return to.save_checkpoint(saved->at, std::string_view(saved->counters).substr(from), std::move(keys)); },
          std::move(then));
  }

  // Some of what is no longer kept; `then` is told whether there is more.
  void drop_counters(std::function<void(boost::system::error_code, bool)> then) {
    thread_.run([this, then = std::move(then)] {
      const auto done = writer_.drop_counters();
      const bool more = done.has_value() && writer_.has_counters_to_drop();
      report(done.has_error() ? done.error() : boost::system::error_code(), nullptr,
             [then, more](boost::system::error_code failed) { then(failed, more); });
      writer_.tidy_log();
    });
  }

  void save_index(std::vector<index_piece> pieces, ledger::done then) {
    write([pieces = std::move(pieces)](sqlite_writer& to) { return to.save_index(pieces); }, std::move(then));
  }

  void want_settled(std::uint64_t entries) {
    thread_.run([this, entries] { writer_.want_settled(entries); });
  }

  // `more`: whether there is more to do; runs before `then`, when the loop already looks keys up in the changed runs.
  using stepped = std::function<void(boost::system::error_code, key_settler::progress)>;
  void settle_some(stepped then) {
    thread_.run([this, then = std::move(then)] {
      const auto done = writer_.settle_some();
      const auto failed = done.has_error() ? done.error() : boost::system::error_code();
      const auto progress = done.has_error() ? key_settler::progress::done : *done;
      post_([loop = loop_, runs = writer_.runs(), failed, progress, then] {
        const auto alive = loop.lock();
        if (!alive) return;
        if (!failed) alive->take(runs);
        then(failed, progress);
      });
      writer_.tidy_log();
    });
  }

 private:
  // One transaction; its answer does not wait for the log.
  template <class Transaction>
  void write(Transaction transaction, ledger::done then) {
    thread_.run([this, transaction = std::move(transaction), then = std::move(then)]() mutable {
      const auto done = transaction(writer_);
      report(done.has_error() ? done.error() : boost::system::error_code(), nullptr, then);
      writer_.tidy_log();
    });
  }

  void report(boost::system::error_code failed, std::shared_ptr<std::vector<chunk>> written,
              ledger::done then) {
    post_([loop = loop_, failed, written = std::move(written), then = std::move(then)] {
      const auto alive = loop.lock();
      if (!alive) return;
      if (written) alive->take(std::move(*written));
      then(failed);
    });
  }

  folder_lock lock_;
  sqlite_writer writer_;
  post_function post_;
  std::weak_ptr<loop_side> loop_;
  commit_thread thread_;  // last: it ends before what it uses
};

class sqlite_ledger final : public ledger {
 public:
  sqlite_ledger(sqlite_reader reader, std::shared_ptr<loop_side> loop, post_function post,
                std::unique_ptr<disk_side> disk, std::filesystem::path file)
      : file_(std::move(file)),
        loop_(std::move(loop)),
        post_(std::move(post)),
        disk_(std::move(disk)),
        reader_(std::move(reader)) {}

  const std::string& epoch() const override { return reader_.whose().epoch; }
  const std::array<std::uint8_t, 16>& digest_key() const override {
    return reader_.whose().digest_key;
  }
  offset last() const override { return loop_->last; }

  using ledger::append;
  void append(record_batch batch, done then) override {
    if (!disk_) return refuse(boost::system::errc::read_only_file_system, std::move(then));
    if (batch.is_oversized()) return refuse(boost::system::errc::message_size, std::move(then));
    disk_->append(batch.take_chunks(), batch.take_marks(), std::move(then));
  }

  result<std::optional<log_mark>> last_mark(std::optional<std::uint8_t> kind) override { return reader_.last_mark(kind); }

  result<std::vector<log_mark>> marks(std::uint64_t first, std::size_t count) override {
    return reader_.marks(static_cast<std::int64_t>(first), count);
  }

  result<stored_record> read(offset at) override {
    if (at == 0 || at > last()) return errc::no_such_record;
    const chunk* recent = loop_->recent.find(at);
    if (recent != nullptr) return stored(recent->at(at));
    auto from_disk = reader_.chunk_at(at);
    if (from_disk.has_error()) return from_disk.error();
    auto found = stored(from_disk->at(at));
    loop_->recent.add(std::move(*from_disk));
    return found;
  }

  result<void> replay(offset first, offset upto, const visitor& visit) override {
    return reader_.replay(std::max<offset>(first, 1), std::min(upto, last()), visit);
  }

  result<void> visit(const std::vector<offset>& at, const visitor& visit) override {
    if (!at.empty() && at.back() > last()) return errc::no_such_record;
    return reader_.visit(at, visit);
  }

  void save_checkpoint(checkpoint saved, std::vector<key_entry> keys, done then) override {
    if (!disk_) return refuse(boost::system::errc::read_only_file_system, std::move(then));
    if (saved.at > last()) return refuse(errc::no_such_record, std::move(then));
    save_some(std::make_shared<unsaved>(unsaved{std::make_shared<checkpoint>(std::move(saved)), 0, std::move(keys), std::move(then)}));
  }

  result<std::optional<checkpoint>> load_checkpoint() override {
    return reader_.newest_checkpoint(last());
  }

  result<std::vector<offset>> checkpoints() override { return reader_.checkpoints(last()); }

  result<std::optional<checkpoint>> checkpoint_at(offset at) override {
    return reader_.checkpoint_at(at);
  }

  void save_index(std::vector<index_piece> pieces, done then) override {
    if (!disk_) return refuse(boost::system::errc::read_only_file_system, std::move(then));
    disk_->save_index(std::move(pieces), std::move(then));
  }

  result<std::optional<std::string>> load_index(offset first) override {
    return reader_.index_piece_at(first);
  }

  // On a connection of its own, for it may be another thread that asks; but one who only reads stays at the moment of opening.
  result<void> load_keys(const key_visitor& visit) override {
    if (!disk_) return reader_.keys(visit);
    auto reader = sqlite_reader::open(file_, false);
    if (reader.has_error()) return reader.error();
    return reader->keys(visit);
  }

  result<std::uint64_t> count_keys() override {
    if (!disk_) return reader_.count_keys();
    auto reader = sqlite_reader::open(file_, false);
    if (reader.has_error()) return reader.error();
    return reader->count_keys();
  }

  void settle_keys(std::uint64_t entries, done then) override {
    if (!disk_) return refuse(boost::system::errc::read_only_file_system, std::move(then));
    disk_->want_settled(entries);
    settle_some(std::move(then));
  }

  const settled_keys& settled() const override { return loop_->settled; }

  result<offset> find_key(const core::digest& key) override {
    ++loop_->settled.asked;
    return reader_.find_key(loop_->runs, key, loop_->settled.pages_read);
  }

  result<void> visit_settled_keys(const key_visitor& visit) override {
    for (const auto& run : loop_->runs) {
      const auto visited = reader_.visit(*run, visit);
      if (visited.has_error()) return visited;
    }
    return {};
  }

 private:
  // A checkpoint on its way: how many bytes of its counters are on the disk, and the keys that are not.
  struct unsaved {
    std::shared_ptr<const checkpoint> saved;
    std::size_t counters_saved = 0;
    std::vector<key_entry> keys;
    done then;
  };

  static stored_record stored(const record_view& view) {
    return {view.received_at, {view.kind, std::string(view.body)}};
  }

  // Hundreds of thousands of keys, or tens of megabytes of counters, take a disk for a while: in pieces, each asked for by the loop, so that
  // appends go in between.
  void save_some(const std::shared_ptr<unsaved>& what) {
    constexpr std::size_t piece = sqlite_writer::keys_a_piece;
    const auto go_on = [this, what](boost::system::error_code failed) {
      if (failed) return what->then(failed);
      save_some(what);
    };
    std::vector<key_entry>& keys = what->keys;
    if (keys.size() > piece) {
      std::vector<key_entry> some(keys.end() - piece, keys.end());
      keys.resize(keys.size() - piece);
      return disk_->save_keys(what->saved->at, std::move(some), go_on);
    }
    const std::size_t from = what->counters_saved;
    if (what->saved->counters.size() - from > sqlite_writer::counters_a_piece) {
      what->counters_saved += sqlite_writer::counters_a_piece;
      return disk_->save_counters(what->saved, from, go_on);
    }
    disk_->save_checkpoint(what->saved, from, std::move(keys), [this, then = std::move(what->then)](boost::system::error_code failed) {
      if (failed) return then(failed);
      drop_some(then);
    });
  }

  void drop_some(done then) {
    disk_->drop_counters([this, then = std::move(then)](boost::system::error_code failed, bool more) {
      if (failed || !more) return then(failed);
      drop_some(then);
    });
  }

  // Each step is asked for by the loop, which so is done with the runs that the next one clears; and appends go in between.
  void settle_some(done then) {
    disk_->settle_some([this, then = std::move(then)](boost::system::error_code failed, key_settler::progress left) {
      if (failed || left == key_settler::progress::done) return then(failed);
      settle_some(then);
    });
  }

  template <class Errc>
  void refuse(Errc why, done then) {
    post_([why = make_error_code(why), then = std::move(then),
           loop = std::weak_ptr<loop_side>(loop_)] {
      if (!loop.expired()) then(why);
    });
  }

  std::filesystem::path file_;
  std::shared_ptr<loop_side> loop_;
  post_function post_;
  std::unique_ptr<disk_side> disk_;  // none when read only
  sqlite_reader reader_;             // closed first, so that the writer closes the file
};

result<std::shared_ptr<loop_side>> loop_side_of(sqlite_reader& reader, sorted_runs runs) {
  const auto last = reader.last();
  if (last.has_error()) return last.error();
  auto loop = std::make_shared<loop_side>();
  loop->last = *last;
  loop->take(std::move(runs));
  return loop;
}

result<std::unique_ptr<ledger>> open_to_read(const std::filesystem::path& file,
                                             post_function post) {
  auto reader = sqlite_reader::open(file, true);
  if (reader.has_error()) return reader.error();
  auto runs = reader->runs();
  if (runs.has_error()) return runs.error();
  auto loop = loop_side_of(*reader, std::move(*runs));
  if (loop.has_error()) return loop.error();
  return std::make_unique<sqlite_ledger>(std::move(*reader), *loop, std::move(post), nullptr, file);
}

result<std::unique_ptr<ledger>> open_to_write(const std::filesystem::path& folder,
                                              const retention& kept, post_function post) {
  const auto made = make_folder(folder);
  if (made.has_error()) return made.error();
  auto lock = folder_lock::acquire(folder);
  if (lock.has_error()) return lock.error();
  auto writer = sqlite_writer::open(folder / database_name, kept);
  if (writer.has_error()) return writer.error();
  auto reader = sqlite_reader::open(folder / database_name, false);
  if (reader.has_error()) return reader.error();
  auto loop = loop_side_of(*reader, writer->runs());
  if (loop.has_error()) return loop.error();

  writer->go_on_after((*loop)->last);
  auto disk = std::make_unique<disk_side>(std::move(*writer), std::move(*lock), post, *loop);
  return std::make_unique<sqlite_ledger>(std::move(*reader), *loop, std::move(post),
                                         std::move(disk), folder / database_name);
}

}  // namespace

result<std::unique_ptr<ledger>> open_sqlite_ledger(const sqlite_options& options,
                                                   post_function post) {
  if (options.read_only) return open_to_read(options.folder / database_name, std::move(post));
  return open_to_write(options.folder, options.kept, std::move(post));
}

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
#include "ledger_copy.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "cluster/outbox.hpp"
#include "engine/error.hpp"
#include "engine/log_history.hpp"
#include "ledger/folder.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "log/log.hpp"

namespace northstar {

namespace {

namespace fs = std::filesystem;

ledger::result<void> keep_in_outbox(const fs::path& data, std::vector<cluster::offer> offers) {
  boost::asio::io_context loop(1);
  auto outbox = cluster::open_sqlite_outbox(data, [&loop](std::function<void()> f) { boost::asio::post(loop, std::move(f)); });
  if (outbox.has_error()) return outbox.error();
  const auto there = (*outbox)->load();
  if (there.has_error()) return there.error();
  log::write(log::level::warning, "offered_again", "entries=" + std::to_string(offers.size()));
  ledger::result<void> kept = boost::system::error_code(boost::asio::error::operation_aborted);
  const auto work = boost::asio::make_work_guard(loop);
  (*outbox)->add(std::move(offers), [&](boost::system::error_code ec) {
    kept = ec ? ledger::result<void>(ec) : ledger::result<void>();
    loop.stop();
  });
  loop.run();
  return kept;
}

// What only this ledger holds.
ledger::result<std::vector<cluster::offer>> held_alone(const fs::path& data, std::size_t bytes_max) {
  const auto nowhere = [](const std::function<void()>&) {};
  const auto own = ledger::open_sqlite_ledger({data, false}, nowhere);
  if (own.has_error()) return own.error();
  const auto copy = ledger::open_sqlite_ledger({data / taken_copy_folder, true}, nowhere);
  if (copy.has_error()) return copy.error();
  // Of another log: somebody has begun anew under the same name.
  if ((*own)->last() != 0 && (*own)->epoch() != (*copy)->epoch()) return make_error_code(engine::errc::other_log);
  return engine::entries_beyond(**own, **copy, bytes_max);
}

}  // namespace

fs::path taken_copy_file(const fs::path& data) { return data / taken_copy_folder / ledger::database_name; }

ledger::result<fs::path> make_ledger_copy(const fs::path& data, const fs::path& folder) {
  const auto made = ledger::backup_sqlite_ledger(data, folder);
  if (made.has_error()) return made.error();
  return folder / ledger::database_name;
}

ledger::result<void> take_ledger_copy(const fs::path& data, std::size_t bytes_max) {
  auto alone = held_alone(data, bytes_max);
  if (alone.has_error()) return alone.error();
  if (!alone->empty()) {
    const auto kept = keep_in_outbox(data, std::move(*alone));
    if (kept.has_error()) return kept;
  }
  return ledger::replace_sqlite_ledger(data, data / taken_copy_folder);
}

}  // namespace northstar

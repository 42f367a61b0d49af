// SPDX-License-Identifier: MIT
// An online copy: pages are read in one transaction beside the server, and the copy gets its name
// only when it is whole.
#include "ledger/error.hpp"
#include "ledger/folder.hpp"
#include "ledger/sqlite_layout.hpp"
#include "ledger/sqlite_ledger.hpp"

namespace northstar::ledger {
namespace {

namespace fs = std::filesystem;

result<void> copy_database(const fs::path& from, const fs::path& to) {
  auto source = sqlite_connection::open(from, sqlite_connection::access::read);
  if (source.has_error()) return source.error();
  const auto whose = read_identity(*source);
  if (whose.has_error()) return whose.error();
  auto copy = sqlite_connection::open(to, sqlite_connection::access::write);
  if (copy.has_error()) return copy.error();
  auto done = copy->copy_from(*source);
  if (done.has_error()) return done;
  // One file without a log beside it, which can be read from any medium.
  done = copy->execute("PRAGMA journal_mode = DELETE");
  if (done.has_error()) return done;
  // What entries of a shared log came to is the same on every node: the copy may become one.
  const auto marks = has_marks(*copy);
  if (marks.has_error()) return marks.error();
  if (*marks != 0) return {};
  // A server that goes on from the copy counts the same offsets for other records than the old one
  // did. Under another epoch no screen takes the one for the other.
  return renew_epoch(*copy);
}

}  // namespace

result<void> backup_sqlite_ledger(const fs::path& folder, const fs::path& target) {
  const auto made = make_folder(target);
  if (made.has_error()) return made;
  const fs::path finished = target / database_name;
  const fs::path unfinished = target / (std::string(database_name) + ".part");
  std::error_code failed;
  // Never over an older copy, nor over a ledger in use.
  if (fs::exists(finished, failed)) return make_error_code(boost::system::errc::file_exists);
  fs::remove(unfinished, failed);
  fs::remove(unfinished.string() + "-journal", failed);
  fs::remove(unfinished.string() + "-wal", failed);

  auto done = copy_database(folder / database_name, unfinished);
  if (done.has_error()) {
    fs::remove(unfinished, failed);
    return done;
  }
  done = sync_path(unfinished);
  if (done.has_error()) return done;
  fs::rename(unfinished, finished, failed);
  if (failed) return boost::system::error_code(failed.value(), boost::system::system_category());
  return sync_path(target);
}

}  // namespace northstar::ledger

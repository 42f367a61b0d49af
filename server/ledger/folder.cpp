// SPDX-License-Identifier: MIT
#include "ledger/folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "ledger/error.hpp"

namespace northstar::ledger {
namespace {

namespace fs = std::filesystem;

boost::system::error_code system_error(int code) {
  return {code, boost::system::system_category()};
}

}  // namespace

result<void> make_folder(const fs::path& folder) {
  std::error_code failed;
  const fs::path absolute = fs::absolute(folder, failed).lexically_normal();
  if (failed) return system_error(failed.value());
  if (fs::is_directory(absolute, failed)) return {};
  const fs::path parent = absolute.parent_path();
  if (parent != absolute) {
    auto made = make_folder(parent);
    if (made.has_error()) return made.error();
  }
  fs::create_directory(absolute, failed);
  if (failed) return system_error(failed.value());
  // A folder that a power cut takes away would take the ledger with it.
  return sync_path(parent);
}

result<void> sync_path(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return {};
  if (file < 0) return system_error(errno);
  const int failed = ::fsync(file) == 0 ? 0 : errno;
  ::close(file);
  if (failed != 0) return system_error(failed);
  return {};
}

result<folder_lock> folder_lock::acquire(const fs::path& folder) {
  const fs::path path = folder / "lock";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return system_error(errno);
  folder_lock held(file);
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return held;
  if (errno == EWOULDBLOCK) return errc::locked;
  return system_error(errno);
}

folder_lock::~folder_lock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace northstar::ledger

// SPDX-License-Identifier: MIT
#include "net/frame_pages.hpp"

#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace northstar::net {

namespace {

// A file with these bytes and no name; -1: the system gives none.
int file_of(const std::string& bytes) {
  const int file = ::memfd_create("northstar frame", MFD_CLOEXEC);
  if (file < 0) return -1;
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t n = ::write(file, bytes.data() + written, bytes.size() - written);
    if (n > 0) {
      written += static_cast<std::size_t>(n);
      continue;
    }
    ::close(file);
    return -1;
  }
  return file;
}

}  // namespace

frame_pages::~frame_pages() {
  for (const entry& e : entries_)
    if (e.file >= 0) ::close(e.file);
}

frame_pages::entry& frame_pages::entry_of(const feed::frame& f) {
  const auto found = std::ranges::find(entries_, f, &entry::frame);
  if (found != entries_.end()) return *found;
  entry& place = entries_[next_++ % frames_max];
  if (place.file >= 0) ::close(place.file);
  return place = {f, 0, -1};
}

std::optional<ssize_t> frame_pages::send(int socket, const feed::frame& f) {
  if (refused_ || f->size() < frame_bytes_min) return std::nullopt;
  entry& e = entry_of(f);
  if (e.sent < copies_before) {
    ++e.sent;
    return std::nullopt;
  }
  if (e.file < 0) e.file = file_of(*f);
  refused_ = e.file < 0;
  std::size_t taken = 0;
  while (!refused_ && taken < f->size()) {
    auto from = static_cast<off_t>(taken);
    const ssize_t n = ::sendfile(socket, e.file, &from, f->size() - taken);
    if (n > 0) {
      taken += static_cast<std::size_t>(n);
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    refused_ = n == 0 || errno == EINVAL || errno == ENOSYS;
    if (!refused_ && taken == 0) return n;
    break;
  }
  if (refused_ && taken == 0) return std::nullopt;
  return static_cast<ssize_t>(taken);
}

}  // namespace northstar::net

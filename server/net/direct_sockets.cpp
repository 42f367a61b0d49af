// SPDX-License-Identifier: MIT
#include "net/direct_sockets.hpp"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace northstar::net {

namespace {

// Where threads can be cancelled the library's send() looks before and behind whether they are: two
// atomic operations, and nobody cancels one here.
ssize_t send_some(int descriptor, const char* bytes, std::size_t count) {
  constexpr int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
  while (true) {
#ifdef SYS_sendto
    const ssize_t taken = ::syscall(SYS_sendto, descriptor, bytes, count, flags, nullptr, 0);
#else
    const ssize_t taken = ::send(descriptor, bytes, count, flags);
#endif
    if (taken >= 0 || errno != EINTR) return taken;
  }
}

}  // namespace

ssize_t send_frame(int descriptor, const feed::frame& f, frame_pages& pages) {
  if (f->size() >= frame_pages::frame_bytes_min)
    if (const auto taken = pages.send(descriptor, f)) return *taken;
  return send_some(descriptor, f->data(), f->size());
}

std::size_t direct_sockets::write(int descriptor, const feed::frame& f) {
  const ssize_t taken = send_frame(descriptor, f, pages_);
  if (taken <= 0) return 0;
  const auto bytes = static_cast<std::size_t>(taken);
  if (bytes == f->size()) {
    ++statistics_.frames_sent;
    statistics_.frame_bytes_sent += bytes;
  }
  return bytes;
}

}  // namespace northstar::net

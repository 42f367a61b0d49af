// SPDX-License-Identifier: MIT
// Large frames as files in memory: many sockets take the same pages (sendfile), where send() would copy the bytes for each of them. A snapshot with a
// plan of a thousand units has 80 KiB, and copying it was half of what a viewer cost who comes back. Used on the loop's thread.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "feed/frame.hpp"

namespace northstar::net {

class frame_pages {
 public:
  // Below, copying is as cheap.
  static constexpr std::size_t frame_bytes_min = 12 * 1024;
  // So often a frame is copied before it becomes a file: what few watch needs none.
  static constexpr unsigned copies_before = 8;
  // Frames remembered, with their pages, until others take their place.
  static constexpr std::size_t frames_max = 8;

  frame_pages() = default;
  frame_pages(const frame_pages&) = delete;
  frame_pages& operator=(const frame_pages&) = delete;
  ~frame_pages();

  // As send() to a socket that does not wait (O_NONBLOCK): how many bytes of the frame, from its beginning, it took; or -1 and errno. nullopt: nothing
  // was done, and the frame is to be copied: it is small, was not sent often enough, or the system has no such files.
  std::optional<ssize_t> send(int socket, const feed::frame& f);

 private:
  struct entry {
    feed::frame frame;
    unsigned sent = 0;
    int file = -1;
  };

  entry& entry_of(const feed::frame& f);

  std::array<entry, frames_max> entries_;
  std::size_t next_ = 0;
  bool refused_ = false;  // by the system, once and for all
};

}  // namespace northstar::net

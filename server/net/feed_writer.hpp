// SPDX-License-Identifier: MIT
// The one way out of a feed session: frames in their order, control frames between them and never inside one. Written at once; only
// when the socket takes nothing more is anything kept: the one frame it took a part of, a mark for every channel with news, notices
// up to the outbox's limits, the newest pong and the close. While nothing waits a writer holds no memory.
#pragma once

#include <sys/uio.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "feed/outbox.hpp"
#include "net/frame_pages.hpp"
#include "net/net_statistics.hpp"

namespace northstar::net {

class feed_writer {
 public:
  enum class state : std::uint8_t {
    empty,    // all is with the socket
    holding,  // something waits for flush()
    blocked,  // the socket takes nothing: flush() when it does
    closed,   // the close is with the socket; nothing comes behind it
    broken,   // the connection is gone
  };

  // `descriptor` stays the caller's and does not wait (O_NONBLOCK).
  feed_writer(int descriptor, feed::outbox_limits limits, frame_pages& pages, net_statistics& statistics)
      : pages_(pages), statistics_(statistics), descriptor_(descriptor), limits_(limits) {}

  // What is no frame of a channel's: the answer that opens the connection, with a first frame behind it.
  void open(std::string bytes);
  // A channel's frame: written at once, or, when `hold` is set, with what else is held by flush().
  void send(feed::subscription& of, const feed::sequenced_frame& f, bool hold);
  // A channel's frame of which the socket has taken so many bytes, less than all, while the writer was empty.
  void go_on(feed::subscription& of, const feed::sequenced_frame& f, std::size_t taken);
  // A frame outside any channel. Dropped when there is no room: who asks for more errors than he reads does without.
  void notice(feed::frame text, bool hold);
  // Only the newest waits.
  void pong(std::string_view payload);
  // Drops what waits, but for a frame that has begun, and ends with this (0: without a code or a reason). Channels are
  // to be forgotten before.
  void close(std::uint16_t code, std::string_view reason);
  // No more of this channel.
  void forget(feed::subscription& of);
  void flush();

  state now() const { return state_; }
  // Frames that went out whole through here, ever (it wraps): a slow reader moves it, one who does not read does not.
  std::uint32_t written() const { return written_; }

 private:
  struct backlog {
    explicit backlog(feed::outbox_limits limits) : waiting(limits) {}
    feed::frame begun;      // the socket has a part of it
    std::size_t taken = 0;  // of begun
    std::string pong;
    std::string close;
    feed::outbox waiting;
  };

  bool is_over() const { return state_ == state::closed || state_ == state::broken; }
  backlog& late();
  void write_now(feed::frame f);
  bool write_some();
  void settle(std::size_t bytes);
  std::size_t put(const feed::frame& f);
  std::size_t put(::iovec* parts, std::size_t count);
  std::size_t settled(ssize_t taken, std::size_t bytes);
  void begin(feed::frame f, std::size_t taken);
  void count(const feed::frame& f);

  // What every frame looks at comes first (net/feed_session.cpp).
  frame_pages& pages_;
  net_statistics& statistics_;
  int descriptor_;
  std::uint32_t written_ = 0;
  state state_ = state::empty;
  bool closing_ = false;
  std::unique_ptr<backlog> late_;  // only while something waits
  feed::outbox_limits limits_;
};

}  // namespace northstar::net

// SPDX-License-Identifier: MIT
#include "net/feed_writer.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "net/direct_sockets.hpp"

namespace northstar::net {

namespace {

// Frames of one system call, and bytes after which no more are added: what one call takes is bounded by the socket anyway.
constexpr std::size_t parts_max = 16;
constexpr std::size_t together_bytes = 64 * 1024;
constexpr char text_head = '\x81';

iovec part_of(const std::string& bytes, std::size_t from) {
  return {const_cast<char*>(bytes.data()) + from, bytes.size() - from};
}

std::string control_frame(feed::opcode what, std::string_view payload) {
  std::string out;
  feed::append_frame_header(out, what, payload.size());
  return out.append(payload);
}

}  // namespace

void feed_writer::open(std::string bytes) { write_now(std::make_shared<const std::string>(std::move(bytes))); }

void feed_writer::send(feed::subscription& of, const feed::sequenced_frame& f, bool hold) {
  if (is_over() || closing_) return;
  if (state_ == state::blocked) return late_->waiting.mark(of);
  if (hold || state_ == state::holding) {
    state_ = state::holding;
    return late().waiting.push(of, f);
  }
  const std::size_t taken = put(f.text);
  if (taken == 0) {
    if (state_ == state::blocked) late().waiting.mark(of);
    return;
  }
  of.sent_version = f.version;
  if (taken == f.text->size()) count(f.text);
  else begin(f.text, taken);
}

void feed_writer::go_on(feed::subscription& of, const feed::sequenced_frame& f, std::size_t taken) {
  if (taken == 0) return send(of, f, false);
  of.sent_version = f.version;
  state_ = state::blocked;
  begin(f.text, taken);
}

void feed_writer::notice(feed::frame text, bool hold) {
  if (is_over() || closing_) return;
  if (!hold && state_ == state::empty) return write_now(std::move(text));
  late().waiting.push_notice(std::move(text));
  if (state_ == state::empty) state_ = state::holding;
}

void feed_writer::pong(std::string_view payload) {
  if (is_over() || closing_) return;
  std::string bytes = control_frame(feed::opcode::pong, payload);
  if (state_ == state::empty) return write_now(std::make_shared<const std::string>(std::move(bytes)));
  late().pong = std::move(bytes);
}

void feed_writer::close(std::uint16_t code, std::string_view reason) {
  if (is_over() || std::exchange(closing_, true)) return;
  backlog& b = late();
  b.waiting = feed::outbox();
  b.pong.clear();
  std::string payload;
  if (code != 0) payload = {static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  b.close = control_frame(feed::opcode::close, payload.append(reason));
  flush();
}

void feed_writer::forget(feed::subscription& of) {
  if (late_) late_->waiting.forget(of);
}

void feed_writer::flush() {
  if (!late_ || is_over()) return;
  state_ = state::holding;
  while (state_ == state::holding && write_some()) {
  }
  statistics_.conflated += late_->waiting.take_conflated();
  if (state_ != state::holding) return;
  late_.reset();
  state_ = closing_ ? state::closed : state::empty;
}

feed_writer::backlog& feed_writer::late() {
  if (!late_) late_ = std::make_unique<backlog>(limits_);
  return *late_;
}

void feed_writer::write_now(feed::frame f) {
  const std::size_t taken = put(f);
  if (taken == f->size()) count(f);
  else if (state_ == state::blocked) begin(std::move(f), taken);
}

// False: nothing is left to write.
bool feed_writer::write_some() {
  backlog& b = *late_;
  for (std::string* control : {&b.pong, &b.close})
    if (!b.begun && !control->empty()) begin(std::make_shared<const std::string>(std::exchange(*control, {})), 0);
  const bool channels_next = !b.begun && b.pong.empty() && b.close.empty();
  if (const feed::frame* f = channels_next ? b.waiting.at(0) : nullptr; f && (**f).size() >= frame_pages::frame_bytes_min) {
    settle(put(*f));
    return true;
  }
  std::array<iovec, parts_max> parts;
  std::size_t count = 0, bytes = 0;
  const auto add = [&](const std::string& frame, std::size_t from) {
    parts[count++] = part_of(frame, from);
    bytes += frame.size() - from;
  };
  if (b.begun) add(*b.begun, b.taken);
  // A pong or close that waits goes before the frames that do.
  if (b.pong.empty() && b.close.empty())
    for (std::size_t i = 0; count < parts.size() && bytes < together_bytes; ++i) {
      const feed::frame* f = b.waiting.at(i);
      if (!f) break;
      add(**f, 0);
    }
  if (count == 0) return false;
  settle(put(parts.data(), count));
  return true;
}

// The socket took so many bytes of what was given to it: the frame that had begun, then those that wait, in order.
void feed_writer::settle(std::size_t bytes) {
  backlog& b = *late_;
  if (b.begun) {
    const std::size_t left = b.begun->size() - b.taken;
    if (bytes < left) {
      b.taken += bytes;
      return;
    }
    bytes -= left;
    count(b.begun);
    b.begun.reset();
  }
  while (bytes != 0) {
    feed::frame f = *b.waiting.pop();
    if (bytes < f->size()) return begin(std::move(f), bytes);
    bytes -= f->size();
    count(f);
  }
}

// How many bytes the socket took. Less than there are: state_ says blocked, or broken.
std::size_t feed_writer::put(const feed::frame& f) {
  return settled(send_frame(descriptor_, f, pages_), f->size());
}

std::size_t feed_writer::put(iovec* parts, std::size_t count) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) bytes += parts[i].iov_len;
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = count;
  while (true) {
    const ssize_t taken = ::sendmsg(descriptor_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (taken < 0 && errno == EINTR) continue;
    return settled(taken, bytes);
  }
}

std::size_t feed_writer::settled(ssize_t taken, std::size_t bytes) {
  if (taken < 0) {
    state_ = errno == EAGAIN || errno == EWOULDBLOCK ? state::blocked : state::broken;
    return 0;
  }
  if (static_cast<std::size_t>(taken) < bytes) state_ = state::blocked;
  return static_cast<std::size_t>(taken);
}

void feed_writer::begin(feed::frame f, std::size_t taken) {
  backlog& b = late();
  b.begun = std::move(f);
  b.taken = taken;
}

void feed_writer::count(const feed::frame& f) {
  ++written_;
  if (f->front() != text_head) return;
  ++statistics_.frames_sent;
  statistics_.frame_bytes_sent += f->size();
}

}  // namespace northstar::net

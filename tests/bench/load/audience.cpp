// SPDX-License-Identifier: MIT
#include "load/audience.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "load/clock.hpp"

namespace load {

namespace {

// A marker stands within so many bytes of a frame's beginning; longer frames are looked at that far.
constexpr std::size_t looked_at_bytes = 1024;
constexpr unsigned op_text = 1, op_close = 8, op_ping = 9, op_pong = 10;
// One for all viewers: whatever is whole in it is used up before the next one reads.
std::array<char, 256 * 1024> buffer;

}  // namespace

viewer::viewer(audience& of, int source)
    : audience_(of),
      socket_(start_connecting(of.options_.server, source, of.options_.receive_buffer_bytes)) {
  of.loop_.add(socket_, *this, EPOLLIN | EPOLLOUT);
}

viewer::~viewer() {
  if (is_ready_ && socket_ >= 0) --audience_.ready_;
  if (socket_ >= 0) ::close(socket_);
}

void viewer::close() {
  if (socket_ < 0) return;
  ::close(socket_);
  socket_ = -1;
  ++audience_.closed_;
  if (is_ready_) --audience_.ready_;
}

void viewer::ready(std::uint32_t events) {
  if (!connected_ && (events & (EPOLLOUT | EPOLLERR)) != 0) say_hello();
  if (socket_ >= 0 && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read();
}

void viewer::say_hello() {
  connected_ = true;
  const std::string& request = audience_.request_;
  if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size()))
    return close();
  audience_.loop_.change(socket_, *this, EPOLLIN);
}

void viewer::stop_reading() { audience_.loop_.change(socket_, *this, 0); }

void viewer::ask(std::string_view message) { send_frame(op_text, message); }

// Short frames only, masked with zeros: a mask is asked for, not that it hides anything.
void viewer::send_frame(unsigned opcode, std::string_view payload) {
  std::string frame{static_cast<char>(0x80U | opcode)};
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80U | payload.size());
  } else {
    frame += static_cast<char>(0x80U | 126U);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size());
  }
  frame.append(4, '\0').append(payload);
  if (socket_ >= 0 && ::send(socket_, frame.data(), frame.size(), MSG_NOSIGNAL) !=
                          static_cast<ssize_t>(frame.size()))
    close();
}

void viewer::read() {
  for (;;) {
    if (unseen_ != 0) {
      // The system lets go of these bytes without a copy: what a client of our own does with a frame is not what is measured.
      const ssize_t n = ::recv(socket_, nullptr, std::min(unseen_, buffer.size()), MSG_TRUNC);
      if (n < 0 && errno == EAGAIN) return;
      if (n <= 0) return close();
      unseen_ -= static_cast<std::size_t>(n);
      if (unseen_ == 0) take_text(std::exchange(begun_, {}), begun_bytes_);
      continue;
    }
    std::copy(left_over_.begin(), left_over_.end(), buffer.begin());
    const std::size_t before = left_over_.size();
    const ssize_t n = ::recv(socket_, buffer.data() + before, buffer.size() - before, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return close();
    const std::string_view received(buffer.data(), before + static_cast<std::size_t>(n));
    const std::size_t taken = take(received);
    if (socket_ < 0) return;
    left_over_.assign(received.substr(taken));
    // Frames of megabytes come in pieces; a whole one has to fit.
    if (left_over_.size() == buffer.size())
      throw std::runtime_error("a frame of more than 256 KiB");
    if (received.size() < buffer.size()) return;
  }
}

// How many bytes are done with.
std::size_t viewer::take(std::string_view received) {
  std::size_t done = 0;
  if (!upgraded_) {
    const auto end = received.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    if (received.substr(9, 3) != "101") {
      audience_.last_text_ = received.substr(0, 300);
      close();
      return 0;
    }
    upgraded_ = true;
    done = end + 4;
    if (!audience_.subscribe_.empty()) ask(audience_.subscribe_);
    if (audience_.options_.frames_to_ready == 0) {
      is_ready_ = true;
      ++audience_.ready_;
    }
  }
  while (socket_ >= 0) {
    const std::size_t taken = take_frame(received.substr(done));
    if (taken == 0) return done;
    done += taken;
  }
  return done;
}

std::size_t viewer::take_frame(std::string_view received) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(received[i]));
  };
  if (received.size() < 2) return 0;
  std::size_t head = 2, length = byte(1) & 127U;
  const std::size_t width = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (received.size() < head + width) return 0;
  if (width != 0) length = 0;
  for (std::size_t i = 0; i < width; ++i) length = length << 8 | byte(head + i);
  head += width;
  if (received.size() - head < length) {
    // Of a large frame the beginning tells all that is looked for.
    if (byte(0) != (0x80U | op_text) || received.size() - head < looked_at_bytes) return 0;
    begun_ = received.substr(head, looked_at_bytes);
    begun_bytes_ = length;
    unseen_ = length - (received.size() - head);
    return received.size();
  }
  const std::string_view payload = received.substr(head, length);
  switch (byte(0) & 15U) {
    case op_ping:
      send_frame(op_pong, payload);
      break;
    case op_close:
      close();
      break;
    default:
      take_text(payload, length);
  }
  return head + length;
}

void viewer::take_text(std::string_view text, std::size_t whole_bytes) {
  audience& a = audience_;
  ++a.frames_;
  a.bytes_ += whole_bytes;
  if (this == a.viewers_.front().get()) a.last_text_ = text.substr(0, 300);
  ++frames_;
  const auto at = text.find(a.options_.marker);
  if (at != std::string_view::npos && !a.options_.marker.empty()) {
    std::string_view digits = text.substr(at + a.options_.marker.size());
    const auto colon = digits.substr(0, 40).find_first_of(":\"");
    if (colon != std::string_view::npos && digits[colon] == ':') digits.remove_prefix(colon + 1);
    std::uint64_t now = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), now);
    if (now > shown_) {
      if (is_ready_ && a.seen_) a.seen_(shown_, now);
      shown_ = now;
      a.newest_ = std::max(a.newest_, now);
    }
  }
  if (!is_ready_ && frames_ >= a.options_.frames_to_ready) {
    is_ready_ = true;
    ++a.ready_;
  }
}

audience::audience(loop& in, audience_options options) : loop_(in), options_(std::move(options)) {
  request_ =
      "GET " + options_.path +
      " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: "
      "Upgrade\r\nSec-WebSocket-Key: " +
      "bm9ydGhzdGFyLWJlbmNoIQ==" + "\r\nSec-WebSocket-Version: 13\r\n" +
      (options_.subprotocol.empty() ? ""
                                    : "Sec-WebSocket-Protocol: " + options_.subprotocol + "\r\n") +
      options_.headers + "\r\n";
}

bool audience::gather(std::size_t count, std::size_t at_once, double seconds,
                      const std::string& subscribe) {
  subscribe_ = subscribe;
  const std::int64_t until = now_ns() + static_cast<std::int64_t>(seconds * 1e9);
  const std::size_t wanted = ready_ + count;
  std::size_t asked = ready_;
  const std::size_t closed_before = closed_;
  while (ready_ < wanted && now_ns() < until && closed_ == closed_before) {
    for (; asked < wanted && asked - ready_ < at_once; ++asked)
      viewers_.push_back(std::make_unique<viewer>(
          *this, options_.many_sources ? static_cast<int>(viewers_.size() / 500) : -1));
    loop_.turn(10'000'000);
  }
  return ready_ == wanted;
}

}  // namespace load

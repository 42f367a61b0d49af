// SPDX-License-Identifier: MIT
#include "load/http_sender.hpp"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace load {

namespace {

constexpr std::size_t answer_bytes_max = 16 * 1024 * 1024;

bool same_letters(std::string_view a, std::string_view lower) {
  if (a.size() != lower.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if ((a[i] >= 'A' && a[i] <= 'Z' ? a[i] + 32 : a[i]) != lower[i]) return false;
  return true;
}

std::size_t length_in(std::string_view head) {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;
       at = head.find("\r\n", at + 2)) {
    const std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    if (same_letters(line.substr(0, 15), "content-length:")) {
      std::size_t n = 0;
      const auto digits = line.substr(line.find_first_of("0123456789"));
      std::from_chars(digits.data(), digits.data() + digits.size(), n);
      return n;
    }
    if (same_letters(line.substr(0, 18), "transfer-encoding:"))
      throw std::runtime_error("an answer in chunks is not understood here");
  }
  return 0;
}

}  // namespace

http_sender::http_sender(loop& in, const address& to, int source, answered then)
    : loop_(in), socket_(start_connecting(to, source, 0)), then_(std::move(then)) {
  received_.reserve(4096);
  loop_.add(socket_, *this, EPOLLIN);
}

http_sender::~http_sender() { ::close(socket_); }

void http_sender::send(std::string_view head, std::string_view body) {
  unsent_.push_back(head);
  if (!body.empty()) unsent_.push_back(body);
  ++unanswered_;
  if (!waits_for_room_) write();
}

void http_sender::ready(std::uint32_t events) {
  if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) read();
  if ((events & EPOLLOUT) != 0) write();
}

void http_sender::write() {
  while (!unsent_.empty()) {
    std::array<iovec, 16> parts{};
    std::size_t n = 0;
    for (; n < parts.size() && n < unsent_.size(); ++n)
      parts[n] = {const_cast<char*>(unsent_[n].data()), unsent_[n].size()};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = n;
    const ssize_t sent = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == ENOTCONN || errno == EINPROGRESS)) break;
    if (sent < 0) throw std::runtime_error("the server closed a connection that was posting");
    for (auto left = static_cast<std::size_t>(sent); left > 0;) {
      std::string_view& first = unsent_.front();
      const std::size_t taken = std::min(left, first.size());
      first.remove_prefix(taken);
      left -= taken;
      if (first.empty()) unsent_.pop_front();
    }
  }
  const bool waits = !unsent_.empty();
  if (waits != waits_for_room_) loop_.change(socket_, *this, waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
  waits_for_room_ = waits;
}

void http_sender::read() {
  std::array<char, 16 * 1024> buffer;
  const ssize_t n = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) throw std::runtime_error("the server closed a connection that was posting");
  received_.append(buffer.data(), static_cast<std::size_t>(n));
  if (received_.size() > answer_bytes_max)
    throw std::runtime_error("an answer of more than 16 MiB");
  while (take_answer()) {
  }
}

bool http_sender::take_answer() {
  const auto head_end = received_.find("\r\n\r\n");
  if (head_end == std::string::npos) return false;
  const std::string_view head(received_.data(), head_end);
  const std::size_t whole = head_end + 4 + length_in(head);
  if (received_.size() < whole) return false;
  const std::string taken = received_.substr(0, whole);
  received_.erase(0, whole);
  if (unanswered_ == 0) throw std::runtime_error("an answer that nobody asked for");
  --unanswered_;
  http_answer a;
  std::from_chars(taken.data() + 9, taken.data() + 12, a.status);
  a.body = std::string_view(taken).substr(head_end + 4);
  then_(a);
  return true;
}

std::string post_head(const std::string& path, const std::string& type,
                      const std::string& extra_headers, std::size_t body_bytes) {
  return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type + "\r\n" +
         extra_headers + "Content-Length: " + std::to_string(body_bytes) + "\r\n\r\n";
}

}  // namespace load

// SPDX-License-Identifier: MIT
#include "load/loop.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace load {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_in socket_address(const std::string& host, std::uint16_t port) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  if (::inet_pton(AF_INET, host.c_str(), &a.sin_addr) != 1)
    throw std::invalid_argument("not an IPv4 address: " + host);
  return a;
}

void set(int s, int level, int option, int value) {
  if (::setsockopt(s, level, option, &value, sizeof value) != 0) fail("setsockopt");
}

}  // namespace

loop::loop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) fail("epoll_create1");
}

loop::~loop() { ::close(epoll_); }

void loop::add(int descriptor, ready_handler& who, std::uint32_t events) {
  epoll_event e{events, {.ptr = &who}};
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &e) != 0) fail("epoll_ctl");
}

void loop::change(int descriptor, ready_handler& who, std::uint32_t events) {
  epoll_event e{events, {.ptr = &who}};
  if (::epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &e) != 0) fail("epoll_ctl");
}

void loop::turn(std::int64_t wait_ns) {
  const timespec wait{wait_ns / 1'000'000'000, wait_ns % 1'000'000'000};
  const int n =
      ::epoll_pwait2(epoll_, events_.data(), static_cast<int>(events_.size()), &wait, nullptr);
  if (n < 0 && errno != EINTR) fail("epoll_pwait2");
  for (int i = 0; i < n; ++i)
    static_cast<ready_handler*>(events_[static_cast<std::size_t>(i)].data.ptr)
        ->ready(events_[static_cast<std::size_t>(i)].events);
}

address address_of(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) throw std::invalid_argument("not ADDR:PORT: " + text);
  const unsigned long port = std::stoul(text.substr(colon + 1));
  if (port == 0 || port > 65'535) throw std::invalid_argument("not a port: " + text);
  return {text.substr(0, colon), static_cast<std::uint16_t>(port)};
}

int start_connecting(const address& to, int source, int receive_buffer_bytes) {
  const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (s < 0) fail("socket");
  set(s, IPPROTO_TCP, TCP_NODELAY, 1);
  if (receive_buffer_bytes > 0) set(s, SOL_SOCKET, SO_RCVBUF, receive_buffer_bytes);
  if (source >= 0) {
    set(s, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    const sockaddr_in from = socket_address("127.0.0." + std::to_string(2 + source % 250), 0);
    if (::bind(s, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) fail("bind");
  }
  const sockaddr_in there = socket_address(to.host, to.port);
  if (::connect(s, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0 &&
      errno != EINPROGRESS)
    fail("connect");
  return s;
}

}  // namespace load

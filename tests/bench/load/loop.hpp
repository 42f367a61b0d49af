// SPDX-License-Identifier: MIT
// One epoll set, one thread. Whoever is added gets called with what his descriptor is ready for.
#pragma once

#include <sys/epoll.h>
#include <array>
#include <cstdint>
#include <string>

namespace load {

class ready_handler {
 public:
  virtual ~ready_handler() = default;
  virtual void ready(std::uint32_t events) = 0;
};

class loop {
 public:
  loop();
  loop(const loop&) = delete;
  loop& operator=(const loop&) = delete;
  ~loop();

  void add(int descriptor, ready_handler& who, std::uint32_t events);
  void change(int descriptor, ready_handler& who, std::uint32_t events);
  // Waits for at most `wait_ns`.
  void turn(std::int64_t wait_ns);

 private:
  int epoll_;
  std::array<epoll_event, 512> events_{};
};

struct address {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
};

// "127.0.0.1:8080"; throws what a user can read when it is none.
address address_of(const std::string& text);

// A non-blocking socket on its way to `to`, from 127.0.0.(2+source) when `source` is not negative:
// a server that limits connections by address, and the system's 28,000 ports of one, are not met
// that way. Throws when there are no descriptors left.
int start_connecting(const address& to, int source, int receive_buffer_bytes);

}  // namespace load

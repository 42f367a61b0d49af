// SPDX-License-Identifier: MIT
// The limit: what a broadcast costs when a program does nothing but send(). One frame is encoded,
// then one send() a viewer, in one thread. usage: raw_send PORT. It knows exactly what wire_load
// says to a peer, its fixed key included, and nothing else.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

constexpr std::string_view upgraded =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: NDLLntBSyQddi4tipnw4qjDjdBc=\r\n\r\n";
constexpr std::string_view taken = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

int listen_at(std::uint16_t port) {
  const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(s, reinterpret_cast<const sockaddr*>(&a), sizeof a) != 0 || ::listen(s, 4096) != 0) {
    std::perror("raw_send");
    std::exit(1);
  }
  return s;
}

std::string frame_of(std::string_view text) {
  std::string f{'\x81'};
  if (text.size() < 126) {
    f += static_cast<char>(text.size());
  } else {
    f += static_cast<char>(126);
    f += static_cast<char>(text.size() >> 8);
    f += static_cast<char>(text.size());
  }
  return f.append(text);
}

class broadcaster {
 public:
  explicit broadcaster(std::uint16_t port)
      : epoll_(::epoll_create1(0)), listener_(listen_at(port)) {
    watch(listener_);
  }

  void run() {
    std::array<epoll_event, 512> events{};
    for (;;) {
      const int n = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < n; ++i) {
        const int s = events[static_cast<std::size_t>(i)].data.fd;
        if (s == listener_)
          take_all();
        else
          read(s);
      }
    }
  }

 private:
  void watch(int s) {
    epoll_event e{EPOLLIN, {.fd = s}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, s, &e);
  }

  void take_all() {
    for (int s = 0; (s = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
      const int on = 1;
      ::setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      watch(s);
    }
  }

  void read(int s) {
    std::array<char, 64 * 1024> part;
    const ssize_t n = ::recv(s, part.data(), part.size(), 0);
    if (n <= 0) {
      std::erase(viewers_, s);
      requests_.erase(s);
      ::close(s);
      return;
    }
    std::string& request = requests_[s];
    request.append(part.data(), static_cast<std::size_t>(n));
    const auto end = request.find("\r\n\r\n");
    if (end == std::string::npos) return;
    if (request.starts_with("GET ")) {
      viewers_.push_back(s);
      requests_.erase(s);
      send(s, upgraded);
      return;
    }
    const auto length = request.find("Content-Length: ");
    const std::size_t whole = end + 4 + std::strtoul(request.c_str() + length + 16, nullptr, 10);
    if (request.size() < whole) return;
    const std::string frame = frame_of(std::string_view(request).substr(end + 4, whole - end - 4));
    for (const int viewer : viewers_) send(viewer, frame);
    request.clear();
    send(s, taken);
  }

  static void send(int s, std::string_view bytes) {
    if (::send(s, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) std::perror("raw_send");
  }

  int epoll_;
  int listener_;
  std::vector<int> viewers_;
  std::unordered_map<int, std::string> requests_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  broadcaster(static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10))).run();
}

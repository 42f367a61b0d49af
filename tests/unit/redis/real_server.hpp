// SPDX-License-Identifier: MIT
// A real redis-server or Sentinel that a test starts: on a free port of loopback and a local
// socket, in a folder of its own, keeping nothing on disk unless told to, and killed when the test
// is over.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "redis/reply.hpp"

namespace northstar::test {

using options = std::vector<std::string>;

std::uint16_t free_port();

class real_server {
 public:
  // `more` as on redis-server's command line: {"--appendonly", "yes"}.
  explicit real_server(options more = {});
  struct over_tls {};
  // Only over TLS, with a certificate of its own for 127.0.0.1; ask() has nothing to say to it.
  explicit real_server(over_tls);
  ~real_server();
  real_server(const real_server&) = delete;
  real_server& operator=(const real_server&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }
  std::string url_over_tls() const {
    return "rediss://127.0.0.1:" + std::to_string(port_) + "?ca=" + folder_ + "/cert.pem";
  }
  std::string local_url() const { return "unix://" + folder_ + "/socket"; }
  // A command, answered before it returns.
  northstar::redis::reply ask(const std::vector<std::string>& command) const;

  void kill();    // -9
  void start();   // again, in the same place
  void pause();   // STOP
  void resume();  // CONT

 protected:
  struct sentinel_of {
    std::uint16_t master;
  };
  explicit real_server(sentinel_of which);

 private:
  void wait_until_it_answers() const;

  std::string folder_;
  std::uint16_t port_;
  std::vector<std::string> arguments_;
  pid_t pid_ = -1;
};

// Watches a master under the name "board", alone (quorum 1), and is quick to give it up.
class real_sentinel : public real_server {
 public:
  explicit real_sentinel(const real_server& master) : real_server(sentinel_of{master.port()}) {}
  std::string board_url() const {
    return "redis-sentinel://127.0.0.1:" + std::to_string(port()) + "/board";
  }
};

}  // namespace northstar::test

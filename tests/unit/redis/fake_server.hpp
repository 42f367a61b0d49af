// SPDX-License-Identifier: MIT
// A Redis that says what a test tells it to, over a real socket on loopback, on the test's own
// loop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace northstar::test {

class fake_server {
 public:
  using command = std::vector<std::string>;
  struct deed {
    std::string bytes;                    // sent
    std::size_t piece = std::size_t(-1);  // so many at a time
    bool hang_up = false;                 // afterwards
  };
  using behaviour = std::function<deed(const command&)>;

  // By itself a master that knows no commands: it answers ROLE, PING, AUTH and SELECT; `behave` is
  // asked for all others, and first when `all`.
  fake_server(boost::asio::io_context& io, behaviour behave, bool all = false);
  ~fake_server();

  std::uint16_t port() const;
  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port()); }
  const std::vector<command>& heard() const;         // all that was said, also ROLE and the like
  std::size_t count(const std::string& word) const;  // how often a command was heard
  std::size_t connections() const;                   // so far
  void say(const std::string& bytes);                // to all, unasked
  void hang_up();                                    // on all
  void close();                                      // and takes no more

 private:
  struct state;
  std::shared_ptr<state> state_;
};

std::string array_of(const std::vector<std::string>& items);  // as Redis writes it
std::string text_of(const std::string& text);

}  // namespace northstar::test

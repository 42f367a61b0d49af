// SPDX-License-Identifier: MIT
// One keep-alive connection that posts bodies and hands back the answers in order; several requests
// may be under way. The bytes sent are the caller's and are not copied: they must stay as they are
// until the request is answered.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "load/loop.hpp"

namespace load {

struct http_answer {
  int status = 0;
  std::string_view body;  // valid during the call
};

class http_sender : public ready_handler {
 public:
  using answered = std::function<void(const http_answer&)>;

  http_sender(loop& in, const address& to, int source, answered then);
  http_sender(const http_sender&) = delete;
  http_sender& operator=(const http_sender&) = delete;
  ~http_sender() override;

  void send(std::string_view head, std::string_view body);
  void ready(std::uint32_t events) override;
  std::size_t under_way() const { return unanswered_; }

 private:
  void write();
  void read();
  bool take_answer();

  loop& loop_;
  int socket_;
  answered then_;
  std::deque<std::string_view> unsent_;
  std::string received_;
  std::size_t unanswered_ = 0;
  bool waits_for_room_ = false;
};

// The head of a POST: everything but Content-Length's value is the caller's.
std::string post_head(const std::string& path, const std::string& type,
                      const std::string& extra_headers, std::size_t body_bytes);

}  // namespace load

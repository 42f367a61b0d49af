// SPDX-License-Identifier: MIT
// One server, asked over HTTP by libcurl, one request at a time; for the commands that talk to a
// running server.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace northstar::commands {

struct http_answer {
  std::string failure;  // not empty: no answer came, and why
  long status = 0;
  std::string body;
  std::int64_t retry_after_s = 0;  // 0: the server did not say
};

// A text as a query's value: percent-encoded.
std::string escaped(const std::string& text);

class http_client {
 public:
  // `server` is http://host:port or https://…; throws std::invalid_argument when it is neither. An
  // empty token sends none.
  http_client(std::string server, const std::string& token);
  ~http_client();

  http_answer get(const std::string& path);
  http_answer post(const std::string& path, const std::string& content_type,
                   const std::string& body);

 private:
  struct connection;
  std::unique_ptr<connection> connection_;
};

}  // namespace northstar::commands

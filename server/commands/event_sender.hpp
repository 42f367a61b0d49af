// SPDX-License-Identifier: MIT
// Batches of events to a server, with patience: a busy server (429, 503) is asked again when it
// said, a lost connection after a while. Sending a batch twice is harmless, because ids and content
// are the same.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "commands/http_client.hpp"

namespace northstar::commands {

// Rows as NDJSON, with the line of the file each came from.
struct batch {
  std::string body;
  std::vector<std::size_t> lines;
};
inline constexpr std::size_t batch_rows_max = 10'000;
inline constexpr std::size_t batch_bytes_max = 8 * 1024 * 1024;

struct row_rejection {
  std::size_t line = 0;
  std::string reason;
};

struct batch_outcome {
  std::size_t accepted = 0, replaced = 0, stale = 0, duplicate = 0, quarantined = 0;
  std::vector<row_rejection> rejected;
};

class event_sender {
 public:
  // `tell` is called with a sentence whenever there is a wait.
  event_sender(std::string server, const std::string& token,
               std::function<void(const std::string&)> tell);

  // nullopt: given up; failure() says why.
  std::optional<batch_outcome> send(const batch& rows);
  const std::string& failure() const { return failure_; }

 private:
  std::optional<batch_outcome> read(const http_answer& answer, const batch& rows);
  bool may_try_again(const http_answer& answer, int attempt) const;
  void wait(const http_answer& answer, int attempt);

  http_client client_;
  std::function<void(const std::string&)> tell_;
  std::string failure_;
  bool was_answered_ = false;  // a server that never answered is more likely the wrong address
};

}  // namespace northstar::commands

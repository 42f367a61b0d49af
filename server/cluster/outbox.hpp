// SPDX-License-Identifier: MIT
// What this node has accepted for the shared log and has not seen come back from it yet: on its own disk, so that it may be
// answered for while the log is away, and is offered again after a crash.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cluster/log_store.hpp"

namespace northstar::cluster {

class outbox {
 public:
  virtual ~outbox() = default;

  using done = std::function<void(boost::system::error_code)>;

  // What was there at the start, in the order in which it was added. Once, before anything is added.
  virtual result<std::vector<offer>> load() = 0;
  // Writes them in one synced transaction, and what was removed since with it; `then` runs on the loop. One at a time. After an error nothing
  // more can be added: whoever could not sync once must not promise again.
  virtual void add(std::vector<offer> offers, done then) = 0;
  // Not needed any more: leaves the disk with the next add(), or with flush(). A crash before that offers it again, which changes nothing.
  virtual void remove(const std::string& uid) = 0;
  virtual void flush() = 0;
};

// Runs a function on the loop's thread; called from the outbox's thread.
using post_function = std::function<void(std::function<void()>)>;

// In `outbox.db` of the folder, written on a thread of its own. The folder is the ledger's, whose lock holds for both.
result<std::unique_ptr<outbox>> open_sqlite_outbox(const std::filesystem::path& folder, post_function post);

// Random bytes for a node's name: what it offers is called after it and a counter, so no two offers have the same uid.
std::string make_node_name();

}  // namespace northstar::cluster

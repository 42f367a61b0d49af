// SPDX-License-Identifier: MIT
// Connections whose answer came after they had begun to wait. They write it a little later: when a turn has ended, the next one's commit is
// to be on its way to the disk before the answers of this one take their time.
#pragma once

#include <memory>
#include <vector>

#include "net/net.hpp"

namespace northstar::net {

class waiting_connection {
 public:
  virtual ~waiting_connection() = default;
  virtual void write_answer() = 0;
};

class late_answers {
 public:
  explicit late_answers(executor on) : on_(std::move(on)), waiting_(std::make_shared<list>()) {}
  // Its write_answer() runs after what the loop has before it now, and after what that adds. Each is there once.
  void add(std::shared_ptr<waiting_connection> who);

 private:
  using list = std::vector<std::shared_ptr<waiting_connection>>;

  executor on_;
  std::shared_ptr<list> waiting_;  // the posted function may outlive this
};

}  // namespace northstar::net

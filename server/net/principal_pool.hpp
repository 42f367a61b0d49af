// SPDX-License-Identifier: MIT
// Who the feed's viewers are, once each: a thousand screens that hang on one token share its name and scope.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "net/access.hpp"

namespace northstar::net {

class principal_pool {
 public:
  std::shared_ptr<const principal> share(principal p);
  std::size_t size() const { return known_.size(); }

 private:
  void drop_unused();

  // By token; what nobody uses any more goes when the table has doubled.
  std::unordered_map<std::string, std::shared_ptr<const principal>> known_;
  std::size_t look_at_size_ = 64;
};

}  // namespace northstar::net
